import { allComplaints, loadC, unitOf } from "../c/unit.ts";
import type { CType } from "../c/ir.ts";
import { kernel } from "../model/index.ts";
import type { Outcome, Scenario } from "../types.ts";
import { type Replay, type ReplayProgram, replay } from "./index.ts";

const parser = await loadC();

const u32: CType = {
  base: "u32",
  pointers: 0,
  arrays: [],
  integer: { bits: 32, signed: false },
};
const fields: Readonly<Record<string, CType>> = {
  "pool.n": u32,
  "pool.heads": { base: "struct sk_buff", pointers: 2, arrays: [], integer: undefined },
  "pool.ready": { base: "struct sk_buff_head", pointers: 0, arrays: [], integer: undefined },
  "pool.never": { base: "struct sk_buff_head", pointers: 0, arrays: [], integer: undefined },
  "port.pool": { base: "struct pool", pointers: 0, arrays: [], integer: undefined },
  "port.sk": { base: "struct sock", pointers: 0, arrays: [], integer: undefined },
  "stash.n": u32,
  "stash.heads": { base: "struct sk_buff", pointers: 1, arrays: ["8"], integer: undefined },
};

function programOf(text: string): { first: string; program: ReplayProgram } {
  const excerpt = {
    file: "net/foo.c", side: "after", firstLine: 1, text, section: "", whole: true,
    changed: new Set<number>(),
  } as const; // prettier-ignore
  const unit = unitOf(parser, excerpt);
  expect(allComplaints(unit)).toEqual([]);
  const program: ReplayProgram = {
    functionOf: (name) => unit.named(name)[0],
    calleeOf: (_, name) => unit.named(name)[0],
    fieldType: (struct, field) => fields[`${struct}.${field}`],
    constantOf: (name) => (name === "LIMIT" ? 4n : undefined),
    caches: ["pool", "stash"].map((struct) => ({ struct, array: "heads", count: "n" })),
    queueReady: (_, field) => (field === "never" ? "no" : "yes"),
  };
  return { first: unit.heads.at(-1)?.name ?? "", program };
}

/** `3 alloc_skb succeeds`, `3 alloc_skb #1`, `4 foo = -22`, `5 kmalloc_reserve succeeds wrote 512`. */
function outcomeOf(words: string): Outcome {
  const [, line, callee = "", rest = ""] = /^(\d+) (\w+) ?(.*)$/.exec(words) ?? [];
  const [, label = "", , returns, , wrote] =
    /^(.*?)( ?= (-?\d+))?( ?wrote (-?\d+))?$/.exec(rest) ?? [];
  const cases = ["", 2, 3].flatMap((arity) => {
    const contract = kernel.contractOf(callee, arity === "" ? undefined : Number(arity));
    return contract?.kind === "cases" ? [contract.cases] : [];
  })[0];
  return {
    callee,
    line: Number(line),
    case: label.startsWith("#")
      ? Number(label.slice(1))
      : (cases?.findIndex((one) => one.label === label) ?? -1),
    returns: Number(returns ?? 0),
    pointer: false,
    wrote: wrote === undefined ? [] : [Number(wrote)],
  };
}

/** Where in a list of calls a loop may turn more often. */
const more = "...";

/** Runs the last function of the text. */
function run(text: string, calls: readonly string[], inputs: Scenario["inputs"] = {}): Replay {
  const { first, program } = programOf(text);
  const fn = program.functionOf(first);
  if (fn === undefined) throw new Error("no function");
  return replay(fn, program, kernel, {
    inputs,
    left: {},
    pointers: [],
    same: [],
    constants: {},
    outcomes: calls.filter((call) => call !== more).map(outcomeOf),
    more: calls.flatMap((call, after) =>
      call === more ? [{ after, firstLine: 6, lastLine: 8 }] : [],
    ),
  });
}

function lossesOf({ end, why, losses }: Replay): readonly string[] {
  return [
    ...(end === "return" ? [] : [`${end} ${why}`]),
    ...losses.map(({ kind, line, objectLine }) =>
      objectLine === undefined ? `${kind} ${line}` : `${kind} ${line} of ${objectLine}`,
    ),
  ];
}

type Row = readonly [
  text: string,
  calls: readonly string[],
  losses: readonly string[],
  inputs?: Scenario["inputs"],
];

