// Small series, whole reviews: what is found, whose it is, what was looked at.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { mailOf } from "../testing/variant-mails.ts";
import type { PatchText } from "../testing/variants.ts";
import { reviewOf, type Sources } from "./review.ts";

const parser = await loadC();
const kit = { parser, model: kernel, rules, elapsed: () => 0 };

type Files = PatchText["files"];

const added = (path: string, text: string): Files[number] => ({ path, new: text });
/** Lines from 100 on, each with its mark. */
const changed = (path: string, text: string, section = ""): Files[number] => ({
  path,
  hunks: [{ line: 100, section, text }],
});
/** A function as a hunk shows it when nothing of it is changed. */
const context = (text: string): string => text.replace(/^/gm, " ");

function reviewFor(patches: readonly Files[], sources?: Sources) {
  const mails = patches.map((files, index) =>
    mailOf({ title: "drop: mend", files: [...files] }, index + 1, patches.length, "t"),
  );
  return reviewOf(plainSeries(mails), kit, sources).review;
}

/** Each finding as `patch/class rule function:line`. */
function said(patches: readonly Files[], sources?: Sources): string[] {
  return reviewFor(patches, sources).patches.flatMap(({ patch, findings }) =>
    findings.map(
      (each) => `${patch.position}/${each.class} ${each.rule} ${each.function}:${each.line}`,
    ),
  );
}

/** Each function as `patch/status function: why`. */
function looked(patches: readonly Files[], sources?: Sources): string[] {
  return reviewFor(patches, sources).patches.flatMap(({ patch, functions }) =>
    functions.map((each) => `${patch.position}/${each.status} ${each.name}: ${each.why}`),
  );
}

const leaky = `int send_one(struct sock *sk, int len)
{
	struct sk_buff *skb;

	skb = alloc_skb(len, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	if (len > 9)
		return -EINVAL;
	kfree_skb(skb);
	return 0;
}`;
const clean = leaky.replace("if (len > 9)\n\t\treturn -EINVAL;\n\t", "");
const mending = changed(
  "a.c",
  context(leaky).replace(
    " \tif (len > 9)\n \t\treturn -EINVAL;",
    "-\tif (len > 9)\n-\t\treturn -EINVAL;",
  ),
);
const header = `struct port {
	struct sk_buff_head txq;
	int n;
};`;
const user = `void port_put(struct port *port, struct sk_buff *skb)
{
	__skb_queue_tail(&port->txq, skb);
}`;
const maker = `void port_make(struct port *port)
{
	__skb_queue_head_init(&port->txq);
}`;

