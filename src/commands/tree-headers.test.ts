// What headers of a real repository declare, told to the review of a file that includes them.

import { treeOf } from "../io/git/tree.ts";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { repository } from "../testing/git-repository.ts";

const tree = repository();
afterAll(tree.remove);

const opening = `#include <linux/mill_defs.h>
#include <linux/mill_kinds.h>
#include "deep/mill.h"

int mill_count(struct mill *mill)
{
	return mill->sacks;
}
`;

const base = tree.commit("mill: open", {
  "include/linux/mill_defs.h": `#ifndef MILL_DEFS_H
#define MILL_DEFS_H
#include <linux/mill_far.h>
#define MILL_FEW (MILL_HALF * 2)
#define MILL_HALF 4
#define MILL_ROUND MILL_SQUARE
#define MILL_SQUARE MILL_ROUND
enum mill_state { MILL_IDLE, MILL_BUSY = 7, MILL_DONE };
struct mill_stone { int turns; };
int mill_grind(struct mill *mill);
#endif
`,
  "include/linux/mill_far.h": "#define MILL_FAR 3\n",
  "include/uapi/linux/mill_kinds.h": `#define MILL_KINDS 3
#ifdef CONFIG_BIG_MILL
#define MILL_SIZE 16
#else
#define MILL_SIZE 4
#endif
`,
  "net/mill/deep/mill.h": `#include "../wheel.h"
struct mill {
	int sacks;
	u8 label[8];
	u8 *name;
	struct sk_buff *waiting;
	struct {
		u8 seal[4];
		u8 *key;
	} lock;
	union {
		u8 raw[16];
		u32 word;
	};
	struct mill_wheel wheel;
};
`,
  "net/mill/wheel.h": `struct mill_wheel {
	const struct net_device_ops *ops;
	unsigned int speed;
};
`,
  "net/mill/open.c": opening,
  "net/other/mill.h": "struct mill {\n\tu8 name[8];\n};\n#define MILL_ELSEWHERE 1\n",
});

async function reviewed(text: string): Promise<{ status: number; out: string; errors: string }> {
  tree.git("checkout", "--quiet", "--detach", base);
  const rev = tree.commit("mill: grind", { "net/mill/open.c": text });
  const [mail] = tree.patches(`${base}..${rev}`);
  const { world, out, errors } = fakeWorld({ files: { "a.eml": mail ?? "" } });
  const words = ["review", "a.eml", "--tree", tree.dir, "--base", base];
  const status = await run(words, { ...world, tree: treeOf });
  return { status, out: out(), errors: errors() };
}

const lost = /skb\s+is lost here/;

/** A condition on which a new function loses its packet. */
test.each<[string, string, RegExp | undefined]>([
  ["a number of a header, too large for the condition", "MILL_FEW > 8", undefined],
  ["a number of a header", "MILL_FEW == 8", lost],
  ["a number that is made of itself", "MILL_ROUND != 1", lost],
  ["an enumerator behind one with a value", "MILL_DONE != 8", undefined],
  ["a number of a header for user space", "MILL_KINDS != 3", undefined],
  ["a number that depends on a configuration is not known", "MILL_SIZE != 4", lost],
  ["what a common header includes is not read", "MILL_FAR != 3", lost],
  ["a header that nobody includes", "MILL_ELSEWHERE != 1", lost],
  ["an array in a struct of a header is never NULL", "!mill->label", undefined],
  ["a pointer in one may be, whatever another header says", "!mill->name", lost],
  ["an array in a struct that has no tag", "!mill->lock.seal", undefined],
  ["a pointer in a struct that has no tag", "!mill->lock.key", lost],
  ["an array in a union without a name", "!mill->raw", undefined],
  ["unsigned, in a header that a header includes", "mill->wheel.speed < 0", undefined],
  ["signed", "mill->sacks < 0", lost],
])("%s", async (_, condition, expected) => {
  const { status, out, errors } = await reviewed(`${opening}
int mill_take(struct mill *mill)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	if (${condition})
		return -EINVAL;
	kfree_skb(skb);
	return 0;
}
`);
  expect({ status, errors }).toEqual({ status: expected ? 1 : 0, errors: "" });
  if (expected !== undefined) expect(out).toMatch(expected);
});

/** What becomes of a packet by what a header says of where it goes. */
test.each<[string, string, RegExp | undefined]>([
  ["a callback of a struct that a header points to", "mill->wheel.ops->ndo_start_xmit(skb, mill->dev);\n\treturn skb->len;", /after mill->wheel\.ops->ndo_start_xmit\(\)|skb->len is read here/],
  ["missed: what is there under another name", "mill->turn(skb, mill->dev);\n\treturn skb->len;", undefined],
])("%s", async (_, body, expected) => {
  const { status, out, errors } = await reviewed(`${opening}
int mill_send(struct mill *mill)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	${body}
}
`);
  expect({ status, errors }).toEqual({ status: expected ? 1 : 0, errors: "" });
  if (expected !== undefined) expect(out).toMatch(expected);
}); // prettier-ignore

const chip = `#include <net/mac80211.h>
#include "chip.h"

void chip_open(struct chip *chip)
{
	chip->open = 1;
}
`;
const chipBase = tree.commit("chip: open", {
  "include/net/mac80211.h": "void ieee80211_hold(struct sk_buff *skb);\n",
  "net/mac80211/hold.c": "void ieee80211_hold(struct sk_buff *skb)\n{\n\tskb->mark = 1;\n}\n",
  "net/bridge/hold.c": "void bridge_hold(struct sk_buff *skb)\n{\n\tskb->mark = 1;\n}\n",
  "drivers/net/chips/maker/chip.h": "void chip_send(struct chip *chip, struct sk_buff *skb);\n",
  "drivers/net/chips/maker/send.c":
    "void chip_send(struct chip *chip, struct sk_buff *skb)\n{\n\tif (chip->open)\n\t\tskb_queue_tail(&chip->queue, skb);\n\telse\n\t\tkfree_skb(skb);\n}\n",
  "drivers/net/chips/other/drop.c": "void chip_drop(struct sk_buff *skb)\n{\n\tskb->mark = 1;\n}\n",
  "drivers/net/chips/maker/one/open.c": chip,
});

/** What a driver of several folders calls, looked for where its headers and those of its subsystem are at home. */
test.each<[string, string, RegExp | undefined]>([
  ["defined beside a header of the folder above", "chip_send(chip, skb);\n\tkfree_skb(skb);", /skb is freed by kfree_skb\(\) while/],
  ["defined in a folder that nothing points to", "chip_drop(skb);", undefined],
  ["defined at home of a common header", "ieee80211_hold(skb);", lost],
  ["defined at home of a header that is not included", "bridge_hold(skb);", undefined],
])("%s", async (_, body, expected) => {
  tree.git("checkout", "--quiet", "--detach", chipBase);
  const text = `${chip}
void chip_take(struct chip *chip)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return;
	${body}
}
`;
  const rev = tree.commit("chip: take", { "drivers/net/chips/maker/one/open.c": text });
  const [mail] = tree.patches(`${chipBase}..${rev}`);
  const { world, out, errors } = fakeWorld({ files: { "a.eml": mail ?? "" } });
  const words = ["review", "a.eml", "--tree", tree.dir, "--base", chipBase];
  const status = await run(words, { ...world, tree: treeOf });
  expect({ status, errors: errors() }).toEqual({ status: expected ? 1 : 0, errors: "" });
  if (expected !== undefined) expect(out()).toMatch(expected);
}); // prettier-ignore