const draining = (body: string): string => `void f(struct port *port)
{
	struct sk_buff *skb = skb_dequeue(&port->queue);
	int i;

	for (i = 0; i < LIMIT; i++) {
		${body}
	}
	if (skb && skb->mark)
		kfree_skb(skb);
}`;
const one = ["3 skb_dequeue gives one"];

/** Loops of four turns of which the scenario tells the calls of one. */
const turns: Readonly<Record<string, Row>> = {
  "the rest is not told": [
    draining("kfree_skb(port->slots[i]);"),
    [...one, "7 kfree_skb frees it"],
    ["stuck line 7: calls kfree_skb(), but the scenario has no call"],
    { "port->slots[0]": 1 },
  ],
  "the rest goes by itself: what nobody named is NULL": [
    draining("kfree_skb(port->slots[i]);"),
    [...one, "7 kfree_skb frees it", more],
    ["leak 11 of 3"],
    { "port->slots[0]": 1 },
  ],
  "and what is followed is there": [
    draining("port->sum += port->slots[i]->len; kfree_skb(port->slots[i]);"),
    [...one, "7 kfree_skb frees it", more],
    ["leak 11 of 3"],
    { "port->slots[0]": 1 },
  ],
  "what they find out may be wrong, too": [
    draining("kfree_skb(skb);"),
    [...one, "7 kfree_skb frees it", more],
    ["double-free 7 of 3", "use-after-free 9 of 3"],
  ],
  "what is told behind the loop is for what is behind it": [
    draining("kfree_skb(port->slots[i]);"),
    [...one, "7 kfree_skb frees it", more, "10 kfree_skb frees it"],
    [],
    { "port->slots[0]": 1, "skb_dequeue()->mark": 1 },
  ],
  "and nothing else": [
    draining("kfree_skb(port->slots[i]);"),
    [...one, "7 kfree_skb frees it", more, "9 kfree_skb frees it"],
    ["stuck line 10: calls kfree_skb(), but the scenario has kfree_skb() on line 9"],
    { "port->slots[0]": 1, "skb_dequeue()->mark": 1 },
  ],
};

