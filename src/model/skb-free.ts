// How references to sk_buffs are given up.

import type { Contract } from "./contract.ts";
import {
  arg,
  cases,
  doubt,
  free,
  frees,
  from,
  given,
  int,
  isNull,
  isObject,
  nothing,
  truth,
  way,
} from "./dsl.ts";

export const skbFree: readonly Contract[] = [
  from(
    "net/core/skbuff.c",
    frees(
      `kfree_skb kfree_skb_reason consume_skb __kfree_skb kfree_skb_partial
       __consume_stateless_skb skb_attempt_defer_free napi_consume_skb nlmsg_free`,
    ),
    // The whole chain behind ->next.
    frees("kfree_skb_list kfree_skb_list_reason"),
    frees("sk_skb_reason_drop", 1),
    // True: no reference is left, and the caller frees the object itself.
    // Called for its result alone, or where somebody else's reference is known to be left.
    cases(
      "skb_unref",
      way("keeps others", int(0), doubt(arg(0), "others hold it")),
      way("was the last", int(1), doubt(arg(0), "its caller frees it, or knows of others")),
    ),
    cases(
      "skb_release_head_state",
      way("lets the owner go", nothing, { do: "orphan", of: arg(0) }),
    ),
    cases("skb_release_all", way("lets the owner go", nothing, { do: "orphan", of: arg(0) })),
  ),
  from(
    "net/core/dev.c",
    frees(
      `dev_kfree_skb dev_kfree_skb_any dev_kfree_skb_irq dev_kfree_skb_any_reason
       dev_kfree_skb_irq_reason dev_consume_skb_any dev_consume_skb_irq`,
    ),
  ),
  from(
    "net/core/datagram.c",
    frees("skb_free_datagram skb_consume_udp", 1),
    cases("skb_kill_datagram", way("frees it", { kind: "int" }, free(arg(1)))),
  ),
  from("net/mac80211/status.c", frees("ieee80211_free_txskb", 1)),
  from(
    "net/core/rtnetlink.c",
    // A chain, told by its first and its last: freed when the lock is let go, and there until then.
    cases(
      "rtnl_kfree_skbs",
      given([isObject(arg(1))], way("keeps it", nothing, { do: "enlist", of: arg(0) })),
      given([isNull(arg(1))], way("has nothing to do", nothing)),
    ),
  ),
  from("net/openvswitch/drop.h", frees("ovs_kfree_skb_reason")),
  from("net/rxrpc/skbuff.c", frees("rxrpc_free_skb")),
  from("net/ipv4/tcp_input.c", frees("tcp_drop_reason", 1)),
  from("net/netlink/af_netlink.c", frees("netlink_detachskb", 1)),
  from(
    "include/net/sch_generic.h",
    // Put on the list that the caller of enqueue() frees: until then it is there to be read.
    cases(
      "qdisc_drop qdisc_drop_all __qdisc_drop",
      way("drops it", int(1), { do: "doubt", of: arg(0), why: "it is freed later" }),
    ),
  ),
  from(
    "net/netfilter/core.c",
    cases("nf_queue", way("takes it", truth, { do: "doubt", of: arg(0), why: "queued or not" })),
  ),
].flat();
