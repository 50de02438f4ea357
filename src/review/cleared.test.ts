// A patch by which a field is not cleared any more → whether it is told of.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { mailOf } from "../testing/variant-mails.ts";
import { reviewOf } from "./review.ts";

const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => 0 };

/** Each line is marked as in a diff; unmarked ones are in both. */
function found(marked: string): readonly string[] {
  const text = marked.replace(/^(?![-+])/gm, " ").replace(/^ $/gm, "");
  const files = [{ path: "a.c", hunks: [{ line: 1, section: "", text }] }];
  const mail = mailOf({ title: "jug: change", files }, 1, 1, "t");
  const { patches } = reviewOf(plainSeries([mail]), kit).review;
  return patches.flatMap(({ findings }) => findings.map(({ line, what }) => `${line} ${what}`));
}

const others = `
void jug_pour(struct jug *jug)
{
	if (jug->half)
		netif_rx(jug->half);
	jug->half = NULL;
}
`;
const refuses = `int jug_fill(struct jug *jug, int size)
{
	struct sk_buff *skb = jug->half;

	if (size > 64) {
		kfree_skb(skb);
`;
const fills = `		return -EMSGSIZE;
	}
	skb_put(skb, size);
	return 0;
}
`;

test.each<[string, string, readonly unknown[]]>([
  [
    "not cleared any more",
    `${refuses}-		jug->half = NULL;
${fills}${others}`,
    [
      expect.stringMatching(
        /^7 jug->half still points to what kfree_skb\(\) freed on line 6 when jug_fill\(\) returns/,
      ),
    ],
  ],
  [
    "cleared in another way",
    `${refuses}-		jug->half = NULL;
+		jug_forget(&jug->half);
${fills}${others}`,
    [],
  ],
  [
    "cleared before it is freed",
    `int jug_fill(struct jug *jug, int size)
{
	struct sk_buff *skb = jug->half;

	if (size > 64) {
+		jug->half = NULL;
		kfree_skb(skb);
-		jug->half = NULL;
${fills}${others}`,
    [],
  ],
  [
    "cleared by its caller from now on",
    `${refuses}-		jug->half = NULL;
${fills}
int jug_offer(struct jug *jug)
{
	int err = jug_fill(jug, 4);

+	if (err)
+		jug->half = NULL;
	return err;
}
${others}`,
    [],
  ],
  [
    "one that was left on another path before",
    `int jug_fill(struct jug *jug, int size)
{
	struct sk_buff *skb = jug->half;

	if (size < 4) {
		kfree_skb(skb);
		return -EINVAL;
	}
	if (size > 64) {
		kfree_skb(skb);
-		jug->half = NULL;
${fills}${others}`,
    [],
  ],
  [
    "one that nobody else looks at",
    `${refuses}-		jug->half = NULL;
${fills}`,
    [],
  ],
  [
    "where nobody looks any more",
    `${refuses.replace("jug_fill", "jug_remove")}-		jug->half = NULL;
${fills}${others}`,
    [],
  ],
  [
    "one whose owner goes as well",
    `void jug_drop(struct jug *jug)
{
	kfree_skb(jug->half);
-	jug->half = NULL;
	kfree(jug);
}
${others}`,
    [],
  ],
  [
    "a slot of a ring",
    `void jug_drain(struct jug *jug, int at)
{
	kfree_skb(jug->cups[at].skb);
-	jug->cups[at].skb = NULL;
	jug->last = at;
}

int jug_level(struct jug *jug, int at)
{
	return jug->cups[at].skb ? 1 : 0;
}
`,
    [],
  ],
])("%s", (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});
