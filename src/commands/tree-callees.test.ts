// Callees of a real repository that are defined in files which the patch does not touch.

import { treeOf } from "../io/git/tree.ts";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { repository } from "../testing/git-repository.ts";

const tree = repository();
afterAll(tree.remove);

const header = `#ifndef CAFE_H
#define CAFE_H

struct sk_buff *cafe_cup(struct cafe *cafe);
int cafe_fill(struct cafe *cafe,
	      struct sk_buff *skb);
int cafe_serve(struct cafe *cafe, struct sk_buff *skb);

static inline int cafe_count(struct cafe_order *order)
{
	order->cups++;
	return 0;
}

static inline void cafe_post(struct cafe_tray *tray, void *token, unsigned int at)
{
	struct cafe_place *place = tray->next;

	place->token = token;
	place->at = at;
	tray->next = place->next;
}

static inline void cafe_put(struct cafe_tray *tray, void *token, unsigned int at)
{
	cafe_post(tray, token, at);
}

static inline void cafe_label(struct sk_buff *skb, int table)
{
	skb->mark = table;
	skb->priority = 1;
}

static inline int cafe_close(struct sk_buff *skb, struct cafe_slip *start)
{
	start->length = skb_tail_pointer(skb) - (unsigned char *)start;
	return skb->len;
}

static inline struct cafe_cb *CAFE_SKB_CB(struct sk_buff *skb)
{
	return (struct cafe_cb *)skb->cb;
}

static inline struct cafe_slip *cafe_slip(struct sk_buff *skb)
{
	return (struct cafe_slip *)skb->cb;
}

#ifdef CONFIG_CAFE_SUGAR
int cafe_sugar(struct sk_buff *skb);
int cafe_milk(struct sk_buff *skb);
static inline int cafe_foam(struct sk_buff *skb)
{
	return skb->len;
}
#else
static inline int cafe_milk(struct sk_buff *skb)
{
	return 0;
}

static inline int cafe_foam(struct sk_buff *skb)
{
	consume_skb(skb);
	return 0;
}

static inline int cafe_sugar(struct sk_buff *skb)
{
	return 0;
}
#endif
#endif
`;
const kitchen = `#include "cafe.h"

struct sk_buff *cafe_cup(struct cafe *cafe)
{
	return cafe->closed ? NULL : alloc_skb(cafe->size, GFP_KERNEL);
}

int cafe_fill(struct cafe *cafe,
	      struct sk_buff *skb)
{
	if (skb_tailroom(skb) < cafe->portion)
		return -EMSGSIZE;
	skb_put(skb, cafe->portion);
	return 0;
}

int cafe_serve(struct cafe *cafe, struct sk_buff *skb)
{
	if (cafe->closed) {
		kfree_skb(skb);
		return -ESHUTDOWN;
	}
	skb_queue_tail(&cafe->orders, skb);
	return 0;
}

int cafe_stamp(struct cafe *cafe, struct sk_buff *skb)
{
	kfree_skb(cafe->last);
	return cafe_close(skb, cafe->slip);
}

int cafe_wait(struct cafe *cafe, struct sk_buff *skb)
{
	int ret = cafe_ask(cafe);

	if (ret < 0)
		return ret;
	if (ret == 0)
		kfree_skb(skb);
	return ret;
}

int cafe_order(struct cafe *cafe, struct sk_buff **skb)
{
	kfree_skb(cafe->last);
	return cafe_answer(cafe, skb);
}

int cafe_till(struct cafe *cafe, void *token)
{
	struct cafe_place place;

	place.token = token;
	kfree_skb(cafe->last);
	return cafe_ring(&place);
}

struct cafe_place *cafe_find(struct cafe *cafe, struct cafe_order *order)
{
	kfree_skb(cafe->last);
	return cafe->ops->find(cafe, order);
}

static void cafe_hide(struct sk_buff *skb)
{
	kfree_skb(skb);
}

int cafe_sugar(struct sk_buff *skb)
{
	kfree_skb(skb);
	return -ENOMEM;
}

static void cafe_bin(struct sk_buff *skb)
{
	kfree_skb(skb);
}

int cafe_throw(struct sk_buff *skb)
{
	cafe_bin(skb);
	return 0;
}

void *cafe_bill(struct sk_buff *skb, u32 seq)
{
	return genlmsg_put(skb, 0, seq, &cafe_family, 0, 3);
}

void *cafe_tab(struct sk_buff *skb)
{
	return genlmsg_put(skb, 0, ++cafe_tabs, &cafe_family, 0, 3);
}

static int cafe_scale(struct sk_buff *skb)
{
	return skb->len;
}

int cafe_weigh(struct sk_buff *skb, struct sk_buff_head *queue)
{
	skb_queue_purge(queue);
	return cafe_scale(skb);
}
`;
const opening = `#include "cafe.h"

static void cafe_bin(struct sk_buff *skb)
{
	skb->mark = 0;
}

void cafe_open(struct cafe *cafe)
{
	skb_queue_head_init(&cafe->orders);
}
`;
const base = tree.commit("cafe: open", {
  "include/net/cafe_price.h": `#ifndef PRICE_H\n#define PRICE_H\nstatic inline int cafe_pay(struct sk_buff *skb, int price)\n{\n\tif (price > 3) {\n\t\tkfree_skb(skb);\n\t\treturn -EINVAL;\n\t}\n\treturn 0;\n}\n#endif\n`,
  "net/cafe/cafe.h": header,
  "net/cafe/kitchen.c": kitchen,
  "net/cafe/open.c": opening,
  "net/cafe/doors.c": `#include "cafe.h"

static const struct net_device_ops cafe_ops = {
	.ndo_open = cafe_open,
	.ndo_start_xmit = cafe_xmit,
	.ndo_features_check = cafe_check,
};
`,
  "net/cafe/gate.c": `static netdev_tx_t cafe_pass(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops gate_ops = {
	.ndo_start_xmit = cafe_pass,
};
`,
});

