// Sending: who keeps the sk_buff, and when it comes back.

import type { Case, Contract } from "./contract.ts";
import {
  allocates, arg, behind, cases, compares, doubt, free, from, given, int, noPointer, nothing, same, take,
  takes, way,
} from "./dsl.ts"; // prettier-ignore

export const NETDEV_TX_BUSY = 16;
/** Below it, a result of a transmit function means that the sk_buff is gone. */
const NET_XMIT_MASK = 15;

/** The convention of ndo_start_xmit(): gone, unless the answer is NETDEV_TX_BUSY. */
export function transmits(skb: number): readonly Case[] {
  return [
    way("takes it", int(0, NET_XMIT_MASK - 1), take(arg(skb))),
    way("is busy", int(NETDEV_TX_BUSY)),
  ];
}

export const xmit: readonly Contract[] = [
  from(
    "net/core/dev.c",
    // Busy is what a driver answers, and never what a queue does.
    takes("dev_queue_xmit __dev_queue_xmit dev_queue_xmit_accel", 0, int(-4095, NET_XMIT_MASK - 1)),
    takes("dev_direct_xmit"),
    takes("generic_xdp_tx", 0, nothing),
    cases("__dev_direct_xmit netdev_start_xmit", ...transmits(0)),
    cases("__netdev_start_xmit", ...transmits(1)),
    cases(
      "dev_hard_start_xmit",
      way("sends it", noPointer, take(arg(0)), {
        do: "write",
        to: behind(3),
        value: { min: 0, max: NET_XMIT_MASK - 1 },
      }),
      way("is busy", same(arg(0)), { do: "write", to: behind(3), value: NETDEV_TX_BUSY }),
    ),
    cases(
      "dev_xmit_complete",
      given([compares(arg(0), "<", NET_XMIT_MASK)], way("answers yes", int(1))),
      given([compares(arg(0), ">=", NET_XMIT_MASK)], way("answers no", int(0))),
    ),
    takes("dev_loopback_xmit", 2),
  ),
  from(
    "net/ipv4/ip_output.c",
    takes("ip_local_out ip6_local_out dst_output ip_output ip6_output ip_mc_output", 2),
    takes("ip_queue_xmit __ip_queue_xmit ip6_xmit inet6_csk_xmit ip_send_skb", 1),
    takes("ip6_send_skb ip_forward ip6_forward"),
    takes("ip_do_fragment ip6_fragment", 2),
    // 1: go on with it; anything else: a hook has kept or dropped it.
    cases(
      "__ip_local_out __ip6_local_out",
      way("goes on", int(1)),
      way("keeps it", int(-4095, 0), take(arg(2))),
    ),
  ),
  from(
    "include/linux/netfilter.h",
    cases("nf_hook", way("goes on", int(1)), way("keeps it", int(-4095, 0), take(arg(4)))),
    takes("NF_HOOK NF_HOOK_COND", 4),
  ),
  from(
    "net/core/neighbour.c",
    takes("neigh_resolve_output neigh_output neigh_connected_output neigh_direct_output", 1),
    takes("neigh_hh_output", 1),
    cases(
      "neigh_event_send __neigh_event_send",
      way("goes on", int(0)),
      way("keeps it", int(1), take(arg(1))),
    ),
    takes("neigh_xmit", 3),
    takes("arp_xmit ndisc_send_skb", 0, nothing),
  ),
  from(
    "net/ipv4/ip_tunnel_core.c",
    takes("iptunnel_xmit udp_tunnel_xmit_skb udp_tunnel6_xmit_skb", 2, nothing),
    takes("ip_tunnel_xmit", 0, nothing),
    takes("ip6tunnel_xmit", 1, nothing),
  ),
  from("net/xfrm/xfrm_output.c", takes("xfrm_output xfrm_output_resume", 1)),
  from(
    "include/net/sch_generic.h",
    takes("qdisc_enqueue qdisc_enqueue_tail"),
    allocates("qdisc_dequeue_head", "skb"),
  ),
  from(
    "net/bridge/br_forward.c",
    cases(
      "br_forward",
      given([compares(arg(2), "==", 0)], way("takes it", nothing, take(arg(1)))),
      given([compares(arg(2), "!=", 0)], way("sends a clone", nothing)),
    ),
    takes("br_dev_queue_push_xmit", 2),
  ),
  from("net/can/af_can.c", takes("can_send")),
  from(
    "drivers/net/can/dev/skb.c",
    // Without room it refuses and frees nothing, which no driver asks for: there always is room.
    cases(
      "can_put_echo_skb",
      way("takes it", int(-21, 0), take(arg(0))),
      way("refuses it", int(-22), doubt(arg(0), "there may be no room for it")),
    ),
    cases(
      "can_dropped_invalid_skb can_dev_dropped_skb",
      way("drops it", int(1), free(arg(1))),
      way("lets it pass", int(0)),
    ),
  ),
  from("net/bluetooth/hci_core.c", takes("hci_send_acl hci_send_sco", 1, nothing)),
].flat();
