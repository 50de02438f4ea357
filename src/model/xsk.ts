// AF_XDP sockets: one sk_buff under construction may wait in the socket, in `xs->skb`.

import type { Case, Contract } from "./contract.ts";
import {
  arg, borrows, cases, doubt, errorPointer, free, fresh, from, given, isNull, isObject, nothing,
  ownToWrite, pure, result, same, way,
} from "./dsl.ts"; // prettier-ignore

const waiting = arg(0, "skb");
const EOVERFLOW = 75;

// The packet that waits in the socket is gone on with, whatever else was passed.
const goesOn: readonly Case[] = [
  given([isObject(waiting)], way("succeeds", same(waiting))),
  given([isObject(waiting)], way("fails", { kind: "error", min: -EOVERFLOW + 1, max: -1 })),
  given([isObject(waiting)], way("fails", { kind: "error", min: -4095, max: -EOVERFLOW - 1 })),
  given(
    [isObject(waiting)],
    way(
      "finds no room and drops it",
      { kind: "error", min: -EOVERFLOW, max: -EOVERFLOW },
      free(waiting),
      { do: "write", to: waiting, value: 0 },
    ),
  ),
];

const startsOne = way("succeeds", fresh("skb"), ownToWrite(result(), arg(0, "sk")));

export const xsk: readonly Contract[] = from(
  "net/xdp/xsk.c",
  cases(
    "xsk_build_skb",
    ...goesOn,
    given([isNull(waiting)], startsOne),
    given([isNull(waiting)], way("fails", errorPointer)),
  ).map((contract) => ({ ...contract, arity: 2 })),
  cases(
    "xsk_build_skb",
    ...goesOn,
    given([isNull(waiting), isObject(arg(1))], way("succeeds", same(arg(1)))),
    given([isNull(waiting), isObject(arg(1))], way("fails", errorPointer, free(arg(1)))),
    given([isNull(waiting), isNull(arg(1))], startsOne),
    given([isNull(waiting), isNull(arg(1))], way("fails", errorPointer)),
  ).map((contract) => ({
    ...contract,
    arity: 3,
    assumption: "xsk_build_skb() frees allocated_skb on error",
  })),
  // A packet that waits stays where it is when this fails.
  cases(
    "xsk_build_skb_zerocopy",
    given([isObject(waiting)], way("succeeds", same(waiting))),
    given([isNull(waiting)], startsOne),
    way("fails", errorPointer),
  ),
  cases(
    "xsk_consume_skb xsk_drop_skb",
    way("frees it", nothing, doubt(arg(0), "it is freed and xs->skb cleared")),
  ),
  cases("xsk_destruct_skb", way("lets the owner go", nothing, { do: "orphan", of: arg(0) })),
  pure("xp_mb_desc xp_unused_options_set xsk_get_num_desc"),
  borrows(
    `xsk_set_destructor_arg xsk_cq_submit_locked xsk_cq_cancel_locked xsk_cq_reserve_addr_locked
     xsk_tx_metadata_to_compl xsk_buff_raw_get_data xsk_buff_get_metadata xskq_cons_release
     xskq_cons_release_n xskq_cons_peek_desc xskq_prod_submit_n`,
  ),
);
