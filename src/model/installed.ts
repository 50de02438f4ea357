// Functions that are installed as callbacks → what they owe their callers. The same conventions as
// in pointers-abi.ts, seen from inside: the parameter is the function's own at entry.

import type { Obligation, Range } from "./contract.ts";
import { NETDEV_TX_BUSY } from "./xmit.ts";

type Where = readonly [struct: string, field: string, parameter: number];

function owned([struct, field, parameter]: Where, source: string, ...keeps: readonly Range[]): Obligation {
  return { struct, field, parameter, object: "skb", keeps, source };
} // prettier-ignore

const NF_STOLEN = 2;
const EINVAL = 22;

export const obligations: readonly Obligation[] = [
  { ...owned(["net_device_ops", "ndo_start_xmit", 0], "include/linux/netdevice.h", exactly(NETDEV_TX_BUSY)), scratch: true },
  owned(["packet_type", "func", 0], "net/core/dev.c"),
  // Negative: for another protocol, the packet goes round again.
  owned(["net_protocol", "handler", 0], "net/ipv4/ip_input.c", { max: -1 }),
  owned(["inet6_protocol", "handler", 0], "net/ipv6/ip6_input.c", { min: 1 }),
  // Zero alone says that it is gone: positive is not for it, negative is for another protocol.
  owned(["udp_tunnel_sock_cfg", "encap_rcv", 1], "net/ipv4/udp.c", { min: 1 }, { max: -1 }),
  owned(["atm_vcc", "push", 1], "net/atm/raw.c"),
  owned(["sock", "sk_backlog_rcv", 1], "include/net/sock.h"),
  owned(["nf_hook_ops", "hook", 1], "net/netfilter/core.c", { max: NF_STOLEN - 1 }, { min: NF_STOLEN + 1 }),
  owned(["ieee80211_ops", "tx", 2], "net/mac80211/driver-ops.h"),
  owned(["proto", "backlog_rcv", 1], "include/net/sock.h"),
  owned(["Qdisc_ops", "enqueue", 0], "net/core/dev.c"),
  owned(["ppp_channel_ops", "start_xmit", 1], "drivers/net/ppp/ppp_generic.c", exactly(0)),
  owned(["hci_dev", "send", 1], "net/bluetooth/hci_core.c", { max: -1 }),
  // Nobody asks what it answers.
  owned(["nci_ops", "send", 1], "net/nfc/nci/core.c"),
  owned(["dst_ops", "local_out", 2], "include/net/dst.h"),
  owned(["atmdev_ops", "send", 1], "net/atm/common.c"),
  owned(["virtio_transport", "send_pkt", 0], "net/vmw_vsock/virtio_transport_common.c"),
  owned(["tipc_media", "send_msg", 1], "net/tipc/bearer.c"),
  owned(["hci_uart_proto", "enqueue", 1], "drivers/bluetooth/hci_ldisc.c"),
  owned(["l2cap_ops", "recv", 1], "net/bluetooth/l2cap_core.c", { max: -1 }, { min: 1 }),
  owned(["wwan_port_ops", "tx", 1], "drivers/net/wwan/wwan_core.c", { max: -1 }, { min: 1 }),
  owned(["xfrm_tunnel", "handler", 0], "net/ipv4/tunnel4.c", { max: -1 }, { min: 1 }),
  owned(["xfrm6_tunnel", "handler", 0], "net/ipv6/tunnel6.c", { max: -1 }, { min: 1 }),
  owned(["xfrm4_protocol", "handler", 0], "net/ipv4/xfrm4_protocol.c", exactly(-EINVAL)),
  owned(["xfrm6_protocol", "handler", 0], "net/ipv6/xfrm6_protocol.c", exactly(-EINVAL)),
  owned(["xt_target", "target", 0], "include/linux/netfilter/x_tables.h", { max: NF_STOLEN - 1 }, { min: NF_STOLEN + 1 }),
  // The caller frees what NULL is returned for; another pointer takes its place.
  owned(["dsa_device_ops", "xmit", 0], "net/dsa/user.c", exactly(0)),
  owned(["dsa_device_ops", "rcv", 0], "net/dsa/tag.c", exactly(0)),
  // Here NULL means that it is gone.
  owned(["driver_info", "tx_fixup", 1], "drivers/net/usb/usbnet.c"),
  // Whatever it answers, the caller goes on with it.
  owned(["driver_info", "rx_fixup", 1], "drivers/net/usb/usbnet.c", {}),
]; // prettier-ignore

function exactly(value: number): Range {
  return { min: value, max: value };
}

/** Fields that functions assign to: no initialiser tells who is installed there. */
export const assignedFields: ReadonlySet<string> = new Set([
  "send", "push", "encap_rcv", "sk_backlog_rcv",
]); // prettier-ignore

/** Fields with a debt, whatever they are fields of. */
export const obligedFields: ReadonlySet<string> = new Set(obligations.map(({ field }) => field));

const byField = new Map(obligations.map((one) => [`${one.struct}.${one.field}`, one]));

/** undefined: what is stored in the field owes nobody anything that we know of. */
export function obligationOf(struct: string, field: string): Obligation | undefined {
  return byField.get(`${struct}.${field}`);
}
