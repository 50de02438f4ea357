// Excerpts that begin inside something that is no code: a comment, the body of a macro.

/** Does the text begin in the middle of a comment? */
export function beginsInComment(text: string): boolean {
  const close = text.indexOf("*/");
  const open = text.indexOf("/*");
  if (close >= 0) return open < 0 || close < open;
  const lines = text.split("\n").filter((line) => /\S/.test(line));
  return open < 0 && lines.length > 0 && lines.every((line) => /^\s*\*(?:\s|$)/.test(line));
}

/** Blanks the first lines as long as each continues in the next: the rest of a `#define`. */
export function withoutMacroTail(code: string): string {
  const match = /^(?:[^\n]*\\[ \t]*\n)+[^\n]*/.exec(code);
  return match === null ? code : match[0].replace(/[^\n]/g, " ") + code.slice(match[0].length);
}
