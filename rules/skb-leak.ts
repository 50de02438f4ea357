/**
 * skb-leak: a path ends with an sk_buff, a slab head or a data buffer that it alone knew.
 *
 * Memory that is lost on an error path is lost for good: under pressure, which is when error paths
 * run, each turn makes the pressure worse.
 *
 *     skb = alloc_skb(len, GFP_KERNEL);
 *     if (!skb)
 *             return -ENOMEM;
 *     err = fill(skb);
 *     if (err)
 *             return err;     <- here: skb is lost
 *
 * Right: `if (err) { kfree_skb(skb); return err; }`.
 *
 * A parameter counts when the function is installed as a callback that owns it, such as
 * ndo_start_xmit(), unless the result leaves it to the caller; and when every other path with such
 * a result frees it or hands it on, so that the callers must believe it gone.
 *
 * Silent when the pointer was stored where others find it, was returned, queued or handed to a
 * function that takes it, when a function that we know nothing about saw it, and for parameters that
 * belong to the caller. Heads in an array-backed list are for skb-count-leak.
 */
import { defineRule, type ObjectId, type Path, type StepOf } from "../src/rule.ts";
import { deciding, inOrder } from "./witness.ts";

interface Evidence {
  readonly path: Path;
  readonly held: StepOf<"held">;
  /** Where the reference that is lost came from; an object may have come before the text we have. */
  readonly origin: StepOf<"acquire"> | StepOf<"reference"> | undefined;
}

const followed: ReadonlySet<string> = new Set(["skb", "head", "data"]);

export const skbLeak = defineRule<Evidence>({
  id: "skb-leak",
  summary: "A path loses the only pointer to an sk_buff or its data without freeing it.",

  *look(path) {
    const inSlots = new Set<ObjectId | undefined>();
    for (const step of path.steps) if (step.kind === "slot") inSlots.add(step.object);
    for (const held of path.steps) {
      if (held.kind !== "held" || !followed.has(held.of) || inSlots.has(held.object)) continue;
      yield { path, held, origin: originOf(path, held.object) };
    }
  },

  at: ({ held }) => held,
  loss: () => "leak",
  what: (evidence) => {
    const { path, held } = evidence;
    const end = `when ${path.function}() returns on line ${held.at.line}.`;
    return held.given
      ? `${held.name} is ${path.function}()'s to free or to hand on${role(held)}, and is neither ${end}`
      : `${held.name} ${whence(evidence)} is neither freed nor handed on ${end}`;
  },
  fix: ({ held, origin }) =>
    origin?.kind === "reference"
      ? `Give the extra reference to ${held.name} back on this path.`
      : `Free ${held.name} on this path before the function returns.`,
  witness: ({ path, held, origin }) =>
    inOrder(
      path,
      origin === undefined ? [] : [{ step: origin, note: `${origin.name} comes from here` }],
      deciding(path, origin, held),
      [{ step: held, note: `${held.name} is lost here` }],
    ),
});

/** What it owns the object as. */
function role({ as }: StepOf<"held">): string {
  return as === undefined ? "" : ` as ${as}()`;
}

/** The last reference taken, when more than one was: that is the one nobody gave back. */
function originOf(path: Path, object: ObjectId): Evidence["origin"] {
  let origin: Evidence["origin"];
  for (const step of path.steps) {
    if (step.kind === "acquire" || step.kind === "reference")
      if (step.object === object) origin = step;
  }
  return origin;
}

function whence({ origin }: Evidence): string {
  if (origin === undefined) return "";
  const line = `on line ${origin.at.line}`;
  return origin.kind === "acquire"
    ? `from ${origin.by}() ${line}`
    : `(referenced again by ${origin.by}() ${line})`;
}