const objects: Readonly<Record<string, Row>> = {
  "allocated and freed": [
    `void f(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	kfree_skb(skb);
}`,
    ["3 alloc_skb succeeds", "4 kfree_skb frees it"],
    [],
  ],
  "allocated and forgotten": [
    `int f(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	return 0;
}`,
    ["3 alloc_skb succeeds"],
    ["leak 6 of 3"],
  ],
  "not allocated": [
    `int f(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	return 0;
}`,
    ["3 alloc_skb fails"],
    [],
  ],
  returned: [
    `struct sk_buff *f(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	return skb;
}`,
    ["3 alloc_skb succeeds"],
    [],
  ],
  "kept in a struct of others": [
    `void f(struct port *port)
{
	port->last = alloc_skb(64, GFP_KERNEL);
}`,
    ["3 alloc_skb succeeds"],
    [],
  ],
  "left in an out-parameter": [
    `int f(struct sk_buff **out)
{
	*out = alloc_skb(64, GFP_KERNEL);
	return *out ? 0 : -ENOMEM;
}`,
    ["3 alloc_skb succeeds"],
    [],
  ],
  "kept in a struct that is freed": [
    `void f(void)
{
	struct holder *h = kmalloc(8, GFP_KERNEL);
	h->skb = alloc_skb(64, GFP_KERNEL);
	kfree(h);
}`,
    ["3 kmalloc succeeds", "4 alloc_skb succeeds", "5 kfree frees it"],
    ["leak 6 of 4"],
  ],
  "freed twice": [
    `void f(struct sk_buff *skb)
{
	kfree_skb(skb);
	kfree_skb(skb);
}`,
    ["3 kfree_skb frees it", "4 kfree_skb frees it"],
    ["double-free 4"],
  ],
  "freed twice with a reference more": [
    `void f(struct sk_buff *skb)
{
	skb_get(skb);
	kfree_skb(skb);
	kfree_skb(skb);
}`,
    ["3 skb_get gives one more", "4 kfree_skb frees it", "5 kfree_skb frees it"],
    [],
  ],
  "freed after it was sent": [
    `int f(struct sk_buff *skb)
{
	int err = dev_queue_xmit(skb);
	if (err)
		kfree_skb(skb);
	return err;
}`,
    ["3 dev_queue_xmit takes it = 1", "5 kfree_skb frees it"],
    ["double-free 5"],
  ],
  "read after it was freed": [
    `int f(struct sk_buff *skb)
{
	kfree_skb(skb);
	return skb->len;
}`,
    ["3 kfree_skb frees it"],
    ["use-after-free 4"],
  ],
  "passed on after it was freed": [
    `void f(struct sk_buff *skb)
{
	kfree_skb(skb);
	skb_put(skb, 4);
	pr_debug("%p", skb);
}`,
    ["3 kfree_skb frees it", "4 skb_put = 1"],
    ["use-after-free 4"],
  ],
  "freed by a callee that failed, then here": [
    `int f(struct sk_buff *skb)
{
	if (skb_put_padto(skb, 60)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	return dev_queue_xmit(skb);
}`,
    ["3 skb_put_padto fails = -12", "4 kfree_skb frees it"],
    ["double-free 4"],
  ],
  "lost when a callee is only good for success": [
    `int f(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	return sock_queue_rcv_skb(sk, skb);
}`,
    ["3 alloc_skb succeeds", "4 sock_queue_rcv_skb fails = -12"],
    ["leak 4 of 3"],
  ],
  "an error pointer is no object": [
    `int f(struct port *port, struct xdp_desc *desc)
{
	struct sk_buff *skb = xsk_build_skb(port, desc);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	kfree_skb(skb);
	return 0;
}`,
    ["3 xsk_build_skb #5 = -11"],
    [],
    { "port->skb": 0 },
  ],
  "given to somebody unknown": [
    `void f(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	somebody(skb);
}`,
    ["3 alloc_skb succeeds", "4 somebody = 0"],
    [],
  ],
  "lost inside a callee that is stepped into": [
    `static int g(struct sk_buff *skb, int n)
{
	if (n > 2)
		return -EINVAL;
	kfree_skb(skb);
	return 0;
}
int f(int n)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	return g(skb, n + 1);
}`,
    ["10 alloc_skb succeeds"],
    ["leak 11 of 10"],
    { n: 2 },
  ],
  "an iterator gives elements of others": [
    `void f(struct list *l)
{
	struct elem *e;
	list_for_each_entry(e, l, node)
		kfree_skb(e->skb);
}`,
    [
      "4 list_for_each_entry = 1",
      "5 kfree_skb frees it",
      "4 list_for_each_entry = 1",
      "5 kfree_skb frees it",
      "4 list_for_each_entry = 0",
    ],
    [],
  ],
  "another call than the scenario says": [
    `void f(struct sk_buff *skb)
{
	consume_skb(skb);
}`,
    ["3 kfree_skb frees it"],
    ["stuck line 3: calls consume_skb(), but the scenario has kfree_skb() on line 3"],
  ],
  "a case that cannot be": [
    `int f(struct sk_buff *skb)
{
	return __skb_pad(skb, 4, false);
}`,
    ["3 __skb_pad fails = -12"],
    ['stuck line 3: __skb_pad() "fails" is not possible here'],
  ],
  "an endless loop": [
    `void f(void)
{
	for (;;)
		;
}`,
    [],
    ["stuck line 3: runs for too long"],
  ],
};

const numbers: Readonly<Record<string, Row>> = {
  "u32 wraps around": [
    `void f(u32 n)
{
	if (n - 1 > 100)
		kfree_skb(0);
}`,
    ["4 kfree_skb frees it"],
    [],
    { n: 0 },
  ],
  "int does not": [
    `void f(int n)
{
	if (n - 1 > 100)
		kfree_skb(0);
}`,
    [],
    [],
    { n: 0 },
  ],
  "a narrow variable keeps what fits": [
    `int f(int n)
{
	u8 small = n;
	struct sk_buff *skb = 0;
	if (small == 1)
		skb = alloc_skb(1, GFP_KERNEL);
	return 0;
}`,
    ["6 alloc_skb succeeds"],
    ["leak 7 of 6"],
    { n: 257 },
  ],
  "a minimum of unsigned numbers": [
    `void f(u32 a, int b)
{
	u32 n = min(a, (u32)b);
	if (n == 7)
		kfree_skb(0);
}`,
    ["5 kfree_skb frees it"],
    [],
    { a: 7, b: -1 },
  ],
  "a named constant that nobody knows has a bit of its own": [
    `void f(struct port *port)
{
	if ((port->flags & PORT_UP) && !(port->flags & PORT_BUSY))
		kfree_skb(0);
}`,
    ["4 kfree_skb frees it"],
    [],
    { "port->flags": 1 },
  ],
};

