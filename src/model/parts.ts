// Pointers into an object: where they are found, who gives them, and with whom its data is shared.

import { words } from "./dsl.ts";

/** Fields of an object that lead to memory which goes with it. */
export const partFields: ReadonlySet<string> = new Set(["data", "head", "cb"]);

/** Those that lead to its data, which can be moved. */
export const dataFields: ReadonlySet<string> = new Set(["data", "head"]);

/** Devices, stations, keys and sockets that a control block names, pages, and addresses in headers. */
export const apartFields: ReadonlySet<string> = new Set(
  words(`vif sta hw_key dev ndev netdev input_dev sk net hdev chan conn frags
    h_dest h_source addr1 addr2 addr3 addr4 bssid da sa saddr daddr`),
);

/** What is not in the head of an object is counted apart. */
export const linear = { length: "data_len", empty: new Set(["nr_frags", "frag_list"]) } as const;

const givers: ReadonlySet<string> = new Set(
  words(`skb_put __skb_put skb_put_zero __skb_put_zero skb_put_data __skb_put_data skb_push
    __skb_push skb_pull __skb_pull skb_pull_data skb_pull_inline skb_pull_rcsum skb_tail_pointer
    skb_end_pointer skb_shinfo skb_hwtstamps can_skb_prv mac_cb bt_cb nlmsg_put nlmsg_data
    nlmsg_hdr genlmsg_put genlmsg_put_reply genlmsg_data`),
);
const giverPatterns: readonly RegExp[] = [
  /_hdr$/,
  /_(?:RX|TX)?CB$/,
  /^skb_\w+_header$/,
  /_skb_cb$/,
];

/** Whether the callee answers with a pointer into what its first argument points to. */
export function givesPart(callee: string): boolean {
  return givers.has(callee) || giverPatterns.some((pattern) => pattern.test(callee));
}

/** Of them, those that answer with a pointer to what is in the object itself. */
const inside: readonly RegExp[] = [/_(?:RX|TX)?CB$/, /_skb_cb$/, /^(?:mac_cb|bt_cb)$/];

/** Whether the callee answers with a pointer into the data of its first argument. */
export function givesData(callee: string): boolean {
  return givesPart(callee) && !inside.some((pattern) => pattern.test(callee));
}

const pushers: ReadonlySet<string> = new Set(words("skb_push __skb_push skb_push_rcsum"));
const pullers: ReadonlySet<string> = new Set(
  words("skb_pull __skb_pull skb_pull_inline skb_pull_rcsum skb_pull_data pskb_pull"),
);

/** Whether the data begins earlier after the call, or later, by the second argument. */
export function shiftOf(callee: string): "earlier" | "later" | undefined {
  return pushers.has(callee) ? "earlier" : pullers.has(callee) ? "later" : undefined;
}

const sharers: ReadonlySet<string> = new Set(
  words(`skb_clone skb_clone_sk skb_clone_and_charge_r skb_share_check skb_morph skb_segment
    __skb_gso_segment skb_gso_segment skb_try_coalesce skb_split skb_shift build_skb napi_build_skb
    __build_skb slab_build_skb build_skb_around can_create_echo_skb can_put_echo_skb`),
);

/** Whether there may be somebody after the call who keeps the data of an object, whatever becomes of it. */
export function sharesData(callee: string): boolean {
  return sharers.has(callee);
}
