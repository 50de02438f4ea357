import type { Amount, Case, Contract, Effect, Ref } from "./contract.ts";
import { contracts, kernel, kernelWithResources } from "./index.ts";
import { pointerContracts } from "./pointers-abi.ts";
import { patterns } from "./borrow.ts";
import { prototypes } from "./prototypes.ts";
import { resourceKinds, resources } from "./resources.ts";

describe("every contract is well-formed", () => {
  test("each name is there once, or once for each number of arguments", () => {
    const keys = contracts.map(({ name, arity }) => `${name}/${arity ?? ""}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test("names are C identifiers and sources are paths", () => {
    expect(contracts.filter(({ name }) => !/^[A-Za-z_]\w*$/.test(name))).toEqual([]);
    expect(contracts.filter(({ source }) => !/^[\w/.-]+\.[ch]$/.test(source ?? ""))).toEqual([]);
  });

  test("each resource is named once, and of a kind of its table", () => {
    const names = resources.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    for (const { source } of resources) expect(source).toMatch(/^[\w/.-]+\.[ch]$/);
    const made = resources.flatMap((contract) =>
      contract.kind === "cases" ? contract.cases.flatMap(kindsMade) : [],
    );
    expect([...new Set(made)].sort()).toEqual([...resourceKinds].sort());
  });

  test("without resources nothing of them is known, with them they come first", () => {
    expect(kernel.resources).toBeUndefined();
    expect(kernel.contractOf("of_node_put", 1)).toBeUndefined();
    expect(kernelWithResources.contractOf("of_node_put", 1)?.kind).toBe("cases");
    expect(kernel.contractOf("dev_put", 1)?.kind).toBe("borrows");
    expect(kernelWithResources.contractOf("dev_put", 1)?.kind).toBe("cases");
  });

  const all = [...contracts, ...resources, ...pointerContracts.map(({ contract }) => contract)];
  const withCases = all.filter((contract) => contract.kind === "cases");

  test.each(withCases.map((contract) => [contract.name, contract] as const))(
    "%s",
    (_, contract) => {
      const count = contract.arity ?? prototypes[contract.name] ?? Infinity;
      for (const ref of contract.cases.flatMap(refsOf)) {
        if ("arg" in ref) expect(ref.arg).toBeLessThan(count);
        if ("arg" in ref) expect(ref.arg).toBeGreaterThanOrEqual(0);
      }
      for (const { label, returns, effects } of contract.cases) {
        expect(label).toMatch(/^[a-z][\w ->]*$/);
        const speaksOfResult = effects.flatMap(refsOfEffect).some((ref) => "ret" in ref);
        if (speaksOfResult) expect(["fresh", "int"]).toContain(returns.kind);
        if (returns.kind === "int")
          expect(returns.min ?? -9e9).toBeLessThanOrEqual(returns.max ?? 9e9);
      }
    },
  );

  test("patterns have one star and no exact name is behind one by accident", () => {
    expect(patterns.filter(({ name }) => name.split("*").length !== 2)).toEqual([]);
    for (const { name, arity } of contracts)
      expect(kernel.contractOf(name, arity ?? prototypes[name] ?? 3)?.name).toBe(name);
  });
});

// What a caller has to know about one argument, in a sentence.
test.each([
  ["skb_put_padto", 0, "consumes on error"],
  ["skb_pad", 0, "consumes on error"],
  ["skb_padto", 0, "consumes on error"],
  ["eth_skb_pad", 0, "consumes on error"],
  ["kfree_skb", 0, "consumes always"],
  ["consume_skb", 0, "consumes always"],
  ["napi_consume_skb", 0, "consumes always"],
  ["sk_skb_reason_drop", 1, "consumes always"],
  ["ieee80211_free_txskb", 1, "consumes always"],
  ["dev_queue_xmit", 0, "consumes always"],
  ["dev_direct_xmit", 0, "consumes always"],
  ["__dev_direct_xmit", 0, "consumes unless it is busy"],
  ["netdev_start_xmit", 0, "consumes unless it is busy"],
  ["netif_rx", 0, "consumes always"],
  ["napi_gro_receive", 1, "consumes always"],
  ["__dev_forward_skb", 1, "consumes if it drops it"],
  ["ip_local_out", 2, "consumes always"],
  ["__ip_local_out", 2, "consumes unless it goes on"],
  ["nf_hook", 4, "consumes unless it goes on"],
  ["NF_HOOK", 4, "consumes always"],
  ["ip_defrag", 1, "consumes unless it is complete"],
  ["netlink_unicast", 1, "consumes always"],
  ["nlmsg_unicast", 1, "consumes always"],
  ["rtnl_unicast", 0, "consumes always"],
  ["genlmsg_reply", 0, "consumes always"],
  ["nlmsg_multicast", 1, "consumes always"],
  ["nlmsg_notify", 1, "consumes unless it does nothing"],
  ["netlink_attachskb", 1, "consumes on error"],
  ["__netlink_dump_start", 1, "borrows"],
  ["sock_queue_rcv_skb", 1, "consumes on success"],
  ["sock_queue_err_skb", 1, "consumes on success"],
  ["sk_add_backlog", 1, "consumes on success"],
  ["build_skb", 0, "consumes on success"],
  ["skb_realloc_headroom", 0, "borrows"],
  ["skb_clone", 0, "borrows"],
  ["skb_expand_head", 0, "consumes unless it gives it back"],
  ["skb_share_check", 0, "consumes unless it gives it back"],
  ["skb_segment", 0, "borrows"],
  ["pskb_expand_head", 0, "borrows"],
  ["skb_queue_tail", 1, "queues, open to others at once"],
  ["__skb_queue_tail", 1, "queues"],
  ["skb_append", 1, "queues, open to others at once"],
  ["skb_put", 0, "borrows"],
  ["nla_put_u32", 0, "borrows"],
  ["ip_hdr", 0, "borrows"],
  ["trace_kfree_skb", 0, "borrows"],
])("%s: argument %i: %s", (name, index, sentence) => {
  expect(sentenceOf(kernel.contractOf(name), index)).toBe(sentence);
});

test.each([
  ["alloc_skb", ["fresh skb", "null"]],
  ["kmalloc_reserve", ["fresh data", "null"]],
  ["kmalloc", ["fresh memory", "null"]],
  ["memdup_user", ["fresh memory", "error"]],
  ["kmem_cache_alloc", ["fresh head", "null"]],
  ["kmem_cache_alloc_bulk", ["amount", "int"]],
  ["skb_clone", ["fresh skb", "null"]],
  ["skb_gso_segment", ["fresh list", "null", "error"]],
  ["skb_dequeue", ["null", "fresh skb"]],
  ["skb_peek", ["borrowed", "null"]],
])("%s returns %j", (name, results) => {
  const contract = kernel.contractOf(name);
  const returns = contract?.kind === "cases" ? contract.cases.map(({ returns }) => returns) : [];
  expect(returns.map((r) => (r.kind === "fresh" ? `fresh ${r.object}` : r.kind))).toEqual(results);
});

test.each([
  ["IS_ERR", "is-err"],
  ["unlikely", "identity"],
  ["READ_ONCE", "identity"],
  ["BUG", "stop"],
  ["WARN_ON_ONCE", "warn"],
  ["sk_wmem_alloc_get", "counter-read"],
  ["pr_debug", "no-op"],
  ["mutex_lock", "no-op"],
])("%s is the operator %s", (name, operator) => {
  expect(kernel.contractOf(name)).toMatchObject({ kind: "operator", operator });
});

test.each(["a_function_that_nobody_wrote", "hdr", "_hdr_", "toString", "constructor"])(
  "%s is not known",
  (name) => {
    expect(kernel.contractOf(name)).toBeUndefined();
    expect(kernel.objectOfType(name)).toBeUndefined();
    expect(kernel.fieldOf(name)).toBeUndefined();
    expect(kernel.constantOf(name)).toBeUndefined();
  },
);

test("the number of arguments tells two forms of one function apart", () => {
  const withOwn = kernel.contractOf("xsk_build_skb", 3);
  expect(withOwn?.assumption).toBe("xsk_build_skb() frees allocated_skb on error");
  expect(sentenceOf(withOwn, 1)).toBe("consumes on error");
  expect(kernel.contractOf("xsk_build_skb", 2)?.assumption).toBeUndefined();
  expect(kernel.contractOf("xsk_build_skb", 4)).toBeUndefined();
});

test("function pointers, fields, constants and types", () => {
  const transmit = kernel.pointerContractOf("net_device_ops", "ndo_start_xmit");
  expect(sentenceOf(transmit, 0)).toBe("consumes unless it is busy");
  expect(kernel.pointerContractOf("net_device_ops", "ndo_open")).toBeUndefined();
  expect(kernel.fieldOf("truesize")?.is).toBe("truesize");
  expect(kernel.fieldOf("sk_wmem_alloc")?.is).toBe("counter");
  expect(kernel.constantOf("ENOMEM")).toBe(12);
  expect(kernel.constantOf("ENOBUFS")).toBe(105);
  expect(kernel.objectOfType("struct sk_buff")).toBe("skb");
  expect(kernel.queueTypes).toContain("sk_buff_head");
});

test.each<[string, string, number, string]>([
  ["l2cap_ops", "recv", 1, "consumes on success"],
  ["wwan_port_ops", "tx", 1, "consumes on success"],
  ["dsa_switch_ops", "port_rxtstamp", 2, "consumes unless it declines"],
  ["atm_vcc", "push", 1, "consumes always"],
  ["xfrmdev_ops", "xdo_dev_offload_ok", 0, "borrows"],
  ["strp_callbacks", "parse_msg", 1, "borrows"],
  ["strp_callbacks", "rcv_msg", 1, "consumes always"],
  // Where no type is at hand: names that only one struct has, and writers.
  ["", "ndo_select_queue", 1, "borrows"],
  ["", "dump_stats", 0, "borrows"],
  ["", "match", 0, "unknown"],
  ["port_ops", "match", 0, "unknown"],
])("%s.%s", (struct, field, index, expected) => {
  expect(sentenceOf(kernel.pointerContractOf(struct, field), index)).toBe(expected);
});

function sentenceOf(contract: Contract | undefined, index: number): string {
  if (contract === undefined) return "unknown";
  if (contract.kind !== "cases") return "borrows";
  const queue = contract.cases.flatMap(({ effects }) => effects).find(isQueue);
  if (queue !== undefined && isArgument(queue.of, index))
    return queue.locked ? "queues, open to others at once" : "queues";
  const consuming = contract.cases.filter((each) => consumes(each, index));
  const keeping = contract.cases.filter((each) => !consumes(each, index));
  if (consuming.length === 0) return "borrows";
  if (keeping.length === 0) return "consumes always";
  if (consuming.every(({ label }) => label === "fails")) return "consumes on error";
  if (keeping.every(({ label }) => label === "fails")) return "consumes on success";
  if (consuming.length === 1 && consuming[0]?.label === "drops it")
    return "consumes if it drops it";
  return `consumes unless it ${keeping[0]?.label}`;
}

function consumes({ effects }: Case, index: number): boolean {
  return effects.some((effect) => effect.do === "consume" && isArgument(effect.of, index));
}

function isArgument(ref: Ref, index: number): boolean {
  return "arg" in ref && ref.arg === index && ref.path === undefined;
}

function isQueue(effect: Effect): effect is Extract<Effect, { do: "queue" }> {
  return effect.do === "queue";
}

function refsOf(each: Case): readonly Ref[] {
  const guards = each.when ?? [];
  const guarded = guards.flatMap((guard) =>
    "is" in guard ? [guard.of] : [...refsIn(guard.left), ...refsIn(guard.right)],
  );
  const returned =
    each.returns.kind === "same" ? [each.returns.as]
    : each.returns.kind === "amount" ? refsIn(each.returns.amount)
    : []; // prettier-ignore
  return [...guarded, ...returned, ...each.effects.flatMap(refsOfEffect)];
}

function refsOfEffect(effect: Effect): readonly Ref[] {
  return Object.values(effect).flatMap((value) => refsIn(value as Amount));
}

function refsIn(amount: Amount | { readonly atLeast: Amount } | boolean | string): readonly Ref[] {
  if (typeof amount !== "object") return [];
  if ("sum" in amount) return amount.sum.flatMap(refsIn);
  if ("minus" in amount) return refsIn(amount.minus);
  if ("atLeast" in amount) return refsIn(amount.atLeast);
  return "arg" in amount || "ret" in amount ? [amount] : [];
}

/** What a case acquires. */
function kindsMade({ returns, effects }: Case): readonly string[] {
  const into = effects.flatMap((effect) => (effect.do === "acquire" ? [effect.object] : []));
  return returns.kind === "fresh" ? [returns.object, ...into] : into;
}
