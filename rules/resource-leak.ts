/**
 * resource-leak: a path ends with memory, or a reference, that it alone knew.
 *
 * Memory that is lost is lost for good; a reference that is lost keeps a device from going away.
 *
 *     conf = kzalloc(sizeof(*conf), GFP_KERNEL);
 *     if (!conf)
 *             return -ENOMEM;
 *     if (conf_bad(attrs))
 *             return -EINVAL;     <- here: conf is lost
 *
 * Right: `if (conf_bad(attrs)) { kfree(conf); return -EINVAL; }`, or `__free(kfree)` where it is declared.
 *
 * Silent when the pointer was stored where others find it, was returned, or was handed to a function
 * that takes it; when a function that we do not see as a whole was given it; for parameters; and
 * for what a device gives back by itself (devm). Off unless it is asked for
 * (`--rules`, `moreRules:`).
 */
import { defineRule, type ObjectId, type Path, type StepOf } from "../src/rule.ts";
import { deciding, inOrder } from "./witness.ts";

interface Evidence {
  readonly path: Path;
  readonly held: StepOf<"held">;
  /** Where the reference that is lost came from. */
  readonly origin: StepOf<"acquire"> | StepOf<"reference">;
}

/** What other rules are about, and memory that nobody follows. */
const others: ReadonlySet<string> = new Set(["skb", "head", "data", "list", "memory"]);

export const resourceLeak = defineRule<Evidence>({
  id: "resource-leak",
  summary: "A path loses memory or a reference that it got. Off unless `--rules` names it.",
  needs: "resources",

  *look(path) {
    for (const held of path.steps) {
      if (held.kind !== "held" || held.given || others.has(held.of)) continue;
      const origin = originOf(path, held.object);
      if (origin !== undefined) yield { path, held, origin };
    }
  },

  at: ({ held }) => held,
  loss: () => "leak",
  what: ({ path, held, origin }) => {
    const got = origin.kind === "acquire" ? "from" : "referenced again by";
    const whence = `(${got} ${origin.by}() on line ${origin.at.line})`;
    const end = `when ${path.function}() returns on line ${held.at.line}`;
    return `${held.name} ${whence} is neither ${verb(held)} nor handed on ${end}.`;
  },
  fix: ({ held }) =>
    `${held.of === "allocation" ? "Free" : "Put"} ${held.name} on this path before the function returns.`,
  witness: ({ path, held, origin }) =>
    inOrder(
      path,
      [{ step: origin, note: `${origin.name} comes from here` }],
      deciding(path, origin, held),
      [{ step: held, note: `${held.name} is lost here` }],
    ),
});

function verb({ of }: StepOf<"held">): string {
  return of === "allocation" ? "freed" : "put";
}

/** The last reference taken, when more than one was: that is the one nobody gave back. */
function originOf(path: Path, object: ObjectId): Evidence["origin"] | undefined {
  return path.steps.findLast(
    (step): step is Evidence["origin"] =>
      (step.kind === "acquire" || step.kind === "reference") && step.object === object,
  );
}
