// What stands behind `sizeof` → the words of it, by the type where that is known.

import { localOf, textOf, type Lowering } from "./lowering.ts";
import type { Syntax } from "./syntax.ts";

const TYPE = /^sizeof ?\( ?((?:struct|union) \w+) ?\)$/;
const VARIABLE = /^sizeof ?\(? ?(\*?) ?(\w+) ?\)?$/;

/** `sizeof(*iph)` is `sizeof(struct iphdr)` where the variable is one of the function. */
export function sizeWords(lowering: Lowering, node: Syntax): string {
  const words = textOf(lowering, node).replace(/\s+/g, " ");
  const [, plain] = TYPE.exec(words) ?? [];
  const type = plain ?? typeBehind(lowering, words);
  return type === undefined ? words : `sizeof(${type})`;
}

function typeBehind(lowering: Lowering, words: string): string | undefined {
  const [, star = "", name = ""] = VARIABLE.exec(words) ?? [];
  const unique = localOf(lowering, name);
  const type = lowering.locals.find((local) => local.name === unique)?.type;
  if (type?.pointers !== star.length || type.arrays.length > 0) return undefined;
  return /^(?:struct|union) \w+$/.test(type.base) ? type.base : undefined;
}