describe("findings", () => {
  test.each<[string, readonly Files[], string[]]>([
    ["a new function that leaks", [[added("a.c", leaky)]], ["1/introduced skb-leak send_one:9"]],
    ["a new function that does not", [[added("a.c", clean)]], []],
    [
      "an old leak in a function that is changed elsewhere",
      [[changed("a.c", context(leaky).replace("return 0;", "return 0;").replace(" \treturn 0;", "-\treturn 0;\n+\treturn len;"))]],
      ["1/pre-existing skb-leak send_one:108"],
    ],
    [
      "an old leak that moved down",
      [[changed("a.c", context(leaky).replace(" \tskb =", "+\n+\n \tskb ="))]],
      ["1/pre-existing skb-leak send_one:110"],
    ],
    [
      "a free that is removed",
      [[changed("a.c", context(clean).replace(" \tkfree_skb", "-\tkfree_skb"))]],
      ["1/introduced skb-leak send_one:107"],
    ],
    [
      "an early return that is added",
      [[changed("a.c", context(leaky).replace(" \tif (len > 9)\n \t\t", "+\tif (len > 9)\n+\t\t"))]],
      ["1/introduced skb-leak send_one:108"],
    ],
    [
      "an old leak in a function that got another name",
      [[changed("a.c", context(leaky).replace(" int send_one(", "-int send_one(struct sock *sk, int len)\n+int send_two("))]],
      ["1/pre-existing skb-leak send_two:108"],
    ],
    ["a leak that the series mends", [[added("a.c", leaky)], [mending]], ["1/intermediate-only skb-leak send_one:9"]],
    ["a leak that nothing mends", [[added("a.c", leaky)], [added("b.c", clean)]], ["1/introduced skb-leak send_one:9"]],
    [
      "said once, by the patch that is to blame",
      [[added("a.c", leaky)], [changed("a.c", context(leaky).replace(" \treturn 0;", "-\treturn 0;\n+\treturn len;"))]],
      ["1/introduced skb-leak send_one:9"],
    ],
    [
      "where a way was opened that no number went before",
      [[changed("a.c", context(leaky.replace("len > 9", "len * len == 7")).replace(/^( .*)len \* len == 7(.*)$/m, "-$1len * len == 7$2\n+$1len > 9$2").replace(/^([-+]) /gm, "$1"))]],
      ["1/introduced skb-leak send_one:108"],
    ],
    [
      "beside a way that no number went before",
      [[changed("a.c", context(leaky.replace("len > 9", "len * len == 7")).replace(" \treturn 0;", "-\treturn 0;\n+\treturn len;"))]],
      [],
    ],
    ["a queue that nothing initialises", [[added("a.h", header), added("a.c", user)]], ["1/introduced queue-head-init port_put:3"]],
    ["a queue that another file initialises", [[added("a.h", header), added("a.c", user), added("b.c", maker)]], []],
    ["a queue that an earlier patch initialises", [[added("a.h", header), added("b.c", maker)], [added("a.c", user)]], []],
    [
      "a queue that a later patch initialises",
      [[added("a.h", header), added("a.c", user)], [added("b.c", maker)]],
      ["1/intermediate-only queue-head-init port_put:3"],
    ],
    ["a queue that was there before", [[changed("a.h", context(header)), added("a.c", user)]], []],
    ["a queue that something unknown may initialise", [[added("a.h", header), added("a.c", user), added("b.c", maker.replace("__skb_queue_head_init", "prepare"))]], []],
  ])("%s", (_, patches, expected) => {
    expect(said(patches)).toEqual(expected);
  });
}); // prettier-ignore

describe("functions", () => {
  test.each<[string, readonly Files[], string[]]>([
    ["a whole function", [[added("a.c", clean)]], ["1/checked send_one: "]],
    [
      "a part of a function",
      [[changed("a.c", " \tspin_lock(&a->lock);\n+\tkfree_skb(skb);\n \tspin_unlock(&a->lock);", "static void f(struct a *a)")]],
      ["1/partial f: the patch shows only lines 100-102 of it"],
    ],
    ["nothing of the model", [[added("a.c", "int f(int a)\n{\n\treturn a + 1;\n}")]], ["1/skipped f: nothing in it that the model knows"]],
    ["context is not changed", [[changed("a.c", `${context(clean)}\n+int n;`)]], []],
  ])("%s", (_, patches, expected) => {
    expect(looked(patches)).toEqual(expected);
  });
}); // prettier-ignore

test("what is not C is skipped, with the reason", () => {
  const { skipped } = reviewFor([[added("a.rst", "Words"), added("a.c", clean)]]);
  expect(skipped).toEqual([{ what: "a.rst", why: "not C" }]);
});

test("what held and what bounds the answer is said", () => {
  const { patches, bounds } = reviewFor([[added("a.c", clean)]]);
  expect(patches[0]?.functions[0]?.held).toContain(
    "each sk_buff from alloc_skb() is freed, handed on or kept where it can be found, on all 2 paths",
  );
  expect(bounds.length).toBeGreaterThan(0);
});

test("a finding has its proof with it", () => {
  const [finding] = reviewFor([[added("a.c", leaky)]]).patches[0]?.findings ?? [];
  expect(finding).toMatchObject({ file: "a.c", replayed: true, values: { len: 10 } });
  expect(finding?.witness.map(({ line, text }) => `${line} ${text}`)).toEqual([
    "5 skb = alloc_skb(len, GFP_KERNEL);",
    "8 len > 9",
    "9 return -EINVAL;",
  ]);
});

