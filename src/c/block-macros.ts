// Macros that are followed by a statement (iterators, scoped_guard) -> `while` of the same length.

import { looksLikeIterator } from "./iterators.ts";
import type { BlockMacro, Edit, Tokens } from "./notes.ts";
import { isWord } from "./tokens.ts";

interface Found {
  readonly edit: Edit;
  readonly macro: BlockMacro;
}

// Words before `(` that are not macros.
const KEYWORDS: ReadonlySet<string> = new Set([
  "if", "while", "for", "switch", "return", "sizeof", "typeof", "__typeof__", "__typeof", "asm",
  "__asm__", "case", "goto", "do", "else", "_Static_assert", "static_assert", "__alignof__",
  "typeof_unqual", "defined", "struct", "union", "enum",
]); // prettier-ignore

/** Every place in the body where a call-like word stands before a statement. */
export function blockMacrosIn(
  tokens: Tokens,
  known: ReadonlyMap<string, BlockMacro["kind"]>,
): readonly Found[] {
  const found: Found[] = [];
  for (let index = tokens.body; index < tokens.list.length; index++) {
    const kind = kindAt(tokens, index, known);
    const token = tokens.list[index];
    if (kind === undefined || token === undefined) continue;
    // An `else` behind the block says that the macro is an `if`; both have room in the name.
    const word = kind === "unknown" && hasElse(tokens, index) ? "if" : "while";
    if (token.text.length < word.length) continue;
    const text = word.padEnd(token.text.length);
    found.push({
      edit: { start: token.start, end: token.end, text },
      macro: { name: token.text, kind },
    });
  }
  return found;
}

function kindAt(
  { list, partners }: Tokens,
  index: number,
  known: ReadonlyMap<string, BlockMacro["kind"]>,
): BlockMacro["kind"] | undefined {
  const token = list[index];
  if (token === undefined || !isWord(token) || KEYWORDS.has(token.text)) return undefined;
  if (list[index + 1]?.text !== "(") return undefined;
  if (!/^(?:[{};:)]|else|do)$/.test(list[index - 1]?.text ?? "{")) return undefined;
  const close = partners.get(index + 1);
  const next = close === undefined ? undefined : list[close + 1];
  if (next === undefined || close === index + 2) return undefined;
  const opensBlock = next.text === "{";
  const goesOn = opensBlock || (isWord(next) && next.text !== "else");
  const guard = /^scoped_(?:cond_)?guard$/.test(token.text);
  if (guard) return goesOn ? "guard" : undefined;
  const kind = known.get(token.text) ?? (looksLikeIterator(token.text) ? "iterator" : undefined);
  if (kind !== undefined) return goesOn || /^(?:[*(]|\+\+|--)$/.test(next.text) ? kind : undefined;
  return opensBlock && !isCompoundLiteral(list[index - 1]?.text) ? "unknown" : undefined;
}

/** `(struct x) { … }` cannot follow a word and brackets, but `if (…) f(x) {` is no better. */
function isCompoundLiteral(before: string | undefined): boolean {
  return before === "(";
}

function hasElse({ list, partners }: Tokens, index: number): boolean {
  const close = partners.get(index + 1) ?? -2;
  const end = list[close + 1]?.text === "{" ? partners.get(close + 1) : undefined;
  return end !== undefined && list[end + 1]?.text === "else";
}