async function reviewed(text: string): Promise<{ status: number; out: string; errors: string }> {
  tree.git("checkout", "--quiet", "--detach", base);
  const rev = tree.commit("cafe: take orders", { "net/cafe/open.c": text });
  const [mail] = tree.patches(`${base}..${rev}`);
  const { world, out, errors } = fakeWorld({ files: { "a.eml": mail ?? "" } });
  const words = ["review", "a.eml", "--tree", tree.dir, "--base", base];
  const status = await run(words, { ...world, tree: treeOf });
  return { status, out: out(), errors: errors() };
}

/** What a new function says between an allocation and its end, and what is found in it. */
test.each<[string, string, RegExp | undefined]>([
  ["fills in another file, and lost when that fails", "if (cafe_fill(cafe, skb) < 0)\n\t\treturn -EIO;\n\treturn cafe_serve(cafe, skb);", /skb\s+is lost here/],
  ["fills in another file, and freed when that fails", "if (cafe_fill(cafe, skb) < 0) {\n\t\tkfree_skb(skb);\n\t\treturn -EIO;\n\t}\n\treturn cafe_serve(cafe, skb);", undefined],
  ["freed again after another file freed it", "if (cafe_serve(cafe, skb) < 0)\n\t\tkfree_skb(skb);\n\treturn 0;", /skb\s+is freed by kfree_skb\(\)\s+after cafe_serve\(\)/],
  ["an inline function of a header beside it", "cafe_label(skb, 3);\n\treturn 0;", /skb\s+is lost here/],
  ["freed again after an inline function of the tree freed it", "if (cafe_pay(skb, cafe->price))\n\t\tkfree_skb(skb);\n\telse\n\t\tkfree_skb(skb);\n\treturn 0;", /after cafe_pay\(\)/],
  ["lost where another file did not take it", "return cafe_wait(cafe, skb);", /skb\s+is lost here/],
  ["a positive number of another file is a guess", "int ret = cafe_wait(cafe, skb);\n\n\tif (ret < 0) {\n\t\tkfree_skb(skb);\n\t\treturn ret;\n\t}\n\treturn 0;", undefined],
  ["what another file has somebody else write", "kfree_skb(skb);\n\tif (cafe_order(cafe, &skb) < 0)\n\t\treturn -EIO;\n\treturn skb->len;", undefined],
  ["a pointer to anything that goes on from a struct of another file", "return cafe_till(cafe, skb);", undefined],
  ["handed over as a pointer to anything", "cafe_put(cafe->tray, skb, 0);\n\treturn 0;", undefined],
  ["what points into it may give it away", "cafe_slip_pay(cafe_slip(skb));\n\treturn 0;", undefined],
  ["what points into it is looked at alone", "struct cafe_slip *slip = cafe_slip(skb);\n\n\tif (slip->paid)\n\t\treturn 0;\n\tkfree_skb(skb);\n\treturn 0;", /skb\s+is lost here/],
  ["what a configuration decides is not known", "cafe_sugar(skb);\n\treturn 0;", undefined],
  ["how far its tail is from elsewhere is a number", "if (cafe_stamp(cafe, skb) > 9)\n\t\treturn 0;\n\tkfree_skb(skb);\n\treturn 0;", /skb\s+is lost here/],
  ["one that gets the struct which holds it", "struct cafe_order order = { .skb = skb };\n\n\tcafe_count(&order);\n\treturn cafe_serve(cafe, order.skb);", undefined],
  ["a stub for one configuration is not what is called in another", "cafe_milk(skb);\n\treturn 0;", undefined],
  ["what is configured is what is called", "cafe_foam(skb);\n\treturn 0;", /skb\s+is lost here/],
  ["what has nothing to do with a struct that a pointer is asked of", "struct cafe_order order = { .cups = 2 };\n\n\tif (!cafe_find(cafe, &order))\n\t\treturn -ENOENT;\n\tkfree_skb(skb);\n\treturn 0;", /skb\s+is lost here/],
  ["what is in a struct that a pointer is asked of may be found by it", "struct cafe_order order = { .skb = skb };\n\n\tif (!cafe_find(cafe, &order))\n\t\treturn -ENOENT;\n\tkfree_skb(skb);\n\treturn 0;", undefined],
  ["looked at by a static function of another file", "cafe_weigh(skb, &cafe->orders);\n\treturn 0;", /skb\s+is lost here/],
  ["what another file returns of it is a header", "cafe->bill = cafe_bill(skb, 1);\n\treturn 0;", /skb\s+is lost here/],
  ["a header is moved with the data, a control block is not", "struct cafe_cb *cb = CAFE_SKB_CB(cafe->last);\n\tstruct iphdr *iph = ip_hdr(cafe->last);\n\n\tcafe_label(skb, 3);\n\tkfree_skb(skb);\n\tif (skb_cow_head(cafe->last, 16))\n\t\treturn -ENOMEM;\n\tcafe->cups = cb->cups;\n\treturn iph->ttl;", /iph, which points\s+into cafe->last/],
  ["a number that another file counts up is no function", "cafe->bill = cafe_tab(skb);\n\treturn 0;", /skb\s+is lost here/],
  ["a static function of another file has the name of one in this file", "cafe_throw(skb);\n\treturn 0;", undefined],
  ["the one in this file is called in this file", "cafe_bin(skb);\n\treturn 0;", /skb\s+is lost here/],
  ["a static function of another file is not the one that is called", "cafe_hide(skb);\n\tkfree_skb(skb);\n\treturn 0;", undefined],
])("%s", async (_, body, expected) => {
  const text = `${opening}
int cafe_take(struct cafe *cafe)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	${body}
}
`;
  const { status, out, errors } = await reviewed(text);
  expect({ status, errors }).toEqual({ status: expected ? 1 : 0, errors: "" });
  if (expected !== undefined) expect(out).toMatch(expected);
}); // prettier-ignore

/** Whose a new function's packet is, by where another file installs it. */
test.each<[string, string, string, RegExp | undefined]>([
  ["what an initialiser of another file has it transmit", "netdev_tx_t", "cafe_xmit", /skb is\s+cafe_xmit\(\)'s to free or to hand on as ndo_start_xmit\(\)/],
  ["a function of this file alone that has the name of one", "static netdev_tx_t", "cafe_xmit", undefined],
  ["what it only looks at", "netdev_tx_t", "cafe_check", undefined],
  ["what has the name of another file's own", "netdev_tx_t", "cafe_pass", undefined],
  ["what nobody installs", "netdev_tx_t", "cafe_send", undefined],
])("%s", async (_, returns, name, expected) => {
  const { status, out, errors } = await reviewed(`${opening}
${returns} ${name}(struct sk_buff *skb, struct net_device *dev)
{
	if (!netif_running(dev))
		return NETDEV_TX_OK;
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}
`);
  expect({ status, errors }).toEqual({ status: expected ? 1 : 0, errors: "" });
  if (expected !== undefined) expect(out).toMatch(expected);
}); // prettier-ignore
