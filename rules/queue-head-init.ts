/**
 * queue-head-init: a path uses a queue head that nothing initialises.
 *
 * An empty queue head points to itself. One that was only zeroed does not look empty, and the
 * first insertion or removal follows a NULL pointer.
 *
 *     struct port { struct sk_buff_head txq; };
 *     ...
 *     __skb_queue_tail(&port->txq, skb);    <- here, when no skb_queue_head_init(&port->txq) exists
 *
 * Right: initialise the head where its owner is created, or, on the stack, before the first use.
 *
 * Silent when any patch of the series, or the tree, initialises that field of that struct, and
 * when a field existed before the series and we have no tree to look in.
 */
import { defineRule, type Path, type StepOf } from "../src/rule.ts";
import { deciding, inOrder } from "./witness.ts";

interface Evidence {
  readonly path: Path;
  readonly use: StepOf<"queue-use">;
}

export const queueHeadInit = defineRule<Evidence>({
  id: "queue-head-init",
  summary: "A path uses a queue head that nothing initialises.",

  *look(path) {
    const said = new Set<string>();
    for (const use of path.steps) {
      if (use.kind !== "queue-use" || use.state !== "never" || said.has(use.queue.name)) continue;
      said.add(use.queue.name); // The first use is the one that crashes.
      yield { path, use };
    }
  },

  at: ({ use }) => use,
  loss: () => "uninitialised-queue",
  what: ({ use: { queue, by } }) =>
    queue.local
      ? `${by}() uses the local queue ${queue.name}, which was not initialised before.`
      : `${by}() uses ${queue.name}, but nothing that we can see initialises ${fieldName(queue)}.`,
  fix: ({ use: { queue } }) =>
    queue.local
      ? `Initialise ${queue.name} where it is declared.`
      : `Initialise ${queue.name} where its owner is set up.`,
  witness: ({ path, use }) =>
    inOrder(path, deciding(path, undefined, use), [
      { step: use, note: `${use.queue.name} is used here for the first time` },
    ]),
});

function fieldName({ struct, field, name }: StepOf<"queue-use">["queue"]): string {
  return struct === undefined ? name : `the field ${field} of struct ${struct}`;
}
