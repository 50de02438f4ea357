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
