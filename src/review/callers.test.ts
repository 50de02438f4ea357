// A function that a patch changes, and one that calls it and is left alone → what is said of the caller.

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
  const mail = mailOf({ title: "pour: change", files }, 1, 1, "t");
  const { patches } = reviewOf(plainSeries([mail]), kit).review;
  return patches.flatMap(({ findings }) =>
    findings.map((each) => `${each.line} ${each.function}: ${each.class}, ${each.what}`),
  );
}

const serves = `
int serve(struct jug *jug)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	err = pour(skb, jug);
	if (err)
		kfree_skb(skb);
	return err;
}
`;

test.each<[string, string, readonly RegExp[]]>([
  [
    "frees what its caller frees",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
-	if (jug->empty)
+	if (jug->empty) {
+		kfree_skb(skb);
		return -ENODEV;
+	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
${serves}`,
    [/^20 serve: introduced, serve\(\) calls pour\(\), which is changed here: skb is freed by kfree_skb\(\) after/],
  ],
  [
    "frees no more what its caller does not free",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
-	if (jug->empty) {
-		kfree_skb(skb);
+	if (jug->empty)
		return -ENODEV;
-	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
${serves.replace(/\tif \(err\)\n.*\n/, "")}`,
    [/^17 serve: introduced, serve\(\) calls pour\(\), which is changed here: skb from alloc_skb\(\)/],
  ],
  [
    "frees no more what its caller was given, and is to free",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
-	if (jug->empty) {
-		kfree_skb(skb);
+	if (jug->empty)
		return -ENODEV;
-	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}

int serve(struct sk_buff *skb, struct jug *jug)
{
	if (skb->len > jug->size) {
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	return pour(skb, jug);
}
`,
    [/^15 serve: introduced, serve\(\) calls pour\(\), which is changed here: skb is serve\(\)'s to free/],
  ],
  [
    "frees no more what its caller was given, and gives back",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
-	if (jug->empty) {
-		kfree_skb(skb);
+	if (jug->empty)
		return -ENODEV;
-	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}

int serve(struct sk_buff *skb, struct jug *jug)
{
	return pour(skb, jug);
}
`,
    [],
  ],
  [
    "is wrong itself, and that is all",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
		kfree_skb(skb);
		return -ENODEV;
	}
-	if (jug->cracked) {
-		kfree_skb(skb);
+	if (jug->cracked)
		return -EIO;
-	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
${serves.replace(/\tif \(err\)\n.*\n/, "")}`,
    [/^8 pour: introduced/],
  ],
  [
    "has a caller that was wrong before",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty) {
+		jug->count++;
		kfree_skb(skb);
		return -ENODEV;
	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
${serves}`,
    [],
  ],
  [
    "has a caller that is wrong on another way",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
	if (jug->empty)
		return -ENODEV;
+	jug->count++;
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
${serves.replace("\terr = pour", "\tif (jug->cracked)\n\t\treturn -EIO;\n\terr = pour")}`,
    [],
  ],
  [
    "has a caller that is changed with it",
    `static int pour(struct sk_buff *skb, struct jug *jug)
{
-	if (jug->empty)
+	if (jug->empty) {
+		kfree_skb(skb);
		return -ENODEV;
+	}
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
${serves.replace(/\tif \(err\)\n.*\n/, (lines) => lines.replace(/^/gm, "-").slice(0, -1))}`,
    [],
  ],
  [
    "is new",
    `${`static int pour(struct sk_buff *skb, struct jug *jug)
{
	skb_queue_tail(&jug->queue, skb);
	return 0;
}
`.replace(/^(?=.)/gm, "+")}${serves.replace("\treturn -ENOMEM;", "\treturn -ENOMEM;\n+\tjug->count++;")}`,
    [],
  ],
])("%s", (_, text, expected) => {
  const said = found(text);
  expect(said).toHaveLength(expected.length);
  for (const [at, each] of expected.entries()) expect(said[at]).toMatch(each);
}); // prettier-ignore
