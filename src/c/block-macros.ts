// Macros that are followed by a statement (iterators, scoped_guard) -> `while` of the same length.

import { ATTRIBUTES_WITH_BRACKETS } from "./attributes.ts";
import { cursorsOf, looksLikeIterator } from "./iterators.ts";
import type { BlockMacro, Edit, MacroFacts, MacroKind, Tokens } from "./notes.ts";
import { isWord, type Token } from "./tokens.ts";

interface Found {
  readonly edit: Edit;
  /** undefined: nothing is left of it. */
  readonly macro: BlockMacro | undefined;
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
  known: ReadonlyMap<string, MacroFacts>,
): readonly Found[] {
  const found: Found[] = [];
  for (let index = tokens.body; index < tokens.list.length; index++) {
    const kind = kindAt(tokens, index, known);
    const token = tokens.list[index];
    if (kind === undefined || token === undefined) continue;
    const { start, end, text: name } = token;
    if (kind === "closer") {
      const close = tokens.list[tokens.partners.get(index + 1) ?? index];
      found.push({ edit: { start, end: close?.end ?? end }, macro: undefined });
      continue;
    }
    if (hasSemicolons(tokens, index + 1)) {
      found.push({ edit: { start, end, text: "for".padEnd(name.length) }, macro: undefined });
      continue;
    }
    // An `else` behind the block says that the macro is an `if`; both have room in the name.
    const word = kind === "unknown" && isConditional(tokens, index) ? "if" : "while";
    if (name.length < word.length) continue;
    const cursors = known.get(name)?.cursors ?? cursorsOf(name);
    const text = word.padEnd(name.length);
    found.push({ edit: { start, end, text }, macro: { name, kind, cursors } });
  }
  return found;
}

function kindAt(
  tokens: Tokens,
  index: number,
  known: ReadonlyMap<string, MacroFacts>,
): MacroKind | undefined {
  const { list, partners } = tokens;
  const token = list[index];
  if (token === undefined || !isCallAtStart(tokens, index)) return undefined;
  const close = partners.get(index + 1) ?? -2;
  const next = list[close + 1];
  if (next === undefined) return undefined;
  const opensBlock = next.text === "{";
  const goesOn = opensBlock || (isWord(next) && next.text !== "else");
  if (/^scoped_(?:cond_)?guard$/.test(token.text)) return goesOn ? "guard" : undefined;
  const kind = known.get(token.text)?.kind ?? knownKind(token.text);
  if (kind === "closer") return kind;
  if (close === index + 2) return undefined;
  if (kind !== undefined) return goesOn || /^(?:[*(]|\+\+|--)$/.test(next.text) ? kind : undefined;
  return opensBlock || isIndented(tokens, index, close + 1) ? "unknown" : undefined;
}

// Macros of headers whose name does not say that they open or close a block.
const KNOWN: Readonly<Record<string, MacroKind>> = {
  tcp_skb_tsorted_save: "once",
  change_nexthops: "iterator",
  for_nexthops: "iterator",
  endfor_nexthops: "closer",
};

function knownKind(name: string): MacroKind | undefined {
  if (Object.hasOwn(KNOWN, name)) return KNOWN[name];
  return looksLikeIterator(name) ? "iterator" : undefined;
}

/** `loop_of(i = 0; i < n; i++)` is a `for` whatever else it does. */
function hasSemicolons({ list, partners }: Tokens, open: number): boolean {
  return (
    list.slice(open, partners.get(open) ?? open).filter(({ text }) => text === ";").length === 2
  );
}

/** `word (…)` where a statement begins. */
function isCallAtStart({ list, partners }: Tokens, index: number): boolean {
  const token = list[index];
  const name = token?.text ?? "";
  if (!isWord(token) || KEYWORDS.has(name) || ATTRIBUTES_WITH_BRACKETS.has(name)) return false;
  if (list[index + 1]?.text !== "(" || !partners.has(index + 1)) return false;
  return /^(?:[{};:)]|else|do)$/.test(list[index - 1]?.text ?? "{");
}

/** A statement on the next line that is indented more than the macro is the macro's. */
function isIndented({ code, list }: Tokens, index: number, next: number): boolean {
  const [macro, behind] = [list[index], list[next]];
  if (macro === undefined || behind === undefined || !isWord(behind)) return false;
  const [one, other] = [lineStart(code, macro.start), lineStart(code, behind.start)];
  if (one === other || /\S/.test(code.slice(one, macro.start))) return false;
  return behind.start - other > macro.start - one;
}

function lineStart(code: string, at: number): number {
  return code.lastIndexOf("\n", at - 1) + 1;
}

/** `FOO(x)` without a semicolon, at the end of a block or before another statement. */
export function missingSemicolons(tokens: Tokens, found: readonly Found[]): readonly Edit[] {
  const { code, list, partners, body } = tokens;
  const blocks = new Set(found.map(({ edit }) => edit.start));
  const inList = insideLists(list);
  const edits: Edit[] = [];
  for (let index = body + 1; index < list.length; index++) {
    const token = list[index];
    if (token === undefined || blocks.has(token.start)) continue;
    const isBare =
      isWord(token) &&
      !KEYWORDS.has(token.text) &&
      /^[{};]$/.test(list[index - 1]?.text ?? "") &&
      /^(?:\}|if|for|while|do|switch|return|goto|break)$/.test(list[index + 1]?.text ?? "");
    if (!isBare && !isCallAtStart(tokens, index)) continue;
    const last = isBare ? index : (partners.get(index + 1) ?? index);
    const next = list[last + 1];
    const at = list[last]?.end ?? 0;
    if (next === undefined || !(next.text === "}" || isWord(next))) continue;
    if (!/\s/.test(code[at] ?? "") || inList[index] === true) continue;
    edits.push({ start: at, end: at + 1, text: ";" });
  }
  return edits;
}

/** For each token, whether the innermost brackets around it hold values and no statements. */
function insideLists(list: readonly Token[]): readonly boolean[] {
  const open: boolean[] = [];
  return list.map(({ text }, index) => {
    if (text === "{") open.push(/^[=,]$/.test(list[index - 1]?.text ?? ""));
    if (text === "}") open.pop();
    return open.at(-1) ?? false;
  });
}

/** `scoped_cond_guard(kind, return -EINTR, …)`: the statement becomes a value. */
export function failureEdits({ list, partners, body }: Tokens): readonly Edit[] {
  const edits: Edit[] = [];
  for (let index = body; index < list.length; index++) {
    const close = partners.get(index + 1);
    if (list[index]?.text !== "scoped_cond_guard" || close === undefined) continue;
    for (let at = index + 2; at < close; at++) {
      const [token, next] = [list[at], list[at + 1]];
      if (token === undefined || !/^(?:return|continue|break)$/.test(token.text)) continue;
      const hasValue = token.text === "return" && next?.text !== ",";
      const text = hasValue ? " ".repeat(6) : token.text.replace(/^./, "_");
      edits.push({ start: token.start, end: token.end, text });
    }
  }
  return edits;
}

function isConditional({ list, partners }: Tokens, index: number): boolean {
  if (/^if|_if(?:_|$)|^IF_|_IF(?:_|$)/.test(list[index]?.text ?? "")) return true;
  const close = partners.get(index + 1) ?? -2;
  const end = list[close + 1]?.text === "{" ? partners.get(close + 1) : undefined;
  return end !== undefined && list[end + 1]?.text === "else";
}
