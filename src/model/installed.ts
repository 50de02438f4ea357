// Functions that are installed as callbacks → what they owe their callers. The same conventions as
// in pointers-abi.ts, seen from inside: the parameter is the function's own at entry.

import type { Obligation, Range } from "./contract.ts";
import { NETDEV_TX_BUSY } from "./xmit.ts";

type Where = readonly [struct: string, field: string, parameter: number];

function owned([struct, field, parameter]: Where, source: string, ...keeps: readonly Range[]): Obligation {
  return { struct, field, parameter, object: "skb", keeps, source };
} // prettier-ignore

const NF_STOLEN = 2;

export const obligations: readonly Obligation[] = [
  owned(["net_device_ops", "ndo_start_xmit", 0], "include/linux/netdevice.h", exactly(NETDEV_TX_BUSY)),
  owned(["packet_type", "func", 0], "net/core/dev.c"),
  // Negative: for another protocol, the packet goes round again.
  owned(["net_protocol", "handler", 0], "net/ipv4/ip_input.c", { max: -1 }),
  owned(["inet6_protocol", "handler", 0], "net/ipv6/ip6_input.c", { min: 1 }),
  // Zero alone says that it is gone: positive is not for it, negative is for another protocol.
  owned(["udp_tunnel_sock_cfg", "encap_rcv", 1], "net/ipv4/udp.c", { min: 1 }, { max: -1 }),
  owned(["nf_hook_ops", "hook", 1], "net/netfilter/core.c", { max: NF_STOLEN - 1 }, { min: NF_STOLEN + 1 }),
  owned(["ieee80211_ops", "tx", 2], "net/mac80211/driver-ops.h"),
  owned(["proto", "backlog_rcv", 1], "include/net/sock.h"),
  owned(["Qdisc_ops", "enqueue", 0], "net/core/dev.c"),
  owned(["ppp_channel_ops", "start_xmit", 1], "drivers/net/ppp/ppp_generic.c", exactly(0)),
  owned(["hci_dev", "send", 1], "net/bluetooth/hci_core.c", { max: -1 }),
  owned(["dst_ops", "local_out", 2], "include/net/dst.h"),
]; // prettier-ignore

function exactly(value: number): Range {
  return { min: value, max: value };
}

const byField = new Map(obligations.map((one) => [`${one.struct}.${one.field}`, one]));

/** undefined: what is stored in the field owes nobody anything that we know of. */
export function obligationOf(struct: string, field: string): Obligation | undefined {
  return byField.get(`${struct}.${field}`);
}
