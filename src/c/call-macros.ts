// Call-shaped macros that are syntax and nothing else: they give back an argument, store, or
// find the struct around a member. What a call means otherwise is not known here.

import { textOf, type Lowering } from "./lowering.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

/** `name(x)` is x, whatever else it is given. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  "likely", "unlikely", "READ_ONCE", "READ_ONCE_NOCHECK", "data_race", "ACCESS_ONCE",
  "rcu_dereference", "rcu_dereference_bh", "rcu_dereference_sched", "rcu_dereference_raw",
  "rcu_dereference_raw_check", "rcu_dereference_check", "rcu_dereference_bh_check",
  "rcu_dereference_sched_check", "rcu_dereference_protected", "rcu_dereference_rtnl",
  "rcu_access_pointer", "rcu_pointer_handoff",
  "rtnl_dereference", "rtnl_dereference_rcu", "nfnl_dereference", "mroute_dereference",
  "rcu_dereference_bh_rtnl", "rcu_dereference_ovsl", "__builtin_expect", "array_index_nospec_same",
  "unrcu_pointer", "RCU_INITIALIZER", "srcu_dereference", "srcu_dereference_check",
]); // prettier-ignore

/** `name(a, b)` is a = b; the sign says whether a is given by its address. */
const STORES: Readonly<Record<string, "place" | "address">> = {
  WRITE_ONCE: "place",
  rcu_assign_pointer: "place",
  RCU_INIT_POINTER: "place",
  smp_store_release: "address",
  smp_store_mb: "place",
};

const CONTAINERS: ReadonlySet<string> = new Set([
  "container_of", "container_of_const", "list_entry", "list_entry_rcu", "hlist_entry",
  "hlist_nulls_entry", "rb_entry", "llist_entry", "container_of_safe", "hlist_entry_safe",
  "rb_entry_safe", "rb_entry_rcu",
]); // prettier-ignore

/** What the compiler answers: nothing that they name is looked at. */
const SIZES: ReadonlySet<string> = new Set([
  "sizeof_field", "offsetofend", "offsetof", "__alignof__", "__alignof", "_Alignof", "alignof", "struct_size", "struct_size_t", "FIELD_SIZEOF",
  "__builtin_offsetof", "BITS_PER_TYPE", "ARRAY_SIZE", "BUILD_BUG_ON", "BUILD_BUG_ON_MSG", "BUILD_BUG_ON_ZERO", "BUILD_BUG_ON_NOT_POWER_OF_2",
  "static_assert", "BUILD_BUG_ON_INVALID", "__must_be_array",
]); // prettier-ignore

export function calleeName(lowering: Lowering, call: Syntax): string | undefined {
  const callee = part(call, "function");
  return callee?.type === "identifier" ? textOf(lowering, callee) : undefined;
}

export function argumentsOf(call: Syntax): readonly Syntax[] {
  const list = part(call, "arguments");
  return list === undefined ? [] : namedParts(list);
}

/** What a call of a macro that only gives back its argument gives back. */
export function transparentArgument(lowering: Lowering, node: Syntax): Syntax | undefined {
  if (node.type !== "call_expression") return undefined;
  const name = calleeName(lowering, node);
  return name !== undefined && TRANSPARENT.has(name) ? argumentsOf(node)[0] : undefined;
}

export function storeKind(name: string): "place" | "address" | undefined {
  return Object.hasOwn(STORES, name) ? STORES[name] : undefined;
}

export function isContainerMacro(name: string): boolean {
  return CONTAINERS.has(name);
}

export function isSizeMacro(name: string): boolean {
  return SIZES.has(name);
}
