// Queues of sk_buffs: struct sk_buff_head.

import type { Case, Contract, Effect, Guard } from "./contract.ts";
import {
  arg, borrowedPointer, cases, doubt, fresh, from, given, int, LARGEST_INT, noPointer, nothing, pure, truth, way,
} from "./dsl.ts"; // prettier-ignore

/** Type tags of queue heads. */
export const queueTypes: readonly string[] = ["sk_buff_head"];

/** Whoever touches it holds the socket: net/core/stream.c, and the protocols that send from it. */
export const ownersQueues: readonly string[] = ["sk_write_queue"];

/** Somebody else takes from it at any time: net/core/datagram.c, net/core/skbuff.c. */
export const sharedQueues: readonly string[] = ["sk_receive_queue", "sk_error_queue"];

/** The spinlock of struct sk_buff_head. */
export const queueLock = "lock";

/** Of queues, struct list_head, hlist_head and hlist_node. */
export const linkFields: ReadonlySet<string> = new Set(["next", "prev", "first", "last", "pprev"]);

function put(skb: number, queue: number, locked: boolean): Case {
  const effect: Effect = { do: "queue", of: arg(skb), queue: arg(queue), locked };
  return way("queues it", nothing, effect);
}

function splice(init: boolean): Case {
  const effect: Effect = { do: "queue-splice", from: arg(0), to: arg(1), init };
  return way("moves them all", nothing, effect);
}

const purge: Effect = { do: "queue-purge", queue: arg(0) };
const emptyQueue: Guard = { is: "empty", of: arg(0) };
const filledQueue: Guard = { is: "filled", of: arg(0) };
const use: Effect = { do: "queue-use", queue: arg(0) };
const useSecond: Effect = { do: "queue-use", queue: arg(1) };

/** Whether an iterator finds the next element by the one that it gave last: all that do not say `_safe`. */
export function walksOn(macro: string): boolean {
  return (
    /^(?:skb_queue_(?:reverse_)?walk|skb_walk_frags|h?list_for_each_entry)/.test(macro) &&
    !/_safe(?:_|$)/.test(macro)
  );
}

export const skbQueue: readonly Contract[] = from(
  "include/linux/skbuff.h",
  cases("__skb_queue_tail __skb_queue_head", put(1, 0, false)),
  // The queue's own lock is dropped at the end: somebody may have taken the skb by then.
  cases("skb_queue_tail skb_queue_head", put(1, 0, true)),
  cases("__skb_queue_after __skb_queue_before", put(2, 0, false)),
  cases("__skb_insert", put(0, 3, false)),
  cases("skb_append", put(1, 2, true)),
  cases(
    "__skb_dequeue __skb_dequeue_tail skb_dequeue skb_dequeue_tail",
    given([emptyQueue], way("gives none", noPointer, use)),
    given([filledQueue], way("gives one", fresh("skb"), use)),
  ),
  cases(
    "__skb_unlink skb_unlink",
    way("takes it out", nothing, useSecond, { do: "unqueue", of: arg(0) }),
  ),
  cases(
    "skb_peek skb_peek_tail __skb_peek",
    given([filledQueue], way("gives one", borrowedPointer, use)),
    given([emptyQueue], way("gives none", noPointer, use)),
  ),
  cases(
    "skb_peek_next",
    way("gives one", borrowedPointer, useSecond),
    way("gives none", noPointer, useSecond),
  ),
  cases(
    "skb_queue_next skb_queue_prev",
    way("gives one", borrowedPointer, use),
    way("gives none", noPointer, use),
  ),
  cases(
    "skb_queue_empty skb_queue_empty_lockless",
    given([emptyQueue], way("answers yes", int(1), use)),
    given([filledQueue], way("answers no", int(0), use)),
  ),
  cases(
    "skb_queue_len skb_queue_len_lockless",
    given([emptyQueue], way("answers 0", int(0), use)),
    given([filledQueue], way("answers some number", int(1, LARGEST_INT), use)),
  ),
  pure("skb_queue_is_first skb_queue_is_last"),
  cases(
    `skb_queue_walk skb_queue_walk_safe skb_queue_reverse_walk skb_queue_reverse_walk_safe`,
    way("turns", truth, use),
  ),
  cases("skb_list_walk_safe", way("turns", truth, doubt(arg(0), "it is met on its chain"))),
  cases("skb_queue_splice skb_queue_splice_tail", splice(false)),
  cases("skb_queue_splice_init skb_queue_splice_tail_init", splice(true)),
  cases(
    "__skb_queue_head_init skb_queue_head_init skb_queue_head_init_class",
    way("initialises it", nothing, { do: "queue-init", queue: arg(0) }),
  ),
  cases(
    `skb_queue_purge skb_queue_purge_reason __skb_queue_purge __skb_queue_purge_reason
     skb_errqueue_purge`,
    way("frees them all", nothing, purge),
  ),
);
