// Contracts of function pointers: what whoever is stored in a field must do with its arguments.

import type { Case, PointerContract } from "./contract.ts";
import { anyInt, arg, doubt, int, negative, noPointer, same, take, way, zero } from "./dsl.ts";
import { lookers, told } from "./pointers-look.ts";
import { transmits } from "./xmit.ts";

const EINPROGRESS = 115;
const NF_STOLEN = 2;

function pointer(struct: string, field: string, ...cases: readonly Case[]): PointerContract {
  return { struct, field, contract: { name: field, kind: "cases", cases } };
}

function takesAlways(struct: string, field: string, index: number): PointerContract {
  return pointer(struct, field, way("takes it", anyInt, take(arg(index))));
}

function keptOnZero(struct: string, field: string, index: number): PointerContract {
  return pointer(struct, field, way("keeps it", zero, take(arg(index))), way("fails", negative));
}

export const pointerContracts: readonly PointerContract[] = [
  pointer("net_device_ops", "ndo_start_xmit", ...transmits(0)),
  takesAlways("atmdev_ops", "send", 1),
  takesAlways("atmdev_ops", "send_bh", 1),
  takesAlways("Qdisc", "enqueue", 0),
  takesAlways("Qdisc_ops", "enqueue", 0),
  takesAlways("proto", "backlog_rcv", 1),
  takesAlways("sock", "sk_backlog_rcv", 1),
  takesAlways("dst_entry", "output", 2),
  takesAlways("dst_entry", "input", 0),
  takesAlways("dst_ops", "local_out", 2),
  takesAlways("packet_type", "func", 0),
  takesAlways("neighbour", "output", 1),
  takesAlways("neigh_ops", "output", 1),
  takesAlways("neigh_ops", "connected_output", 1),
  takesAlways("inet_connection_sock_af_ops", "queue_xmit", 1),
  takesAlways("ieee80211_ops", "tx", 2),
  ...told("sock", "sk_data_ready sk_write_space sk_state_change sk_error_report"),
  takesAlways("virtio_transport", "send_pkt", 0),
  // Freed by the caller when the driver could not take it.
  pointer("hci_dev", "send", way("succeeds", zero, take(arg(1))), way("fails", negative)),
  // Positive: not for this protocol, go on; else it was kept (0) or is to be sent round again.
  pointer(
    "udp_sock",
    "encap_rcv",
    way("keeps it", int(-4095, 0), take(arg(1))),
    way("passes it on", int(1, 255)),
  ),
  // 0: try again later, with the same one.
  pointer(
    "ppp_channel_ops",
    "start_xmit",
    way("takes it", int(1), take(arg(1))),
    way("is busy", int(0)),
  ),
  // The caller frees it when NULL comes back.
  pointer("dsa_device_ops", "xmit", way("gives it back", same(arg(0))), way("fails", noPointer)),
  // The caller frees it when NULL comes back, here as well.
  pointer("dsa_device_ops", "rcv", way("gives it back", same(arg(0))), way("fails", noPointer)),
  // Negative: the packet is for another protocol, and goes round again.
  pointer(
    "net_protocol",
    "handler",
    way("keeps it", int(0, 255), take(arg(0))),
    way("passes it on", negative),
  ),
  pointer(
    "inet6_protocol",
    "handler",
    way("keeps it", int(-4095, 0), take(arg(0))),
    way("passes it on", int(1, 255)),
  ),
  // A transformation that goes on later has the packet until then; else the caller frees it. Some
  // kinds of them never do, and who works with those alone need not ask.
  ...["input", "output"].map((field) =>
    pointer(
      "xfrm_type",
      field,
      way("goes on later", int(-EINPROGRESS), doubt(arg(1), "not all kinds of them do")),
      way("fails", int(-EINPROGRESS + 1, -1)),
      way("fails", int(-4095, -EINPROGRESS - 1)),
      way("succeeds", int(0, 255)),
    ),
  ),
  pointer(
    "nf_hook_entry",
    "hook",
    way("lets it pass or drop", int(0, 1)),
    way("keeps it", int(NF_STOLEN), take(arg(1))),
    way("asks for a queue", int(NF_STOLEN + 1, 2147483647)),
  ),
  pointer(
    "mii_timestamper",
    "rxtstamp",
    way("keeps it", int(1), take(arg(1))),
    way("declines", zero),
  ),
  takesAlways("mii_timestamper", "txtstamp", 1),
  // Kept with 0, and the caller's again with an error.
  ...["tx", "tx_blocking"].map((field) => keptOnZero("wwan_port_ops", field, 1)),
  keptOnZero("l2cap_ops", "recv", 1),
  keptOnZero("ieee802154_ops", "xmit_async", 1),
  pointer(
    "dsa_switch_ops",
    "port_rxtstamp",
    way("keeps it", int(1), take(arg(2))),
    way("declines", zero),
  ),
  takesAlways("atm_vcc", "push", 1),
  takesAlways("atm_vcc", "pop", 1),
  takesAlways("datalink_proto", "rcvfunc", 0),
  takesAlways("datalink_proto", "request", 1),
  takesAlways("gre_protocol", "handler", 0),
  takesAlways("lapb_register_struct", "data_indication", 1),
  takesAlways("lapb_register_struct", "data_transmit", 1),
  takesAlways("llc_sap", "rcv_func", 0),
  takesAlways("neigh_ops", "error_report", 1),
  takesAlways("neigh_table", "proxy_redo", 0),
  takesAlways("nf_ipv6_ops", "fragment", 2),
  takesAlways("sctp_af", "sctp_xmit", 0),
  takesAlways("strp_callbacks", "rcv_msg", 1),
  takesAlways("team_mode_ops", "transmit", 1),
  ...lookers,
];