const queues: Readonly<Record<string, Row>> = {
  "queued in a field that somebody initialises": [
    `void f(struct pool *pool, struct sk_buff *skb)
{
	__skb_queue_tail(&pool->ready, skb);
}`,
    ["3 __skb_queue_tail queues it"],
    [],
  ],
  "queued in a field that nobody initialises": [
    `void f(struct port *port, struct sk_buff *skb)
{
	struct pool *pool = &port->pool;
	__skb_queue_tail(&pool->never, skb);
}`,
    ["4 __skb_queue_tail queues it"],
    ["uninitialised-queue 4"],
  ],
  "initialised on the way": [
    `void f(struct pool *pool, struct sk_buff *skb)
{
	__skb_queue_head_init(&pool->never);
	__skb_queue_tail(&pool->never, skb);
}`,
    ["3 __skb_queue_head_init initialises it", "4 __skb_queue_tail queues it"],
    [],
  ],
  "a local queue without initialisation": [
    `void f(struct pool *pool)
{
	struct sk_buff_head q;
	skb_queue_splice_init(&pool->ready, &q);
}`,
    ["4 skb_queue_splice_init moves them all"],
    ["uninitialised-queue 4"],
  ],
  "zero is not initialised": [
    `void f(struct sk_buff *skb)
{
	struct sk_buff_head q = {};
	__skb_queue_tail(&q, skb);
	__skb_queue_purge(&q);
}`,
    ["4 __skb_queue_tail queues it", "5 __skb_queue_purge frees them all"],
    ["uninitialised-queue 4", "uninitialised-queue 5"],
  ],
  "a local queue that nobody empties": [
    `void f(void)
{
	struct sk_buff_head q;
	__skb_queue_head_init(&q);
	__skb_queue_tail(&q, alloc_skb(1, GFP_KERNEL));
}`,
    [
      "4 __skb_queue_head_init initialises it",
      "5 alloc_skb succeeds",
      "5 __skb_queue_tail queues it",
    ],
    ["leak 6 of 5"],
  ],
  "a local queue that is emptied one by one": [
    `void f(void)
{
	struct sk_buff_head q;
	struct sk_buff *skb;
	__skb_queue_head_init(&q);
	__skb_queue_tail(&q, alloc_skb(1, GFP_KERNEL));
	while ((skb = __skb_dequeue(&q)))
		kfree_skb(skb);
}`,
    [
      "5 __skb_queue_head_init initialises it",
      "6 alloc_skb succeeds",
      "6 __skb_queue_tail queues it",
      "7 __skb_dequeue gives one",
      "8 kfree_skb frees it",
      "7 __skb_dequeue gives none",
    ],
    [],
  ],
  "freed while it is queued": [
    `void f(struct pool *pool, struct sk_buff *skb)
{
	__skb_queue_tail(&pool->ready, skb);
	kfree_skb(skb);
}`,
    ["3 __skb_queue_tail queues it", "4 kfree_skb frees it"],
    ["double-free 4", "use-after-free 4"],
  ],
  "read when others may have it": [
    `int f(struct pool *pool, struct sk_buff *skb)
{
	skb_queue_tail(&pool->ready, skb);
	return skb->len;
}`,
    ["3 skb_queue_tail queues it"],
    ["use-after-free 4"],
  ],
  "taken out again": [
    `void f(struct pool *pool, struct sk_buff *skb)
{
	__skb_queue_tail(&pool->ready, skb);
	__skb_unlink(skb, &pool->ready);
	kfree_skb(skb);
}`,
    ["3 __skb_queue_tail queues it", "4 __skb_unlink takes it out", "5 kfree_skb frees it"],
    [],
  ],
};

const refill = `int f(struct port *port, u32 want)
{
	struct pool *pool = &port->pool;
	struct sk_buff **heads = pool->heads;
	u32 n = pool->n;

	n += kmem_cache_alloc_bulk(cache, GFP_KERNEL, want - n, (void **)&heads[n]);
	if (n < want)
		return -ENOMEM;
	pool->n = n;
	return 0;
}`;

const use = (
  before: string,
  after: string,
): string => `void f(struct pool *pool, struct sk_buff_head *q)
{
	struct sk_buff *skb = pool->heads[pool->n - 1];
	${before}
	__skb_queue_tail(q, skb);
	${after}
}`;

