// Masked kernel C -> C of the same length that the grammar understands, and notes on what was
// rewritten, by offset. Nothing moves: offsets in the result are offsets in the source.

import { ATTRIBUTES, ATTRIBUTES_WITH_BRACKETS } from "./attributes.ts";
import { blockMacrosIn, failureEdits, missingSemicolons } from "./block-macros.ts";
import { headerEdits } from "./header-macros.ts";
import type { BlockMacro, Edit, MacroFacts, Notes, Tokens } from "./notes.ts";
import { oddTokenEdits } from "./odd-tokens.ts";
import { declaringEdits } from "./declaring-macros.ts";
import { isWord, partnersOf, tokensOf, type Token } from "./tokens.ts";
import { typeArgumentEdits } from "./type-arguments.ts";

export interface Normalised {
  readonly code: string;
  readonly notes: Notes;
}

/**
 * Normalises one definition, or statements without a head (`bare`), that start at `shift` in the
 * source. `iterators` are names of macros defined in the same file that are known to be loops.
 */
export function normalised(
  code: string,
  shift: number,
  bare: boolean,
  macros: ReadonlyMap<string, MacroFacts> = new Map(),
): Normalised {
  const list = tokensOf(code);
  const partners = partnersOf(list);
  const tokens: Tokens = { code, list, partners, body: bare ? 0 : bodyOf(list) };
  const cleanups = new Map<number, string>();
  const ranges = new Set<number>();
  const blocks = blockMacrosIn(tokens, macros);
  const edits = [
    ...attributeEdits(tokens, (offset, by) => cleanups.set(offset + shift, by)),
    ...rangeEdits(tokens, (offset) => ranges.add(offset + shift)),
    ...labelEdits(tokens),
    ...typeofEdits(tokens),
    ...offsetofEdits(tokens),
    ...typeArgumentEdits(tokens),
    ...(bare ? [] : headerEdits(tokens)),
    ...blocks.map(({ edit }) => edit),
    ...missingSemicolons(tokens, blocks),
    ...failureEdits(tokens),
    ...oddTokenEdits(tokens),
    ...declaringEdits(tokens),
  ];
  const at = new Map<number, BlockMacro>();
  for (const { edit, macro } of blocks) if (macro !== undefined) at.set(edit.start + shift, macro);
  return { code: edited(code, edits), notes: { macros: at, ranges, cleanups } };
}

/** The first `{` outside of brackets. */
function bodyOf(list: readonly Token[]): number {
  let depth = 0;
  const at = list.findIndex(({ text }) => {
    if (text === "(") depth++;
    if (text === ")") depth--;
    return text === "{" && depth <= 0;
  });
  return at < 0 ? list.length : at;
}

/** Applies edits in order of offset; one that reaches into an earlier one is dropped. */
export function edited(code: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text } of [...edits].sort((one, other) => one.start - other.start)) {
    if (start < from) continue;
    const old = code.slice(start, end);
    parts.push(code.slice(from, start), text ?? old.replace(/[^\n]/g, " "));
    from = end;
  }
  parts.push(code.slice(from));
  return parts.join("");
}

function attributeEdits(
  { code, list, partners, body }: Tokens,
  cleanup: (offset: number, by: string) => void,
): readonly Edit[] {
  const edits: Edit[] = [];
  list.forEach((token, index) => {
    if (ATTRIBUTES.has(token.text)) edits.push({ start: token.start, end: token.end });
    else if (ATTRIBUTES_WITH_BRACKETS.has(token.text)) {
      const close = list[index + 1]?.text === "(" ? partners.get(index + 1) : undefined;
      const end = list[close ?? index]?.end ?? token.end;
      edits.push({ start: token.start, end });
      if (token.text !== "__free" || close === undefined) return;
      const variable = list[index - 1];
      const open = list[index + 1]?.end ?? end;
      if (isWord(variable)) cleanup(variable?.start ?? 0, code.slice(open, end - 1).trim());
    } else if (isUnknownAttribute(list, index, body))
      edits.push({ start: token.start, end: token.end });
  });
  return edits;
}

/** `) __word {` behind a head, `* __word name` in a declaration. */
function isUnknownAttribute(list: readonly Token[], index: number, body: number): boolean {
  if (!/^_{2,}[a-z]/.test(list[index]?.text ?? "")) return false;
  const before = list[index - 1]?.text;
  const after = list[index + 1];
  if (before === ")" && after?.text === "{") return index < body;
  return before === "*" && isWord(after);
}

/** `case 0 ... 4:` and `[0 ... 4] =`. */
function rangeEdits({ list }: Tokens, note: (offset: number) => void): readonly Edit[] {
  const edits: Edit[] = [];
  list.forEach((token, index) => {
    const before = list[index - 1]?.text;
    if (token.text !== "..." || before === "," || before === "(") return;
    const after = list[index + 1]?.text;
    if (after === ")" || after === ",") return;
    edits.push({ start: token.start, end: token.end, text: " | " });
    note(token.start + 1);
  });
  return edits;
}

/** `out: }` gets an empty statement where a blank follows the colon. */
function labelEdits({ code, list, body }: Tokens): readonly Edit[] {
  const edits: Edit[] = [];
  for (let index = body + 1; index < list.length; index++) {
    const colon = list[index];
    const next = list[index + 1]?.text;
    if (colon?.text !== ":" || next !== "}" || !isWord(list[index - 1])) continue;
    const blank = code[colon.end];
    if (blank === undefined || !/\s/.test(blank)) continue;
    edits.push({ start: colon.end, end: colon.end + 1, text: ";" });
  }
  return edits;
}

/** `typeof(x)` becomes one identifier, which the grammar takes for a type. */
function typeofEdits({ code, list, partners }: Tokens): readonly Edit[] {
  const edits: Edit[] = [];
  list.forEach(({ text, start }, index) => {
    if (!/^(?:__)?typeof(?:__|_unqual)?(?:__)?$/.test(text) || list[index + 1]?.text !== "(")
      return;
    const end = list[partners.get(index + 1) ?? -1]?.end;
    if (end === undefined) return;
    edits.push({ start, end, text: code.slice(start, end).replace(/\W/g, "_") });
  });
  return edits;
}

/** The grammar's own `offsetof` and `alignof` know no `a.b[0]` and no values; calls take both. */
function offsetofEdits({ list }: Tokens): readonly Edit[] {
  return list
    .filter(({ text }) => /^(?:offsetof|alignof|_Alignof|__alignof__|__alignof)$/.test(text))
    .map(({ text, start, end }) => ({ start, end, text: text.replace(/[a-z]/, "Z") }));
}
