/**
 * skb-count-leak: a path leaves an array-backed list of heads and its count in disagreement.
 *
 * Such a list is a pointer array and a number: slot i holds a live head if and only if i < number.
 * A live head at or above the number is lost, because the next refill overwrites its slot. A slot
 * below the number whose head was freed or given away is handed out again by the next user of the
 * list: a use after free with the bug far from the crash.
 *
 *     n += kmem_cache_alloc_bulk(cache, gfp, want - n, (void **)&list->heads[n]);
 *     if (n < want)
 *             return -ENOMEM;   <- here, when list->n was not told about n
 *     list->n = n - used;       <- and here, when `used` heads were not the last ones
 *
 * Right: write the number back before every return, lowered by exactly the heads that were taken
 * from the end of the array, and release the heads before the array itself is freed or replaced.
 *
 * Silent when array and number agree again at the return, when a callee that we know nothing about
 * saw the list, and about stale slots of an array that is gone: nobody can reach them.
 */
import { defineRule, type Path, type StepOf } from "../src/rule.ts";
import { deciding, inOrder } from "./witness.ts";

type Slot = StepOf<"slot">;

interface Evidence {
  readonly path: Path;
  readonly slot: Slot;
  readonly loss: "slot-leak" | "slot-dangling";
}

export const skbCountLeak = defineRule<Evidence>({
  id: "skb-count-leak",
  summary: "A path leaves a list of heads and its count in disagreement.",

  *look(path) {
    const said = new Map<string, Evidence>();
    for (const slot of path.steps) {
      if (slot.kind !== "slot") continue;
      const loss = lossOf(slot);
      if (loss === undefined) continue;
      // One finding for each list and kind: its other slots went wrong for the same reason.
      const key = `${loss} ${slot.array}`;
      if (!said.has(key)) said.set(key, { path, slot, loss });
    }
    yield* said.values();
  },

  at: ({ slot }) => slot,
  loss: ({ loss }) => loss,
  what: (evidence) => `${wrong(evidence)} ${consequence(evidence)}`,
  fix: ({ slot, loss }) => {
    if (loss === "slot-dangling") return `Lower ${slot.count} past every slot that was given away.`;
    return slot.reachable
      ? `Bring ${slot.count} up to date, or release the heads that it does not cover, on this path.`
      : `Release the heads of ${slot.array} before the array goes.`;
  },
  witness: ({ path, slot }) => {
    const origin = originOf(path, slot);
    return inOrder(
      path,
      origin === undefined
        ? []
        : [{ step: origin, note: `${slotName(slot)} ${became(slot)} here` }],
      deciding(path, origin, slot),
      [{ step: slot, note: `${slot.count} and ${slot.array} disagree here` }],
    );
  },
});

function lossOf(slot: Slot): Evidence["loss"] | undefined {
  const live = slot.holds === "live";
  if (live && (!slot.counted || !slot.reachable)) return "slot-leak";
  if (!live && slot.counted && slot.reachable) return "slot-dangling";
  return undefined;
}

function slotName({ array, index }: Slot): string {
  return `${array}[${index}]`;
}

function wrong({ path, slot, loss }: Evidence): string {
  const name = slotName(slot);
  const since = slot.since === undefined ? "" : ` (line ${slot.since.line})`;
  const exit = `when ${path.function}() returns on line ${slot.at.line}`;
  if (loss === "slot-dangling")
    return `${slot.count} still covers ${name}, which ${became(slot)}${since}, ${exit}.`;
  return slot.reachable
    ? `${name} holds a live head${since} that ${slot.count} does not cover ${exit}.`
    : `${name} still holds a live head${since}, but ${slot.array} is freed or replaced ${exit}.`;
}

function consequence({ loss }: Evidence): string {
  return loss === "slot-leak"
    ? "Nothing can free it any more."
    : "The next user of the list takes a head that is not there.";
}

/** What happened to the slot, as a verb that follows its name. */
function became({ holds }: Slot): string {
  switch (holds) {
    case "live":
      return "was filled";
    case "freed":
      return "was freed";
    case "queued":
      return "went into a queue";
    case "moved":
      return "was given away";
    case "nothing":
      return "was never filled";
  }
}

/** The step that gave the slot what it holds. */
function originOf(path: Path, slot: Slot): Path["steps"][number] | undefined {
  const { since } = slot;
  if (since === undefined) return undefined;
  const there = path.steps.filter(
    (step) => step !== slot && step.at.file === since.file && step.at.line === since.line,
  );
  const own = there.filter((step) => "object" in step && step.object === slot.object);
  return own.at(-1) ?? there.at(-1);
}