const lists: Readonly<Record<string, Row>> = {
  "refilled and counted": [
    refill,
    ["7 kmem_cache_alloc_bulk gives all"],
    [],
    { want: 4, "port->pool.n": 1 },
  ],
  "refilled and not counted": [
    refill.replace("pool->n = n", "n = n"),
    ["7 kmem_cache_alloc_bulk gives all"],
    ["slot-leak 11 of 7", "slot-leak 11 of 7"],
    { want: 3, "port->pool.n": 1 },
  ],
  "counted too high": [
    refill.replace("pool->n = n", "pool->n = n + 1"),
    ["7 kmem_cache_alloc_bulk gives all"],
    ["slot-dangling 11"],
    { want: 3, "port->pool.n": 1 },
  ],
  "not refilled": [
    refill,
    ["7 kmem_cache_alloc_bulk gives none"],
    [],
    { want: 3, "port->pool.n": 1 },
  ],
  "the last one given away": [
    use("pool->n--;", ""),
    ["5 __skb_queue_tail queues it"],
    [],
    { "pool->n": 3 },
  ],
  "the last one given away, the count as before": [
    use("", ""),
    ["5 __skb_queue_tail queues it"],
    ["slot-dangling 7"],
    { "pool->n": 3 },
  ],
  "two counted off for one": [
    use("pool->n -= 2;", ""),
    ["5 __skb_queue_tail queues it"],
    ["slot-leak 7"],
    { "pool->n": 3 },
  ],
  "given to a queue that goes with the stack": [
    `void f(struct pool *pool)
{
	struct sk_buff_head q;
	__skb_queue_head_init(&q);
	__skb_queue_tail(&q, pool->heads[--pool->n]);
}`,
    ["4 __skb_queue_head_init initialises it", "5 __skb_queue_tail queues it"],
    ["leak 6"],
    { "pool->n": 3 },
  ],
  "taken from an empty list": [
    use("", "pool->n = 0;"),
    ["5 __skb_queue_tail queues it"],
    ["use-after-free 5", "double-free 5"],
    { "pool->n": 0 },
  ],
  "the first one is no struct that the others are parts of": [
    `void f(struct pool *pool, struct port *port)
{
	port->last = pool->heads[1];
	port->skb = pool->heads[0];
	kfree_skb(port->skb);
	pool->n--;
}`,
    ["5 kfree_skb frees it"],
    ["slot-dangling 7", "slot-dangling 7", "slot-leak 7"],
    { "pool->n": 3 },
  ],
  "freed with the heads": [
    `void f(struct pool *pool)
{
	kmem_cache_free_bulk(cache, pool->n, (void **)pool->heads);
	kfree(pool->heads);
	pool->heads = NULL;
	pool->n = 0;
}`,
    ["3 kmem_cache_free_bulk frees them", "4 kfree frees it"],
    [],
    { "pool->n": 3 },
  ],
  "freed without the heads": [
    `void f(struct pool *pool)
{
	kfree(pool->heads);
	pool->heads = NULL;
	pool->n = 0;
}`,
    ["3 kfree frees it"],
    ["slot-leak 6", "slot-leak 6"],
    { "pool->n": 2 },
  ],
  "replaced with a stale count": [
    `void f(struct pool *pool, struct sk_buff **heads)
{
	kmem_cache_free_bulk(cache, pool->n, (void **)pool->heads);
	kfree(pool->heads);
	pool->heads = heads;
}`,
    ["3 kmem_cache_free_bulk frees them", "4 kfree frees it"],
    ["slot-dangling 6"],
    { "pool->n": 1 },
  ],
  "an array inside the struct": [
    `void f(struct stash *stash)
{
	kmem_cache_free(cache, stash->heads[stash->n - 1]);
}`,
    ["3 kmem_cache_free frees it"],
    ["slot-dangling 4"],
    { "stash->n": 2 },
  ],
  "the struct with the array is freed": [
    `void f(struct stash *stash)
{
	kfree(stash);
}`,
    ["3 kfree frees it"],
    ["slot-leak 4"],
    { "stash->n": 1 },
  ],
  "the struct is freed behind its heads": [
    `void f(struct stash *stash)
{
	kmem_cache_free_bulk(cache, stash->n, (void **)stash->heads);
	kfree(stash);
}`,
    ["3 kmem_cache_free_bulk frees them", "4 kfree frees it"],
    [],
    { "stash->n": 1 },
  ],
  "heads in a local array": [
    `void f(void)
{
	struct sk_buff *heads[4];
	kmem_cache_alloc_bulk(cache, GFP_KERNEL, LIMIT, (void **)heads);
	kmem_cache_free_bulk(cache, 3, (void **)heads);
}`,
    ["4 kmem_cache_alloc_bulk gives all", "5 kmem_cache_free_bulk frees them"],
    ["leak 6 of 4"],
  ],
};

