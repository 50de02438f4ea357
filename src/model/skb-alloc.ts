// How sk_buffs and what they are made of come into being.

import type { Contract } from "./contract.ts";
import {
  allocates, arg, behind, borrowedPointer, cases, compares, doubt, fresh, from, given, noPointer,
  nothing, ownOtherwise, ownToWrite, result, same, way, writeError,
} from "./dsl.ts"; // prettier-ignore

const ADDRESS_MAX = 2 ** 47;
const build = { do: "build", head: arg(0), data: arg(1), size: arg(2) } as const;

/** All of a new packet is in its head. */
const linear = { do: "write", to: result("data_len"), value: 0 } as const;

/** 0 where the packet was made alone. */
const pairing = { arg: 0, path: ["fclone"] };
const unsure = doubt(arg(0), "the other one may still be there");

export const skbAlloc: readonly Contract[] = [
  from(
    "net/core/skbuff.c",
    allocates(
      `__alloc_skb alloc_skb alloc_skb_fclone __netdev_alloc_skb netdev_alloc_skb
       netdev_alloc_skb_ip_align __netdev_alloc_skb_ip_align dev_alloc_skb __dev_alloc_skb
       napi_alloc_skb alloc_skb_for_msg`,
      "skb",
      linear,
    ),
    cases(
      "alloc_skb_with_frags",
      way("succeeds", fresh("skb"), { do: "write", to: behind(3), value: "any" }),
      way("fails", noPointer, writeError(behind(3))),
    ),
    // Heads without data: fields are garbage, no reference count, no truesize.
    allocates("napi_skb_cache_get", "head"),
    cases("napi_skb_cache_put", way("frees it", nothing, { do: "free-head", of: arg(0) })),
    // Two that were made as a pair go together, with the second of them.
    cases(
      "kfree_skbmem",
      given(
        [compares(pairing, "==", 0)],
        way("frees it", nothing, { do: "free-head", of: arg(0) }),
      ),
      given([compares(pairing, "!=", 0)], way("lets go of one of two", nothing, unsure)),
    ),
    // The size is rounded up to what the slab really gave.
    cases(
      "kmalloc_reserve",
      way("succeeds", fresh("data"), {
        do: "write",
        to: behind(0),
        value: { atLeast: behind(0) },
      }),
      way("fails", noPointer),
    ),
    cases("__build_skb_around __finalize_skb_around", way("builds it", nothing, build)),
    cases("build_skb_around", way("builds it", same(arg(0)), build)),
    // When they fail, the data is still the caller's.
    allocates(
      "__build_skb build_skb napi_build_skb slab_build_skb",
      "skb",
      {
        do: "consume",
        of: arg(0),
        how: "takes",
        object: "memory",
      },
      linear,
    ),
    cases("skbuff_clear", way("clears it", nothing, { do: "clear", of: arg(0) })),
  ),
  // Owned by the napi context until napi_gro_frags() or napi_free_frags().
  from(
    "net/core/gro.c",
    cases("napi_get_frags", way("succeeds", borrowedPointer), way("fails", noPointer)),
  ),
  from(
    "net/netlink/af_netlink.c",
    allocates("nlmsg_new nlmsg_new_large genlmsg_new netlink_alloc_large_skb", "skb"),
    allocates("__cfg80211_alloc_event_skb cfg80211_vendor_event_alloc", "skb"),
    allocates("cfg80211_vendor_cmd_alloc_reply_skb", "skb"),
  ),
  from(
    "net/core/sock.c",
    // The error number is valid only where NULL is returned.
    cases(
      "sock_alloc_send_pskb",
      way("succeeds", fresh("skb"), ownToWrite(result(), arg(0))),
      way("fails", noPointer, writeError(behind(4))),
    ),
    cases(
      "sock_alloc_send_skb bt_skb_send_alloc",
      way("succeeds", fresh("skb"), ownToWrite(result(), arg(0)), linear),
      way("fails", noPointer, writeError(behind(3))),
    ),
    allocates("sock_wmalloc", "skb", ownToWrite(result(), arg(0)), linear),
    // Charged to the option memory, not to the send buffer.
    allocates("sock_omalloc", "skb", ownOtherwise(result(), arg(0), "sock_ofree"), linear),
    allocates("tcp_stream_alloc_skb", "skb"),
  ),
  from("include/net/bluetooth/bluetooth.h", allocates("bt_skb_alloc", "skb", linear)),
  from(
    "drivers/net/can/dev/skb.c",
    cases(
      "alloc_can_skb alloc_canfd_skb alloc_canxl_skb alloc_can_err_skb",
      // The frame is a part of the packet: there is one exactly when there is the other.
      way("succeeds", fresh("skb"), {
        do: "write",
        to: behind(1),
        value: { min: 1, max: ADDRESS_MAX, within: result() },
      }),
      way("fails", noPointer, { do: "write", to: behind(1), value: 0 }),
    ),
  ),
].flat();
