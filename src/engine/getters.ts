// Functions that are one expression: what they give is as good as written where they are called.

import type { CFunction, Expr } from "../c/ir.ts";

/**
 * One expression, and nothing is called but checks, which the kernel writes in capitals: there is
 * nothing on the way to be told of it.
 */
export function isGetter({ cfg: { blocks } }: CFunction): boolean {
  const [block, more] = blocks;
  if (block === undefined || more !== undefined || block.end.kind !== "return") return false;
  return block.instructions.every(
    (each) =>
      each.kind === "assign" ||
      each.kind === "declare" ||
      (each.kind === "call" && each.to === undefined && isCheck(each.callee)),
  );
}

function isCheck(callee: Expr): boolean {
  return callee.kind === "outer" && callee.name === callee.name.toUpperCase();
}

/** How many selectors of the expression are looked at. */
const DEPTH_MAX = 12;

/** Whether a getter gives the address of a part of what it is given: `(struct slip *)skb->cb`. */
export function givesInside({ cfg }: CFunction, inlineFields: ReadonlySet<string>): boolean {
  const end = cfg.blocks[0]?.end;
  return end?.kind === "return" && end.value !== undefined && isAddress(end.value, DEPTH_MAX);

  function isAddress(expr: Expr, depth: number): boolean {
    if (depth === 0) return false;
    if (expr.kind === "cast") return isAddress(expr.of, depth - 1);
    if (expr.kind === "address") return isPlace(expr.of, depth - 1);
    return isInline(expr) && isPlace(expr, depth - 1);
  }

  function isPlace(expr: Expr, depth: number): boolean {
    if (depth === 0) return false;
    if (expr.kind === "field") return isPlace(expr.base, depth - 1);
    if (expr.kind === "index") return isInline(expr.base) && isPlace(expr.base, depth - 1);
    if (expr.kind !== "deref") return false;
    return expr.of.kind === "local" || isAddress(expr.of, depth - 1);
  }

  function isInline(expr: Expr): boolean {
    return expr.kind === "field" && inlineFields.has(expr.field);
  }
}

export function givesPointer({ returns }: CFunction): boolean {
  return (returns?.pointers ?? 0) > 0;
}
