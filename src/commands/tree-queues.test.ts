// Queues of a real repository that files initialise which the patch does not touch.

import { treeOf } from "../io/git/tree.ts";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { repository } from "../testing/git-repository.ts";

const tree = repository();
afterAll(tree.remove);

const header = `struct cafe {
	struct sk_buff_head orders;
	int tables;
};

struct bar {
	int stools;
};
`;
const opening = `#include "cafe.h"

int cafe_open(struct cafe *cafe)
{
	skb_queue_head_init(&cafe->orders);
	return 0;
}

void cafe_drop(struct cafe *cafe, struct sk_buff_head *list)
{
	if (!skb_queue_empty(list))
		cafe_carry(cafe, list);
}
`;
const serving = `#include "cafe.h"

void cafe_serve(struct cafe *cafe)
{
	cafe->tables--;
}
`;
const taking = `
void cafe_take(struct cafe *cafe, struct sk_buff *skb)
{
	skb_queue_tail(&cafe->orders, skb);
}
`;
const base = tree.commit("cafe: open", {
  "net/cafe/cafe.h": header,
  "net/cafe/bar.h": "struct stool {\n\tint legs;\n};\n",
  "net/cafe/open.c": opening,
  "net/cafe/serve.c": serving,
});

async function reviewed(
  files: Readonly<Record<string, string>>,
  on: string = base,
): Promise<{ status: number; out: string; errors: string }> {
  tree.git("checkout", "--quiet", "--detach", on);
  const paths = Object.entries(files).map(([name, text]) => [`net/cafe/${name}`, text] as const);
  const rev = tree.commit("cafe: take orders", Object.fromEntries(paths));
  const [mail] = tree.patches(`${on}..${rev}`);
  const { world, out, errors } = fakeWorld({ files: { "a.eml": mail ?? "" } });
  const words = ["review", "a.eml", "--tree", tree.dir, "--base", on];
  const status = await run(words, { ...world, tree: treeOf });
  return { status, out: out(), errors: errors() };
}

const orders = "\tstruct sk_buff_head orders;\n";
const cafe = /^struct cafe [^}]*\};\n\n/;

test.each<[string, boolean, Readonly<Record<string, string>>]>([
  ["a queue that was there", false, { "serve.c": serving + taking }],
  ["one whose declaration is written anew", false, { "cafe.h": header.replace("orders;", "orders;\t/* taken */"), "serve.c": serving + taking }],
  ["one that moves in its struct", false, { "cafe.h": header.replace(orders, "").replace("tables;\n", `tables;\n${orders}`), "serve.c": serving + taking }],
  ["one that moves to another header", false, { "cafe.h": `#include "bar.h"\n\n${header.replace(cafe, "")}`, "bar.h": `${cafe.exec(header)?.[0] ?? ""}struct stool {\n\tint legs;\n};\n`, "serve.c": serving + taking }],
  ["one that is new in another struct", true, { "cafe.h": header.replace("stools;\n", `stools;\n${orders}`), "serve.c": serving + taking.replace(/struct cafe/g, "struct bar") }],
])("%s: reported: %s", async (_, expected, files) => {
  const { status, out, errors } = await reviewed(files);
  expect({ status, errors }).toEqual({ status: expected ? 1 : 0, errors: "" });
  expect(/initialises\s+the field orders of struct bar/.test(out)).toBe(expected);
}); // prettier-ignore

/** A queue of a function's own, with which a callee of another file works, and nobody else. */
test.each<[string, boolean, string]>([
  ["one that is there", false, "\t__skb_queue_head_init(&list);\n"],
  ["one that is not", true, ""],
])("%s: reported: %s", async (_, expected, first) => {
  const clearing = `\nvoid cafe_clear(struct cafe *cafe)\n{\n\tstruct sk_buff_head list;\n\n${first}\tcafe_drop(cafe, &list);\n}\n`;
  const { status, out, errors } = await reviewed({ "serve.c": serving + clearing });
  expect({ status, errors }).toEqual({ status: expected ? 1 : 0, errors: "" });
  expect(/uses the local queue list,\s+which was not initialised/.test(out)).toBe(expected);
}); // prettier-ignore

const bistro = `#include "cafe.h"

static struct sk_buff_head guests;

void bistro_init(struct cafe *cafe)
{
	skb_queue_head_init(&guests);
	skb_queue_head_init(&cafe->orders);
	cafe->tables = 4;
}

int bistro_guest(struct sk_buff *skb)
{
	skb_queue_tail(&guests, skb);
	return 0;
}

void bistro_order(struct cafe *cafe, struct sk_buff *skb)
{
	skb_queue_tail(&cafe->orders, skb);
}
`;
const guests = "\tskb_queue_head_init(&guests);\n";
const ordered = "\tskb_queue_head_init(&cafe->orders);\n";
const both = { "open.c": opening.replace(ordered, ""), "bistro.c": bistro.replace(ordered, "") };

test.each<[string, string, Readonly<Record<string, string>>]>([
  ["the only initialisation of a variable", "bistro_guest() uses guests, whose", { "bistro.c": bistro.replace(guests, "") }],
  ["one that another function has now", "", { "bistro.c": bistro.replace(guests, "").replace("int bistro_guest", `void bistro_set_up(void)\n{\n${guests}}\n\nint bistro_guest`) }],
  ["one of two initialisations of a field", "", { "bistro.c": bistro.replace(ordered, "") }],
  ["both of them", "bistro_order() uses orders, whose", both],
  ["one that a file of the patch has in another way now", "", { ...both, "open.c": both["open.c"].replace("return 0", "cafe_prepare(&cafe->orders);\n\treturn 0") }],
  ["both, and a callee gets it as it is", "skb_queue_purge() uses cafe->orders, but nothing", { ...both, "open.c": `${both["open.c"]}\nstatic void cafe_look(struct sk_buff_head *list)\n{\n\tskb_queue_purge(list);\n}\n\nvoid cafe_close(struct cafe *cafe)\n{\n\tcafe_look(&cafe->orders);\n}\n` }],
  ["one that only another file uses", "cafe_take() uses orders, whose", { "open.c": both["open.c"] }],
  ["a queue that is not used any more", "", { "bistro.c": bistro.replace(guests, "").replace("skb_queue_tail(&guests, skb)", "kfree_skb(skb)") }],
])("taken away: %s: %s", async (_, expected, files) => {
  tree.git("checkout", "--quiet", "--detach", base);
  const plain = files["bistro.c"] === undefined;
  const rev = tree.commit("bistro: open", {
    "net/cafe/bistro.c": plain ? "" : bistro,
    "net/cafe/serve.c": plain ? serving + taking : serving,
  });
  const { out, errors } = await reviewed(files, rev);
  expect(errors).toBe("");
  const words = out.replace(/\s+/g, " ");
  expect(words).toContain(expected);
  expect(words.includes("Nothing found")).toBe(expected === "");
}); // prettier-ignore
