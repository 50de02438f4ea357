// Macros among the fields of a struct -> what they declare, in the same length.

import type { Edit } from "./notes.ts";
import { partnersOf, tokensOf } from "./tokens.ts";

/** `struct_group(name, fields)` is its fields, `DECLARE_FLEX_ARRAY(type, name)` one field. */
export function structEdits(code: string): readonly Edit[] {
  const list = tokensOf(code);
  const partners = partnersOf(list);
  const edits: Edit[] = [];
  list.forEach(({ text, start }, index) => {
    const close = list[index + 1]?.text === "(" ? partners.get(index + 1) : undefined;
    const end = list[close ?? -1];
    if (close === undefined || end === undefined) return;
    const names = GROUPS[text];
    if (names !== undefined) {
      const last = nthComma(list, partners, index + 2, close, names);
      edits.push({ start, end: list[last]?.end ?? start });
      edits.push({ start: end.start, end: end.end });
    } else if (text === "DECLARE_FLEX_ARRAY") {
      const [comma, name] = [list[close - 2], list[close - 1]];
      if (comma?.text !== "," || name === undefined) return;
      edits.push({ start, end: list[index + 1]?.end ?? start });
      edits.push({ start: comma.start, end: comma.end });
      edits.push({ start: end.start, end: end.end });
    } else if (/^__?(?:cacheline_group|kabi|struct_group)\w*$|^KABI_\w+$/.test(text)) {
      edits.push({ start, end: end.end });
    }
  });
  return edits;
}

/** How many arguments come before the fields. */
const GROUPS: Readonly<Record<string, number>> = {
  struct_group: 1,
  struct_group_attr: 2,
  struct_group_tagged: 2,
};

function nthComma(
  list: readonly { readonly text: string }[],
  partners: ReadonlyMap<number, number>,
  from: number,
  to: number,
  count: number,
): number {
  let seen = 0;
  for (let index = from; index < to; index++) {
    const text = list[index]?.text;
    if (text === "," && ++seen === count) return index;
    if (text === "(" || text === "{") index = partners.get(index) ?? to;
  }
  return from;
}
