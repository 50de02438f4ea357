import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { mailOf } from "../testing/variant-mails.ts";
import type { Patch } from "../types.ts";
import { droppedWords, fieldsSetLess, isDeclared, isOfFile } from "./dropped.ts";

function patchOf(text: string): Patch {
  const files = [{ path: "a.c", hunks: [{ line: 1, section: "", text }] }];
  const [patch] = plainSeries([mailOf({ title: "a: change", files }, 1, 1, "t")]).patches;
  if (patch === undefined) throw new Error("the mail is no patch");
  return patch;
}

test.each<[string, readonly string[]]>([
  [" {\n-\tskb_queue_head_init(&port->txq);\n }\n", ["txq"]],
  [" {\n-\t__skb_queue_head_init(&waiting);\n }\n", ["waiting"]],
  [" {\n-\t__skb_queue_head_init(&list);\n }\n", []],
  [" {\n-\t\tskb_queue_head_init(&port->rings[i].txq[prio]);\n }\n", ["txq"]],
  [" {\n-\tskb_queue_head_init(&port->txq);\n+\tskb_queue_head_init(&ring->txq);\n }\n", []],
  [" {\n+\tskb_queue_head_init(&port->txq);\n }\n", []],
  [" {\n-\tskb_queue_purge(&port->txq);\n }\n", []],
])("%j: %j", (text, expected) => {
  expect([
    ...droppedWords([patchOf(text)], kernel, ["static struct sk_buff_head waiting;\nx = p->list;"]),
  ]).toEqual(expected);
});

test.each<[string, readonly string[]]>([
  [" {\n-\tport->skb = NULL;\n }\n", ["skb"]],
  [" {\n-\tport->ring[at].skb = NULL;\n }\n", ["skb"]],
  [" {\n-\tport->skbs[at + 1] = NULL;\n }\n", ["skbs"]],
  [" {\n-\tport->skb = NULL;\n+\tforget(&port->skb);\n }\n", []],
  [" {\n-\tif (port->skb == NULL)\n+\tif (!port->skb)\n }\n", []],
  [" {\n-\tport->skb = NULL;\n+\tport->skb = other;\n }\n", []],
])("%j sets less of %j", (text, expected) => {
  expect(fieldsSetLess(patchOf(text))).toEqual(expected);
});

test.each<[string, boolean, boolean]>([
  ["static struct sk_buff_head waiting;", true, true],
  ["struct port {\n\tstruct sk_buff_head txq, waiting;\n};", false, true],
  ["\tskb_queue_tail(&port->waiting, skb);", false, false],
  ["\tskb_queue_tail(&waiting, skb);", false, false],
  ["static struct sk_buff_head *list_of(int waiting);", false, false],
])("%j: of the file %j, declared %j", (text, ofFile, declared) => {
  expect(isOfFile("waiting", text, kernel)).toBe(ofFile);
  expect(isDeclared("waiting", text, kernel)).toBe(declared);
});
