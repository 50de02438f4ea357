/**
 * skb-use-after-free: a path uses, frees or queues an object that is no longer its own.
 *
 * After the last known reference went to a function that frees or takes it, the memory may be
 * somebody else's: reading gives rubbish, writing destroys, freeing again breaks the allocator.
 * An object on a queue belongs to the queue: freeing it leaves a dangling link, queueing it again
 * tears both queues.
 *
 *     err = dev_queue_xmit(skb);
 *     if (err)
 *             kfree_skb(skb);     <- here: dev_queue_xmit() took it, whatever it returned
 *
 *     skb_queue_tail(&priv->backlog, skb);
 *     priv->bytes += skb->len;    <- here: another CPU may have freed it
 *
 *     kfree_skb(port->partial);
 *     return -EMSGSIZE;           <- here: port->partial was cleared before a patch
 *
 *     dev_kfree_skb(skb);
 *     return NETDEV_TX_BUSY;      <- here: ndo_start_xmit() is called again with it
 *
 * Right: read what is needed before the object is handed on, and free only on the paths on which
 * the callee did not.
 *
 * What a pointer into it leads to (headers, data, its control block) is gone with it. What a pointer
 * into its data leads to is gone as well when the data is moved:
 *
 *     iph = ip_hdr(skb);
 *     if (skb_cow_head(skb, needed))
 *             goto drop;
 *     iph->ttl--;                 <- here: the headers may be somewhere else
 *
 * Silent while another reference is known; for what is done to an object on a queue whose functions
 * did not take the lock (its owner's lock is held then: lengths are accounted for and stamps are set
 * behind the queueing); for anything done to an object on a local queue; for uses of a data buffer that an
 * sk_buff took; for data that a clone may share; and after any function that we know nothing about
 * saw the object.
 */
import { defineRule, type LossKind, type ObjectId, type Path, type StepOf } from "../src/rule.ts";
import { deciding, inOrder } from "./witness.ts";

type Use = StepOf<"use">;
type Move = StepOf<"move">;
type End = StepOf<"consume"> | StepOf<"queue"> | Move;

interface Evidence {
  readonly path: Path;
  readonly use: Use;
  /** Where the object stopped being this path's own. */
  readonly end: End | undefined;
}

export const skbUseAfterFree = defineRule<Evidence>({
  id: "skb-use-after-free",
  summary: "A path uses, frees or queues an object that it no longer owns.",

  *look(path) {
    const ends = new Map<ObjectId, End>();
    const moves = new Map<ObjectId, Move>();
    const said = new Set<ObjectId>();
    for (const step of path.steps) {
      if (step.kind === "use" && !said.has(step.object)) {
        const end = step.state === "moved" ? moves.get(step.object) : ends.get(step.object);
        if (!wrong(step, end)) continue;
        said.add(step.object); // The first wrong use is the one to mend.
        yield { path, use: step, end };
      }
      if (step.kind === "queue" || (step.kind === "consume" && step.last))
        ends.set(step.object, step);
      if (step.kind === "move") moves.set(step.object, step);
    }
  },

  at: ({ use }) => use,
  loss: ({ use }) => lossOf(use),
  what: ({ path, use, end }) =>
    use.how === "leave"
      ? `${use.by} still points to what ${wentBy(end)} when ${path.function}() returns, as it never did before.`
      : `${subject(use)} ${deed(use)} ${before(use, end)}.`,
  fix: ({ use, end }) => {
    if (use.how === "free") return `Do not free ${use.name} on this path: it is not yours here.`;
    if (use.how === "return")
      return `Return what tells the caller that ${use.name} is gone, or leave it to him.`;
    if (use.how === "leave") return `Clear ${use.by} on this path.`;
    if (use.how === "queue") return `Do not queue ${use.name} again on this path.`;
    if (use.state === "moved") return `Look for it again after ${end?.by ?? "the call"}().`;
    const giver = end === undefined ? "it is handed on" : `${end.by}()`;
    return `Take what is needed from ${use.name} before ${giver}.`;
  },
  witness: ({ path, use, end }) =>
    inOrder(
      path,
      end === undefined ? [] : [{ step: end, note: endNote(path, end) }],
      deciding(path, end, use),
      [{ step: use, note: `${use.part ?? use.name} ${deed(use)} here` }],
    ),
});

function wrong(use: Use, end: End | undefined): boolean {
  switch (use.state) {
    case "live":
      return false;
    case "moved":
      return true;
    case "consumed":
      // Data that went into an skb is still there, and is reached through the skb.
      return (
        use.of === "skb" || use.how === "free" || end?.kind !== "consume" || end.how === "frees"
      );
    case "queued-locked":
      // Queue functions take a neighbour to find the place: it is on the queue as it should be.
      return use.how !== "pass";
    case "queued":
      return use.how === "free" || use.how === "queue";
  }
}

function lossOf({ how, state }: Use): LossKind {
  return how === "free" && state === "consumed" ? "double-free" : "use-after-free";
}

function subject({ name, part, state }: Use): string {
  if (state === "moved" && part !== undefined) return `${part}, which points into ${name},`;
  return part === undefined ? name : `${part}, a part of ${name},`;
}

function deed({ how, by }: Use): string {
  switch (how) {
    case "read":
      return "is read";
    case "write":
      return "is written to";
    case "pass":
      return `is passed to ${by}()`;
    case "free":
      return by === "" ? "is freed" : `is freed by ${by}()`;
    case "queue":
      return by === "" ? "is queued" : `is queued by ${by}()`;
    case "return":
      return "is given back to the caller by what is returned";
    case "leave":
      return `is gone, and ${by} is left`;
  }
}

function before(use: Use, end: End | undefined): string {
  if (end === undefined)
    return use.state === "consumed" ? "after it was given away" : "while it is on a queue";
  const line = `on line ${end.at.line}`;
  if (end.kind === "move") return `after ${end.by}() may have moved the data ${line}`;
  if (end.kind === "consume") return `after ${end.by}() ${endWord(end)} it ${line}`;
  const where = `${end.by}() put it on ${end.queue.name} ${line}`;
  if (use.how === "free" || use.how === "queue") return `while it is on a queue: ${where}`;
  return `after ${where}, where others may have freed it`;
}

function wentBy(end: End | undefined): string {
  return end === undefined ? "is gone" : `${end.by}() ${endWord(end)} on line ${end.at.line}`;
}

function endWord(end: End): string {
  if (end.kind === "queue") return "queued";
  if (end.kind === "move") return "may have moved the data of";
  return end.how === "frees" ? "freed" : "took";
}

function endNote(path: Path, end: End): string {
  const before = path.steps.slice(0, path.steps.indexOf(end));
  const outcome = before.findLast((step) => step.kind === "outcome" && step.by === end.by);
  const what = `${endWord(end)} ${end.name}`;
  return outcome?.kind === "outcome" && outcome.at.line === end.at.line
    ? `${end.by}() ${outcome.label} here and ${what}`
    : `${end.by}() ${what} here`;
}