test("a tree makes a function whole", () => {
  const before = `${leaky}\n`;
  const after = before.replace("kfree_skb(skb);\n", "consume_skb(skb);\n");
  const hunk = { line: 9, section: "int send_one(", text: " \t\treturn -EINVAL;\n-\tkfree_skb(skb);\n+\tconsume_skb(skb);\n \treturn 0;" }; // prettier-ignore
  const patches: Files[] = [[{ path: "a.c", hunks: [hunk] }]];
  const texts = { failure: undefined, before: new Map([["a.c", before]]), after: new Map([["a.c", after]]) }; // prettier-ignore
  const sources = { base: { rev: "1", how: "asked for" }, patches: new Map([[1, texts]]) };
  expect(looked(patches)).toEqual(["1/partial send_one: the patch shows only lines 9-11 of it"]);
  expect(looked(patches, sources)).toEqual(["1/checked send_one: "]);
  expect(said(patches, sources)).toEqual(["1/pre-existing skb-leak send_one:9"]);
  expect(reviewFor(patches, sources).patches[0]?.applies).toBe(true);
});

test("the same series gives the same bytes", () => {
  const patches: Files[] = [[added("a.h", header), added("a.c", `${leaky}\n${user}`)]];
  const first = JSON.stringify(reviewFor(patches));
  reviewFor([[added("b.c", leaky)]]);
  expect(JSON.stringify(reviewFor(patches))).toBe(first);
});

describe("a parameter that the function has to free", () => {
  const sent = `int cafe_send(struct port *port, struct sk_buff *skb)
{
	if (port->n > 9) {
		kfree_skb(skb);
		return -EBUSY;
	}
	__skb_queue_tail(&port->txq, skb);
	return 0;
}`;
  const check = "\tif (!port->n)\n\t\treturn -ENODEV;\n";
  const free = "\tif (!port->n) {\n\t\tkfree_skb(skb);\n\t\treturn -ENODEV;\n\t}\n";
  const caller = `int cafe_ask(struct port *port, struct sk_buff *skb)
{
	return cafe_send(port, skb);
}`;
  const hunk = (lines: string): string =>
    context(sent).replace(" {\n", () => ` {\n${lines.replace(/^(?=.)/gm, "+")}`);
  const callerChanged = context(caller).replace(/^( \treturn.*)$/m, "-$1\n+\treturn cafe_send(port, skb) ? 1 : 0;").replace("- \t", "-\t"); // prettier-ignore

  test.each<[string, readonly Files[], readonly string[]]>([
    ["a new way out that leaves it", [[changed("a.c", hunk(check))]], ["1/introduced skb-leak cafe_send:103"]],
    ["a new way out that frees it", [[changed("a.c", hunk(free))]], []],
    ["a patch that changes a caller, too", [[changed("a.c", `${hunk(check)}\n \n${callerChanged}`)]], []],
    ["a new function", [[added("a.c", sent.replace("{\n", `{\n${check}`))]], []],
    ["a function that never took it", [[changed("a.c", context(caller).replace(" {\n", "{\n").replace("{\n", ` {\n${check.replace(/^(?=.)/gm, "+")}`))]], []],
  ])("%s", (_, patches, expected) => {
    expect(said(patches)).toEqual(expected);
  }); // prettier-ignore
});

test.each<[string, readonly Files[], readonly string[]]>([
  [
    "an old leak of an object that is got by other words",
    [[changed("a.c", context(leaky).replace(/^ (\tskb = alloc_skb)\(len, (.*)$/m, "-$1(len, $2\n+$1(len + 4, $2"))]],
    ["1/pre-existing skb-leak send_one:108"],
  ],
])("%s", (_, patches, expected) => {
  expect(said(patches)).toEqual(expected);
}); // prettier-ignore
