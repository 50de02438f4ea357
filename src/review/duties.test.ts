// A changed function that is left what it is given → whether a way out that keeps it is reported.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { mailOf } from "../testing/variant-mails.ts";
import { reviewOf } from "./review.ts";

const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => 0 };

/** Each line is marked as in a diff; unmarked ones are in both. */
function linesFound(marked: string): readonly number[] {
  const text = marked.replace(/^(?![-+])/gm, " ").replace(/^ $/gm, "");
  const files = [{ path: "a.c", hunks: [{ line: 1, section: "", text }] }];
  const mail = mailOf({ title: "pour: change", files }, 1, 1, "t");
  const { patches } = reviewOf(plainSeries([mail]), kit).review;
  return patches.flatMap(({ findings }) => findings.map(({ line }) => line));
}

const first = `int pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
		kfree_skb(skb);
		return -ENODEV;
	}
`;

test.each<[string, string, readonly number[]]>([
  [
    "one of two refusals does not free any more",
    `${first}	if (jug->cracked) {
-		kfree_skb(skb);
		return -EIO;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [8],
  ],
  [
    "a new refusal does not free",
    `${first}+	if (jug->cracked)
+		return -EIO;
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [8],
  ],
  [
    "no refusal frees any more: the caller does, from now on",
    `int pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
-		kfree_skb(skb);
		return -ENODEV;
	}
	if (jug->cracked) {
-		kfree_skb(skb);
		return -EIO;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [],
  ],
  [
    "the only refusal does not free any more",
    `int pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
-		kfree_skb(skb);
		return -ENODEV;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [],
  ],
  [
    "a refusal that never freed says that it is the caller's",
    `${first}	if (jug->hot)
		return -EAGAIN;
	if (jug->cracked) {
-		kfree_skb(skb);
		return -EIO;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [],
  ],
  [
    "an object that is not looked at before it is kept",
    `int pour(struct sk_buff *skb, struct jug *jug)
{
	int err;

	if (jug->empty) {
		err = -ENODEV;
		kfree_skb(skb);
		goto out;
	}
	if (jug->cracked) {
		err = -EIO;
-		kfree_skb(skb);
		goto out;
	}
	skb_queue_tail(&jug->queue, skb);
	err = 0;
out:
	unlock(jug);
	return err;
}
`,
    [18],
  ],
  [
    "an error of a callee that does not free any more",
    `${first}	err = jug_fill(jug);
	if (err) {
-		kfree_skb(skb);
		return err;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [9],
  ],
  [
    "an error that another error is not",
    `${first}+	if (!skb->len) {
+		err = -EINVAL;
+		goto out;
+	}
	err = jug_fill(jug, skb);
+out:
	switch (err) {
	case -ENOSR:
		break;
+	case -EINVAL:
	case 0:
		kfree_skb(skb);
		break;
	}
	return err;
}
`,
    [],
  ],
  [
    "a number of a callee that is never an error",
    `${first}	if (jug_level(jug) > 0) {
-		kfree_skb(skb);
		return jug_level(jug) > 1;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`,
    [],
  ],
  [
    "a constant whose value is not known is a result of its own",
    `u8 pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
		kfree_skb(skb);
		return JUG_CONSUMED;
	}
	if (jug->cracked) {
-		kfree_skb(skb);
		return JUG_CONSUMED;
	}
	return JUG_ASK_AGAIN;
}
`,
    [8],
  ],
  [
    "another constant may mean that it is kept",
    `u8 pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
		kfree_skb(skb);
		return JUG_CONSUMED;
	}
	if (jug->cracked) {
-		kfree_skb(skb);
-		return JUG_CONSUMED;
+		return JUG_ASK_AGAIN;
	}
	return JUG_ASK_AGAIN;
}
`,
    [],
  ],
])("%s", (_, marked, lines) => {
  expect(linesFound(marked)).toEqual(lines);
});

const grows = `int grow(struct sk_buff *skb, struct sock *sk, int tail)
{
	if (tail <= 0)
		return -EINVAL;
	skb->len += tail;
	skb->truesize += tail;
`;

test.each<[string, string, readonly number[]]>([
  [
    "grows and is not charged any more",
    `${grows}-	refcount_add(tail, &sk->sk_wmem_alloc);
	return 0;
}
`,
    [7],
  ],
  [
    "was charged where the socket is a whole one",
    `${grows}-	if (sk && sk_fullsock(sk))
-		refcount_add(tail, &sk->sk_wmem_alloc);
	return 0;
}
`,
    [7],
  ],
  [
    "a helper of this file",
    `static ${grows}-	refcount_add(tail, &sk->sk_wmem_alloc);
	return 0;
}

int twice(struct sk_buff *skb, struct sock *sk, int tail)
{
	return grow(skb, sk, 2 * tail);
}
`,
    [7],
  ],
  [
    "one way grows it and another does not",
    `int grow(struct sk_buff *skb, struct sock *sk, int tail)
{
	if (tail > 0) {
		skb->truesize += tail;
-		refcount_add(tail, &sk->sk_wmem_alloc);
	}
	skb->len += tail;
	return 0;
}
`,
    [7],
  ],
  [
    "grows in a helper that gives it to its caller",
    `static struct sk_buff *fill(struct jug *jug, int length)
{
	struct sk_buff *skb = sock_alloc_send_skb(&jug->sk, 64, 1, &jug->err);

	if (!skb)
		return NULL;
	skb->truesize += length;
-	refcount_add(length, &jug->sk.sk_wmem_alloc);
	return skb;
}

int pour(struct jug *jug, int length)
{
	struct sk_buff *skb = fill(jug, length);

	if (!skb)
		return -ENOMEM;
	return jug_send(jug, skb);
}
`,
    [3],
  ],
  [
    "grows in a helper, and its caller charges it from now on",
    `static struct sk_buff *fill(struct jug *jug, int length)
{
	struct sk_buff *skb = sock_alloc_send_skb(&jug->sk, 64, 1, &jug->err);

	if (!skb)
		return NULL;
	skb->truesize += length;
-	refcount_add(length, &jug->sk.sk_wmem_alloc);
	return skb;
}

int pour(struct jug *jug, int length)
{
	struct sk_buff *skb = fill(jug, length);

	if (!skb)
		return -ENOMEM;
+	refcount_add(length, &jug->sk.sk_wmem_alloc);
	return jug_send(jug, skb);
}
`,
    [],
  ],
  [
    "gets a destructor and is not charged",
    `void own(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk;
	skb->destructor = sock_wfree;
-	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
}
`,
    [4],
  ],
  [
    "somebody is called who may charge it",
    `${grows}-	refcount_add(tail, &sk->sk_wmem_alloc);
+	grow_socket(sk, tail);
	return 0;
}
`,
    [],
  ],
  [
    "does not grow any more",
    `int grow(struct sk_buff *skb, struct sock *sk, int tail)
{
	skb->len += tail;
-	skb->truesize += tail;
-	refcount_add(tail, &sk->sk_wmem_alloc);
	return 0;
}
`,
    [],
  ],
  [
    "is charged in another place",
    `int grow(struct sk_buff *skb, struct sock *sk, int tail)
{
+	refcount_add(tail, &sk->sk_wmem_alloc);
	skb->len += tail;
	skb->truesize += tail;
-	refcount_add(tail, &sk->sk_wmem_alloc);
	return 0;
}
`,
    [],
  ],
  [
    "was charged something else",
    `${grows}-	refcount_add(2, &sk->sk_wmem_alloc);
	return 0;
}
`,
    [],
  ],
])("what was charged: %s", (_, text, expected) => {
  expect(linesFound(text)).toEqual(expected);
});
