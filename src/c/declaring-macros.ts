// Macros that declare a variable in a body: `DECLARE_BITMAP(x, n);`, `LIST_HEAD(x);`.

import type { CType } from "./ir.ts";
import { namedType } from "./ctype.ts";
import type { Edit, Tokens } from "./notes.ts";

/** `DECLARE_BITMAP(x, n)` becomes a declaration, so that it may have an initialiser. */
export function declaringEdits({ list, partners, body }: Tokens): readonly Edit[] {
  const edits: Edit[] = [];
  for (let index = body; index < list.length; index++) {
    const [macro, name, comma] = [list[index], list[index + 2], list[index + 3]];
    const close = list[partners.get(index + 1) ?? -1];
    if (macro?.text !== "DECLARE_BITMAP" || comma?.text !== ",") continue;
    if (name === undefined || close === undefined) continue;
    edits.push({ start: macro.start, end: name.start, text: typeWord(macro.start, name.start) });
    edits.push({ start: comma.start, end: comma.end, text: "[" });
    edits.push({ start: close.start, end: close.end, text: "]" });
  }
  return edits;
}

function typeWord(start: number, end: number): string {
  return "ulong".padEnd(end - start);
}

const DECLARING: Readonly<Record<string, string>> = {
  LIST_HEAD: "struct list_head",
  HLIST_HEAD: "struct hlist_head",
  LLIST_HEAD: "struct llist_head",
  DEFINE_WAIT: "struct wait_queue_entry",
  DEFINE_WAIT_FUNC: "struct wait_queue_entry",
  DECLARE_WAITQUEUE: "struct wait_queue_entry",
  DEFINE_WAIT_BIT: "struct wait_bit_queue_entry",
  DECLARE_COMPLETION_ONSTACK: "struct completion",
  DECLARE_WAIT_QUEUE_HEAD_ONSTACK: "struct wait_queue_head",
  SHASH_DESC_ON_STACK: "struct shash_desc *",
  AHASH_REQUEST_ON_STACK: "struct ahash_request *",
  SYNC_SKCIPHER_REQUEST_ON_STACK: "struct skcipher_request *",
  SKCIPHER_REQUEST_ON_STACK: "struct skcipher_request *",
  DEFINE_DMA_UNMAP_ADDR: "dma_addr_t",
  DEFINE_DMA_UNMAP_LEN: "__u32",
  BLOCKING_INIT_NOTIFIER_HEAD_ONSTACK: "struct blocking_notifier_head",
};

/** Type of the variable that a call-like macro with this name declares, if it does. */
export function declaredByMacro(name: string): CType | undefined {
  const words = Object.hasOwn(DECLARING, name) ? DECLARING[name] : undefined;
  if (words === undefined) return undefined;
  const isPointer = words.endsWith(" *");
  const type = namedType(isPointer ? words.slice(0, -2) : words);
  return isPointer ? { ...type, pointers: 1 } : type;
}
