// What the subsystems of the network have of their own to make packets and to hand them on.

import type { Contract } from "./contract.ts";
import {
  allocates, allocatesOrError, arg, behind, borrows, cases, consumesOnSuccess, frees, fresh, free, from, int, noPointer,
  nothing, take, takes, way, writeError,
} from "./dsl.ts"; // prettier-ignore

/** Above LAPB_OK: the caller still has it. */
const LAPB_ERRORS = int(1, 255);

export const subsystems: readonly Contract[] = [
  from(
    "net/bluetooth/hci_sync.c",
    allocatesOrError("__hci_cmd_sync __hci_cmd_sync_ev __hci_cmd_sync_sk hci_cmd_sync", "skb"),
  ),
  from("net/bluetooth/hci_core.c", takes("hci_recv_diag", 1)),
  from("include/net/bluetooth/bluetooth.h", allocatesOrError("bt_skb_sendmsg", "skb")),
  from(
    "net/mac80211/tx.c",
    allocates(
      `ieee80211_beacon_get ieee80211_beacon_get_tim ieee80211_nullfunc_get ieee80211_pspoll_get
       ieee80211_probereq_get ieee80211_proberesp_get ieee80211_get_buffered_bc
       ieee80211_get_fils_discovery_tmpl ieee80211_get_unsol_bcast_probe_resp_tmpl
       ieee80211_tx_dequeue ieee80211_tx_dequeue_ni`,
      "skb",
    ),
  ),
  from("net/mac80211/mlme.c", allocates("ieee80211_ap_probereq_get", "skb")),
  from("net/mac80211/tx.c", takes("ieee80211_tx_skb ieee80211_tx_skb_tid", 1, nothing)),
  from("net/devlink/devl_internal.h", takes("devlink_nl_notify_send", 1, nothing)),
  from("net/llc/llc_conn.c", takes("llc_conn_send_pdu", 1, nothing)),
  from("net/batman-adv/send.c", takes("batadv_send_skb_packet batadv_send_unicast_skb")),
  from(
    "net/rxrpc/skbuff.c",
    borrows("rxrpc_new_skb rxrpc_see_skb"),
    cases("rxrpc_get_skb", way("takes one more", nothing, { do: "reference", of: arg(0) })),
  ),
  from(
    "drivers/net/wireless/broadcom/brcm80211/brcmutil/utils.c",
    allocates("brcmu_pkt_buf_get_skb", "skb"),
    frees("brcmu_pkt_buf_free_skb"),
  ),
  from("drivers/net/wireless/ath/ath10k/wmi.c", takes("ath10k_wmi_cmd_send", 1, int(-4095, 0))),
  from(
    "include/net/cfg80211.h",
    allocates("cfg80211_testmode_alloc_reply_skb cfg80211_testmode_alloc_event_skb", "skb"),
    takes("cfg80211_testmode_reply"),
    takes("cfg80211_testmode_event", 0, nothing),
  ),
  from("net/wireless/nl80211.c", allocates("__cfg80211_alloc_reply_skb", "skb")),
  from(
    "net/nfc/core.c",
    allocates("nfc_alloc_recv_skb", "skb"),
    cases(
      "nfc_alloc_send_skb",
      way("succeeds", fresh("skb")),
      way("fails", noPointer, writeError(behind(4))),
    ),
    takes("nfc_tm_data_received", 1),
  ),
  from("net/nfc/nci/core.c", takes("nci_recv_frame", 1)),
  from("include/net/nfc/nci_core.h", allocates("nci_skb_alloc", "skb")),
  from(
    "drivers/net/can/dev/rx-offload.c",
    takes("can_rx_offload_queue_tail can_rx_offload_queue_timestamp", 1, int(-4095, 0)),
  ),
  from(
    "include/linux/can/skb.h",
    // A clone takes its place.
    cases(
      "can_create_echo_skb",
      way("gives another in its place", fresh("skb"), free(arg(0))),
      way("fails", noPointer, free(arg(0))),
    ),
  ),
  from(
    "net/core/timestamping.c",
    cases(
      "skb_defer_rx_timestamp",
      way("keeps it", int(1), take(arg(0))),
      way("leaves it", int(0)),
    ),
  ),
  from(
    "net/lapb/lapb_iface.c",
    cases(
      "lapb_data_received lapb_data_request",
      way("takes it", int(0), take(arg(1))),
      way("fails", LAPB_ERRORS),
    ),
  ),
  from("drivers/bus/mhi/host/main.c", consumesOnSuccess("mhi_queue_skb", 2)),
  from("drivers/net/wwan/wwan_core.c", takes("wwan_port_rx", 1, nothing)),
  from("net/atm/atm_misc.c", allocates("atm_alloc_charge", "skb")),
  from("net/llc/llc_sap.c", allocates("llc_alloc_frame", "skb")),
  from("net/ipv4/arp.c", allocates("arp_create", "skb")),
  from("net/core/xdp.c", allocates("xdp_build_skb_from_frame", "skb")),
  from(
    "include/net/sch_generic.h",
    allocates("qdisc_dequeue_peeked qdisc_dequeue_internal", "skb"),
  ),
].flat();
