// Whether a queue is said to be initialised nowhere: only where nothing at all may have done it.

import { queueHeadInit } from "../../rules/queue-head-init.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { mailOf } from "../testing/variant-mails.ts";
import type { PatchText } from "../testing/variants.ts";
import { reviewOf } from "./review.ts";

type File = PatchText["files"][number];

const kit = { parser: await loadC(), model: kernel, rules: [queueHeadInit], elapsed: () => 0 };

const fields = "\tstruct sk_buff_head txq;\n\tstruct sk_buff_head rxq;\n";
const header = `struct port {\n${fields}\tint n;\n};`;
const user = `void port_put(struct port *port, struct sk_buff *skb)
{
	__skb_queue_tail(&port->txq, skb);
}`;

const added = (path: string, text: string): File => ({ path, new: text });
const changed = (path: string, text: string): File => ({
  path,
  hunks: [{ line: 100, section: "", text }],
});
const marked = (mark: " " | "-" | "+", text: string): string => text.replace(/^/gm, mark);

/** Whether the use in port_put() is reported, after a patch with these files. */
function isReported(files: readonly File[]): boolean {
  const mail = mailOf({ title: "port: queue", files: [...files] }, 1, 1, "t");
  const { patches } = reviewOf(plainSeries([mail]), kit).review;
  return patches.some(({ findings }) => findings.some((each) => each.function === "port_put"));
}

/** A function of another file of the patch. */
const other = (body: string): string =>
  `void port_make(struct port *port, struct sk_buff_head *q)\n{\n${body}\n}`;

describe("other code in the patch", () => {
  test.each<[string, boolean, string]>([
    ["nothing", true, other("\tport->n = 0;")],
    ["words in a comment", true, other("\t/* prepare(&port->txq) */\n\tport->n = 0;")],
    ["the other queue", true, other("\tskb_queue_head_init(&port->rxq);")],
    ["its length", true, other("\tif (port->txq.qlen > 9)\n\t\tport->n = port->txq.qlen;")],
    ["a use over two lines", true, other("\tskb_queue_splice_tail_init(q,\n\t\t\t\t   &port->txq);")],
    ["a variable of that name", true, "void stop(struct lane *txq)\n{\n\ttxq->n = 0;\n}"],
    ["an initialiser", false, other("\tskb_queue_head_init(&port->txq);")],
    ["a local for one, then for the other", false, other("\tq = &port->txq;\n\tskb_queue_head_init(q);\n\tq = &port->rxq;\n\tskb_queue_head_init(q);")],
    ["a local that is copied", false, other("\tstruct sk_buff_head *p = &port->txq;\n\n\tq = p;\n\tskb_queue_head_init(q);")],
    ["one of two, chosen", false, other("\tq = port->n ? &port->txq : &port->rxq;\n\tskb_queue_head_init(q);")],
    ["one of two, chosen in a call", false, other("\tskb_queue_head_init(port->n ? &port->txq : &port->rxq);")],
    ["a callee nobody knows", false, other("\tprepare(\n\t\tq, &port->txq);")],
    ["an argument of it beside a call that is known", false, other("\tprepare(skb_queue_len(q), &port->txq);")],
    ["a local for a callee nobody knows", false, other("\tstruct sk_buff_head *p = &port->txq;\n\n\tprepare(p);")],
    ["the name of the field for a macro", false, other("\tPREPARE(port, txq);")],
    ["a table of offsets", false, "static const size_t queues[] = {\n\toffsetof(struct port, txq),\n};"],
    ["a macro that initialises", false, "#define PREPARE(p) do { \\\n\tskb_queue_head_init( \\\n\t\t&(p)->txq); \\\n} while (0)"],
    ["a macro that gives the address", false, "#define queue_of(p) (&(p)->txq)"],
    ["its pointers, by hand", false, other("\tport->txq.next = (void *)q;")],
    ["its pointers, in a table", false, "struct port first = {\n\t.txq = EMPTY_QUEUE,\n};"],
    ["a lock inside it, for a callee nobody knows", false, other("\tprepare(&port->txq.lock);")],
    ["another head that is copied", false, other("\tport->txq = *q;")],
  ])("%s: reported: %s", (_, expected, code) => {
    expect(isReported([added("a.h", header), added("a.c", user), added("b.c", code)])).toBe(expected);
  });
}); // prettier-ignore

describe("a field that untouched code may know", () => {
  const rest = "\n \tint n;\n };";
  const txq = "\tstruct sk_buff_head txq;";
  test.each<[string, boolean, readonly File[]]>([
    ["new", true, [changed("a.h", ` struct port {\n+${txq}${rest}`)]],
    ["new, where another struct has one", true, [changed("a.h", ` struct lane {\n ${txq}\n };\n struct port {\n+${txq}${rest}`)]],
    ["with a comment that is new", false, [changed("a.h", ` struct port {\n-${txq}\n+${txq} /* out */${rest}`)]],
    ["moved down", false, [changed("a.h", ` struct port {\n-${txq}\n \tint n;\n+${txq}\n };`)]],
    ["under another type", false, [changed("a.h", ` struct port {\n-\tqueue_t txq;\n+${txq}${rest}`)]],
    ["of a struct from another file", false, [changed("b.h", `${marked("-", header)}\n int n;`), added("a.h", header)]],
    ["of a struct that had another name", false, [changed("a.h", `-struct lane {\n-${txq}\n+struct port {\n+${txq}${rest}`)]],
  ])("%s: reported: %s", (_, expected, files) => {
    expect(isReported([...files, added("a.c", user)])).toBe(expected);
  });
}); // prettier-ignore

// A false alarm that is known: such a macro was written for another struct with a field of the name.
test("a macro of an untouched header that initialises the field of any struct is not seen", () => {
  const code = other("\tPREPARE_ALL(port);");
  expect(isReported([added("a.h", header), added("a.c", user), added("b.c", code)])).toBe(true);
});
