// `=`, `+=`, `++` and the macros that store -> assign instructions.

import type { BinaryOp, Expr, Lvalue } from "./ir.ts";
import { callValue } from "./calls.ts";
import { asPlace, operand, unaryValue, valueOf } from "./expressions.ts";
import { emit } from "./graph.ts";
import { held, textOf, type Lowering } from "./lowering.ts";
import { part, type Syntax } from "./syntax.ts";

const ONE: Expr = { kind: "number", value: 1n };

/** The value of `a = b` is what `a` then holds. */
export function assignmentValue(lowering: Lowering, node: Syntax): Expr {
  const to = operand(lowering, node, "left");
  const sign = part(node, "operator");
  const op = sign === undefined ? "=" : textOf(lowering, sign);
  const right = part(node, "right");
  if (right === undefined) return to;
  if (op === "=") return store(lowering, to, right);
  const value = valueOf(lowering, right);
  const sum: Expr = { kind: "binary", op: op.slice(0, -1) as BinaryOp, left: to, right: value };
  return storeValue(lowering, to, sum);
}

/** `to = right`; a call puts its result there itself. */
export function store(lowering: Lowering, to: Expr, right: Syntax): Expr {
  const place = asPlace(to);
  if (place !== undefined && right.type === "call_expression") {
    return callValue(lowering, right, place);
  }
  return storeValue(lowering, to, valueOf(lowering, right));
}

export function storeValue(lowering: Lowering, to: Expr, value: Expr): Expr {
  const place = asPlace(to);
  const at = lowering.at;
  if (place === undefined) {
    const why = "assignment to something that is not a place";
    emit(lowering.graph, { kind: "opaque", touches: [to, value], why, at });
    return to;
  }
  // `p = p` and a call that has put its result there already.
  if (place !== value) emit(lowering.graph, { kind: "assign", to: place, value, at });
  return place;
}

/** `x++` and its kin; the old value is kept in a temporary where it is wanted. */
export function updateValue(lowering: Lowering, node: Syntax, wanted: boolean): Expr {
  const argument = part(node, "argument");
  if (argument?.type === "unary_expression") return misreadUpdate(lowering, node, argument);
  const place = operand(lowering, node, "argument");
  const sign = node.children.find((child) => child.field === "operator");
  const op: BinaryOp = sign !== undefined && textOf(lowering, sign) === "--" ? "-" : "+";
  const isPostfix = sign !== undefined && node.children.indexOf(sign) > 0;
  const before = wanted && isPostfix ? held(lowering, place) : place;
  storeValue(lowering, place, { kind: "binary", op, left: before, right: ONE });
  return before;
}

/** `!x++` is !(x++), although the grammar takes it for (!x)++. */
function misreadUpdate(lowering: Lowering, node: Syntax, unary: Syntax): Expr {
  const inner = part(unary, "argument");
  const sign = part(unary, "operator");
  if (inner === undefined || sign === undefined) return operand(lowering, node, "argument");
  const children = node.children.map((child) =>
    child === unary ? { ...inner, field: "argument" } : child,
  );
  const value = updateValue(lowering, { ...node, children }, true);
  return unaryValue(textOf(lowering, sign), value);
}

/** Narrowing for callers that pass a place on. */
export type Target = Lvalue | "unused" | undefined;
