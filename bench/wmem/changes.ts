// The text of a C file → where it changes sk_wmem_alloc, in which direction, and by what.

export interface Change {
  /** Where the statement begins and where it names the counter, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly does: "charge" | "release" | "set";
  readonly by: string;
  /** As the source says them. */
  readonly bytes: string;
  /** What the bytes stand for. */
  readonly measure: "truesize" | "a reference" | "other bytes";
}

/** `refcount_add(skb->truesize, &sk->sk_wmem_alloc)`: the operation, and what stands before the counter. */
const changing =
  /\b((?:refcount|atomic)_(?:add|sub|inc|dec|set)\w*)\(([^;]*?)&?[\w>.()[\]-]*(?:\([^()]*\))?[\w>.-]*\bsk_wmem_alloc\b(?:, *(\w+))?/;
/** Lines that one statement goes over. */
const LINES = 3;

export function changesIn(text: string): readonly Change[] {
  const lines = text.split("\n");
  return lines.flatMap((line, at) => {
    if (!/\bsk_wmem_alloc\b/.test(line) || /^\s*(?:\/?\*|\/\/)/.test(line)) return [];
    for (let from = at; from > at - LINES && from >= 0; from--) {
      const statement = lines.slice(from, at + 1).join(" ").replace(/\s+/g, " ");
      const [, by, before = "", after = ""] = changing.exec(statement) ?? [];
      if (by === undefined) continue;
      return [changeOf(by, before.replace(/,\s*$/, "").trim(), after, from + 1, at + 1)];
    }
    return [];
  });
} // prettier-ignore

function changeOf(
  by: string,
  before: string,
  after: string,
  line: number,
  lastLine: number,
): Change {
  const is = by.includes("_set") ? "set" : /_(?:add|inc)/.test(by) ? "charge" : "release";
  const bytes = /_(?:inc|dec)/.test(by) ? "1" : is === "set" ? after : before;
  const measure = /truesize|^-?(?:\w+_)?(?:delta|ts)$/.test(bytes) ? "truesize" : bytes === "1" ? "a reference" : "other bytes"; // prettier-ignore
  return { line, lastLine, does: is, by, bytes, measure };
}
