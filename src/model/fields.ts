// Fields with a meaning of their own, and the types that the model follows.

import type { FieldMeaning } from "./contract.ts";
import { uncharging } from "./skb-owner.ts";

export const fields: readonly FieldMeaning[] = [
  { field: "truesize", object: "skb", is: "truesize" },
  { field: "destructor", object: "skb", is: "destructor", uncharges: uncharging },
  { field: "sk", object: "skb", is: "owner" },
  { field: "sk_wmem_alloc", object: "sock", is: "counter" },
  { field: "users", object: "skb", is: "references" },
];

/** What a pointer to each of these types points to, in the words of the contracts. */
export const objects: Readonly<Record<string, string>> = { "struct sk_buff": "skb" };

/** Array fields of the objects: the name alone is a pointer into one. */
export const inlineFields: ReadonlySet<string> = new Set(["cb"]);

const u32 = { bits: 32, signed: false };
const u8 = { bits: 8, signed: false };
const u16 = { bits: 16, signed: false };

/** Lengths of packets, which fit an int whatever their type says. */
const length = { bits: 31, signed: false };

/** Integer fields whose sign decides which paths are possible. */
export const fieldTypes: Readonly<Record<string, { bits: number; signed: boolean }>> = {
  "sk_buff.len": length,
  "sk_buff.data_len": length,
  "sk_buff.truesize": u32,
  "sk_buff.priority": u32,
  "sk_buff.mac_len": u16,
  "sk_buff.hdr_len": u16,
  "sk_buff.queue_mapping": u16,
  "sk_buff_head.qlen": length,
  "skb_shared_info.nr_frags": u8,
  ".nr_frags": u8,
};
