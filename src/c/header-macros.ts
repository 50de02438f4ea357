// Heads that a macro writes (`SYSCALL_DEFINE2(name, type, arg, …) {`) -> a plain function head.

import type { Edit, Tokens } from "./notes.ts";

const RETURNS: readonly (readonly [RegExp, string])[] = [
  [/^BPF_CALL_\d$/, "u64"],
  [/^(?:COMPAT_)?SYSCALL(?:32)?_DEFINE\d$/, "long"],
];

/** Edits that turn the macro into `type name(type arg, …)`; none for an ordinary head. */
export function headerEdits({ code, list, partners, body }: Tokens): readonly Edit[] {
  const at = list.findIndex(({ text }, index) => index < body && returnOf(text) !== undefined);
  const macro = list[at];
  const open = list[at + 1];
  const name = list[at + 2];
  const close = list[partners.get(at + 1) ?? -1];
  if (macro === undefined || open?.text !== "(" || name === undefined || close === undefined) {
    return [];
  }
  const head = (returnOf(macro.text) ?? "").padEnd(name.start - macro.start) + name.text;
  const inner = code.slice(name.end, close.start);
  let commas = 0;
  // The first comma opens the parameters, every second one after it stands between type and name.
  const parameters = inner.replace(/,/g, () =>
    commas++ === 0 ? "(" : commas % 2 === 0 ? " " : ",",
  );
  if (commas > 0) return [{ start: macro.start, end: close.end, text: `${head}${parameters})` }];
  // Without parameters both brackets have to find room: the second one in the blank behind.
  const blank = /\s/.test(code[close.end] ?? "");
  const text = `${head}${inner}()`;
  return blank ? [{ start: macro.start, end: close.end + 1, text }] : [];
}

function returnOf(macro: string): string | undefined {
  return RETURNS.find(([name]) => name.test(macro))?.[1];
}