const owned = (
  charge: string,
  end: string,
): string => `int f(struct port *port, struct sk_buff_head *q)
{
	unsigned int size = 128;
	struct sk_buff *skb = kmem_cache_alloc(cache, GFP_KERNEL);
	u8 *data = kmalloc_reserve(&size, GFP_KERNEL, 0, skb);

	skbuff_clear(skb);
	__finalize_skb_around(skb, data, size);
	skb->sk = &port->sk;
	skb->destructor = sock_wfree;
	${charge}
	${end}
	return 0;
}`;
const made = [
  "4 kmem_cache_alloc succeeds",
  "5 kmalloc_reserve succeeds wrote 512",
  "7 skbuff_clear clears it",
  "8 __finalize_skb_around builds it",
];
const add = "refcount_add(skb->truesize, &port->sk.sk_wmem_alloc);";

const charges: Readonly<Record<string, Row>> = {
  "charged by hand": [
    owned(add, "__skb_queue_tail(q, skb);"),
    [...made, "11 refcount_add adds", "12 __skb_queue_tail queues it"],
    [],
  ],
  "not charged": [
    owned("", "__skb_queue_tail(q, skb);"),
    [...made, "12 __skb_queue_tail queues it"],
    ["unbalanced 13"],
  ],
  "charged with the size of the data": [
    owned(add.replace("skb->truesize", "size"), "__skb_queue_tail(q, skb);"),
    [...made, "11 refcount_add adds", "12 __skb_queue_tail queues it"],
    ["unbalanced 13"],
  ],
  "charged with what was read into a variable": [
    owned(
      "u32 n = skb->truesize;",
      "refcount_add(n, &port->sk.sk_wmem_alloc); __skb_queue_tail(q, skb);",
    ),
    [...made, "12 refcount_add adds", "12 __skb_queue_tail queues it"],
    [],
  ],
  "charged twice": [
    owned(add, `${add} __skb_queue_tail(q, skb);`),
    [...made, "11 refcount_add adds", "12 refcount_add adds", "12 __skb_queue_tail queues it"],
    ["unbalanced 13"],
  ],
  "charged and freed": [
    owned(add, "kfree_skb(skb);"),
    [...made, "11 refcount_add adds", "12 kfree_skb frees it"],
    [],
  ],
  "freed without having been charged": [
    owned("", "kfree_skb(skb);"),
    [...made, "12 kfree_skb frees it"],
    ["unbalanced 13"],
  ],
  "only the head of a built one is freed": [
    owned(add, "kmem_cache_free(cache, skb);"),
    [...made, "11 refcount_add adds", "12 kmem_cache_free frees it"],
    ["leak 13 of 5", "unbalanced 13"],
  ],
  "grown, and the charge with it": [
    `int f(struct sock *sk, struct page *page)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 1, &err);
	skb_add_rx_frag(skb, 0, page, 0, 10, 4096);
	refcount_add(4096, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}`,
    [
      "4 sock_alloc_send_skb succeeds",
      "5 skb_add_rx_frag adds a page",
      "6 refcount_add adds",
      "7 dev_queue_xmit takes it",
    ],
    [],
  ],
  "grown, and the charge not": [
    `int f(struct sock *sk, struct page *page)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 1, &err);
	skb->truesize += 4096;
	return dev_queue_xmit(skb);
}`,
    ["4 sock_alloc_send_skb succeeds", "6 dev_queue_xmit takes it"],
    ["unbalanced 6"],
  ],
  "an object of others grows, and their charge with it": [
    `void f(struct port *port)
{
	port->skb->truesize += 100;
	refcount_add(100, &port->sk.sk_wmem_alloc);
}`,
    ["4 refcount_add adds"],
    [],
  ],
};

describe.each([
  ["turns", turns],
  ["objects", objects],
  ["numbers", numbers],
  ["queues", queues],
  ["free lists", lists],
  ["charges", charges],
])("%s", (_, table) => {
  test.each(Object.entries(table))("%s", (_name, [text, calls, losses, inputs]) => {
    expect(lossesOf(run(text, calls, inputs))).toEqual(losses);
  });
});
