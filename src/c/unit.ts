// One excerpt of C -> everything that it says: functions, structs, constants, prototypes.

import type { Complaint, Excerpt } from "../types.ts";
import type { CFunction, CUnit } from "./ir.ts";
import { directivesOf } from "./directives.ts";
import { functionsOf } from "./functions.ts";
import { itemsOf } from "./slice.ts";
import { sourceOf } from "./source.ts";
import type { CParser } from "./syntax.ts";

export { loadC, type CParser } from "./syntax.ts";

/** Never fails: what was not understood is in the complaints of the unit or of its functions. */
export function unitOf(parser: CParser, excerpt: Excerpt): CUnit {
  const source = sourceOf(excerpt.file, excerpt.text, excerpt.firstLine);
  const { code, conditionals } = directivesOf(source.code);
  const functions: CFunction[] = [];
  const complaints: Complaint[] = [];
  for (const item of itemsOf(code, conditionals)) {
    if (item.kind !== "function") continue;
    const input = { source, code, conditionals, macros: new Map() };
    const found = functionsOf(parser, input, item);
    functions.push(...found.functions);
    complaints.push(...found.complaints);
  }
  return {
    file: excerpt.file,
    functions,
    structs: [],
    constants: new Map(),
    prototypes: new Map(),
    callbacks: [],
    complaints,
  };
}
