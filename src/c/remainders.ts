// The first words of an excerpt, when they end a statement that began above it -> blanks.

import { blankedOut } from "./source.ts";
import { isWord, tokensOf, type Token } from "./tokens.ts";

// No statement begins with one of these.
const OPERATOR = /^(?:[|&<>=?:,.^%/[]|->)$/;

export interface Remainder {
  /** As long as the text, without what belongs to a statement, table or type that began above. */
  readonly code: string;
  /** It ended with a bracket: what follows may hang on a condition. */
  readonly isHead: boolean;
}

export function withoutFirstRemainder(text: string): Remainder {
  const tokens = tokensOf(text);
  const [table, bracket] = [tableEnd(text, tokens), bracketEnd(tokens)];
  const end = behindOperator(tokens, Math.max(table, bracket));
  if (end > 0) return { code: blankedOut(text, [[0, end]]), isHead: bracket > table };
  const semicolon = tokens.findIndex(({ text: mark }) => /^[;{}]$/.test(mark));
  const statement = tokens.slice(0, semicolon);
  const first = statement[0]?.text ?? "";
  const isOperator = OPERATOR.test(first);
  if (semicolon < 0 || !(isOperator || hasStrayColon(statement))) {
    return { code: text, isHead: false };
  }
  const code = blankedOut(text, [[0, tokens[semicolon]?.start ?? 0]]);
  return { code, isHead: false };
}

/** `)->field;`: the statement goes on behind the bracket. */
function behindOperator(tokens: readonly Token[], end: number): number {
  const next = tokens.findIndex(({ start }) => start >= end);
  if (end === 0 || !OPERATOR.test(tokens[next]?.text ?? "")) return end;
  return tokens.slice(next).find(({ text }) => text === ";")?.start ?? end;
}

/** `a, b);` or `a && b) {`: up to the last bracket that nothing in the text opens. */
function bracketEnd(tokens: readonly Token[]): number {
  let depth = 0;
  let end = 0;
  for (const { text, end: behind } of tokens) {
    if (text === "(") depth++;
    else if (text === ")" && depth > 0) depth--;
    else if (text === ")") end = behind;
    else if ((text === "{" || text === "}") && depth === 0) break;
  }
  return end;
}

/** `… };` or `… } name = { … };`: the rest of an initialiser or of a type. */
function tableEnd(code: string, tokens: readonly Token[]): number {
  let depth = 0;
  let end = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === "{") depth++;
    else if (token.text === "}" && depth > 0) depth--;
    else if (token.text === "}") {
      const next = tokens[index + 1];
      if (next === undefined || !continuesTable(code, token, next)) break;
      end = next.end;
    } else if (token.text === ";" && depth === 0 && end > 0) return token.end;
  }
  return end;
}

function continuesTable(code: string, close: Token, next: Token): boolean {
  if (/^[;,]$/.test(next.text)) return true;
  if (!isWord(next) || /^(?:else|while)$/.test(next.text)) return false;
  return !code.slice(close.end, next.start).includes("\n");
}

/** A `:` without its `?`, and not behind a label. */
function hasStrayColon(statement: readonly Token[]): boolean {
  let questions = 0;
  for (const [index, { text }] of statement.entries()) {
    if (/^(?:case|default)$/.test(text)) return false;
    if (text === "?") questions++;
    if (text === ":" && questions-- === 0) return index !== 1 || !isWord(statement[0]);
  }
  return false;
}
