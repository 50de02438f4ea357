// An expression or an instruction → the names in it: locals, fields, globals, and which locals are
// looked through.

import type { BlockId, Expr, Instruction, Terminator } from "../c/ir.ts";

/** Every expression in it, itself first. */
export function* within(expr: Expr): Generator<Expr> {
  const open: Expr[] = [expr];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    open.push(...partsOf(next));
  }
}

/** The local that a place lies in, when no pointer is followed on the way. */
export function rootOf(expr: Expr): string | undefined {
  let at = expr;
  while (at.kind === "field" || at.kind === "index") at = at.base;
  return at.kind === "local" ? at.name : undefined;
}

/** The last field or global that names the place: what a reader of it has to mention. */
export function nameOfPlace(expr: Expr): string | undefined {
  let at = expr;
  while (at.kind === "index" || at.kind === "deref") at = at.kind === "index" ? at.base : at.of;
  return at.kind === "field" ? at.field : at.kind === "outer" ? at.name : undefined;
}

/** What it reads. */
export function readsOf(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
      return [instruction.value];
    case "call":
      return [instruction.callee, ...instruction.args];
    case "iterate":
      return instruction.args;
    case "cleanup":
      return [{ kind: "local", name: instruction.name }];
    case "opaque":
      return instruction.touches;
    case "zero":
    case "declare":
      return [];
  }
}

/** What it writes. */
export function writesOf(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
    case "zero":
      return [instruction.to];
    case "call":
      return instruction.to === undefined ? [] : [instruction.to];
    case "iterate":
      return [...instruction.cursors, instruction.more];
    case "declare":
      return [{ kind: "local", name: instruction.name }];
    default:
      return [];
  }
}

export function nextOf(end: Terminator): readonly BlockId[] {
  if (end.kind === "goto") return [end.to];
  return end.kind === "branch" ? [end.then, end.else] : [];
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "field":
      return [expr.base];
    case "deref":
    case "address":
    case "unary":
    case "cast":
    case "container":
      return [expr.of];
    case "index":
      return [expr.base, expr.index];
    case "binary":
      return [expr.left, expr.right];
    case "opaque":
      return expr.reads;
    default:
      return [];
  }
}
