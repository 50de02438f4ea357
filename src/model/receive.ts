// Receiving: into the stack, into a socket, out of a socket.

import type { Contract } from "./contract.ts";
import {
  allocates, arg, behind, borrows, cases, consumesOnSuccess, fresh, free, from, int, negative, noPointer,
  nothing, take, takes, way, writeError, zero,
} from "./dsl.ts"; // prettier-ignore

export const receive: readonly Contract[] = [
  from(
    "net/core/dev.c",
    takes(
      `netif_rx __netif_rx netif_receive_skb netif_receive_skb_core __netif_receive_skb
       netif_rx_internal`,
      0,
      int(0, 1),
    ),
    takes("dev_forward_skb dev_forward_skb_nomtu", 1, int(0, 1)),
    cases(
      "__dev_forward_skb ____dev_forward_skb",
      way("succeeds", zero),
      way("drops it", int(1), free(arg(1))),
    ),
    borrows("netif_receive_skb_list"),
  ),
  from(
    "net/core/gro.c",
    takes("napi_gro_receive gro_cells_receive", 1),
    // They work on the sk_buff that napi_get_frags() keeps in the context.
    borrows("napi_gro_frags napi_free_frags"),
  ),
  from("net/ipv4/ip_input.c", takes("dst_input xfrm_input xfrm4_rcv")),
  from(
    "net/ipv4/ip_fragment.c",
    cases("ip_defrag", way("is complete", zero), way("keeps it", negative, take(arg(1)))),
    cases(
      "nf_ct_frag6_gather",
      way("is complete", zero),
      way("keeps it", int(-115), take(arg(1))),
      way("fails", int(-114, -1)),
    ),
  ),
  from(
    "net/core/sock.c",
    consumesOnSuccess("sock_queue_rcv_skb sock_queue_rcv_skb_reason __sock_queue_rcv_skb", 1),
    consumesOnSuccess("sk_add_backlog", 1),
    takes("__sk_add_backlog", 1, nothing),
    takes("__sk_receive_skb sk_receive_skb sk_backlog_rcv tcp_v4_do_rcv tcp_v6_do_rcv", 1),
  ),
  from(
    "net/core/skbuff.c",
    consumesOnSuccess("sock_queue_err_skb", 1),
    allocates("sock_dequeue_err_skb", "skb"),
    takes("skb_complete_tx_timestamp skb_complete_wifi_ack", 0, nothing),
  ),
  from(
    "net/core/datagram.c",
    // With MSG_PEEK it stays in the queue too; the caller has a reference either way.
    cases(
      "skb_recv_datagram skb_recv_udp",
      way("gives one", fresh("skb")),
      way("fails", noPointer, writeError(behind(2))),
    ),
    cases(
      "__skb_recv_udp",
      way("gives one", fresh("skb")),
      way("fails", noPointer, writeError(behind(3))),
    ),
    cases(
      "__skb_recv_datagram __skb_try_recv_datagram",
      way("gives one", fresh("skb"), { do: "queue-use", queue: arg(1) }),
      way("fails", noPointer, { do: "queue-use", queue: arg(1) }, writeError(behind(4))),
    ),
  ),
  from(
    "net/sctp/sm_make_chunk.c",
    cases(
      "sctp_chunkify",
      // The chunk has it from now on, and the chunk is the caller's.
      way("succeeds", { kind: "borrowed" }, { do: "doubt", of: arg(0), why: "the chunk has it" }),
      way("fails", noPointer),
    ),
  ),
  from("net/bluetooth/hci_core.c", takes("hci_recv_frame", 1)),
  from(
    "net/mac80211/rx.c",
    takes("ieee80211_rx_napi ieee80211_rx_list", 2, nothing),
    takes("ieee80211_rx ieee80211_rx_irqsafe ieee80211_rx_ni", 1, nothing),
    takes("ieee80211_tx_status_skb ieee80211_tx_status_irqsafe ieee80211_tx_status_ni", 1, nothing),
  ),
  from("drivers/net/ppp/ppp_generic.c", takes("ppp_input", 1, nothing)),
].flat();
