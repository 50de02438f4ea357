// Expressions of the syntax tree -> Expr without side effects; the effects become instructions
// of the current block, in the order in which they stand.

import type { BinaryOp, Expr, Lvalue } from "./ir.ts";
import { isAsm, lowerAsm } from "./asm.ts";
import { assignmentValue, updateValue } from "./assignments.ts";
import { callValue } from "./calls.ts";
import { booleanValue, conditionalValue, isLogical } from "./conditions.ts";
import { looksLikeType, describedType, namedType } from "./ctype.ts";
import { lowerCompoundLiteral } from "./initialisers.ts";
import { characterValue, integerValue } from "./literals.ts";
import { complain, isVisible, localOf, nameExpr, textOf, type Lowering } from "./lowering.ts";
import { sizeWords } from "./sizes.ts";
import { statementExpression } from "./statements.ts";
import { every, namedParts, part, type Syntax } from "./syntax.ts";

const BINARY: ReadonlySet<string> = new Set<BinaryOp>([
  "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=",
]); // prettier-ignore

/** The value of an expression at this point; its side effects are emitted. */
export function valueOf(lowering: Lowering, node: Syntax): Expr {
  switch (node.type) {
    case "identifier":
      if (!isVisible(lowering, node)) return { kind: "opaque", text: "", reads: [] };
      return nameExpr(lowering, textOf(lowering, node));
    case "number_literal":
    case "char_literal":
    case "true":
    case "false":
    case "null":
    case "string_literal":
    case "concatenated_string":
      return literal(lowering, node);
    case "parenthesized_expression":
    case "extension_expression":
      return innerValue(lowering, node);
    case "call_expression":
      return callValue(lowering, node, undefined);
    case "field_expression":
    case "subscript_expression":
    case "pointer_expression":
      return accessValue(lowering, node);
    case "unary_expression":
    case "binary_expression":
      return operatorValue(lowering, node);
    case "assignment_expression":
      return assignmentValue(lowering, node);
    case "update_expression":
      return updateValue(lowering, node, true);
    case "conditional_expression":
      return conditionalValue(lowering, node);
    case "cast_expression":
      return castValue(lowering, node);
    case "sizeof_expression":
      return { kind: "sizeof", text: sizeWords(lowering, node) };
    case "alignof_expression":
    case "offsetof_expression":
      return { kind: "sizeof", text: textOf(lowering, node).replace(/\s+/g, " ") };
    case "comma_expression":
      return commaValue(lowering, node);
    case "compound_literal_expression":
      return lowerCompoundLiteral(lowering, node);
    default:
      return strangeValue(lowering, node);
  }
}

/** An operand that is missing because the parser recovered from an error is opaque. */
export function operand(lowering: Lowering, node: Syntax, field: string): Expr {
  const child = part(node, field);
  return child === undefined ? opaqueOf(lowering, node) : valueOf(lowering, child);
}

/** `value` as something that can be assigned to, if it is. Casts of places are places. */
export function asPlace(value: Expr): Lvalue | undefined {
  switch (value.kind) {
    case "local":
    case "outer":
    case "field":
    case "deref":
    case "index":
      return value;
    case "cast":
      return asPlace(value.of);
    default:
      return undefined;
  }
}

export function derefOf(pointer: Expr): Expr {
  return pointer.kind === "address" ? pointer.of : { kind: "deref", of: pointer };
}

export function addressOf(place: Expr): Expr {
  return place.kind === "deref" ? place.of : { kind: "address", of: place };
}

/** The identifiers at or below a node, as expressions, each once. */
export function mentioned(lowering: Lowering, node: Syntax): readonly Expr[] {
  const names = new Set<string>();
  for (const child of every(node, "identifier")) names.add(textOf(lowering, child));
  return [...names].map((name) => nameExpr(lowering, name));
}

function opaqueOf(lowering: Lowering, node: Syntax): Expr {
  const text = textOf(lowering, node).replace(/\s+/g, " ").slice(0, 160);
  return { kind: "opaque", text, reads: mentioned(lowering, node) };
}

function strangeValue(lowering: Lowering, node: Syntax): Expr {
  if (isAsm(node)) return lowerAsm(lowering, node);
  complain(lowering, node, `expression not understood (${node.type})`);
  return opaqueOf(lowering, node);
}

function literal(lowering: Lowering, node: Syntax): Expr {
  const words = textOf(lowering, node);
  switch (node.type) {
    case "true":
      return { kind: "number", value: 1n };
    case "false":
    case "null":
      return { kind: "number", value: 0n };
    case "number_literal":
    case "char_literal": {
      const value = node.type === "char_literal" ? characterValue(words) : integerValue(words);
      return value === undefined ? opaqueOf(lowering, node) : { kind: "number", value };
    }
    default:
      return { kind: "string", text: words.replace(/^[LuU8]*"|"$/g, "") };
  }
}

function innerValue(lowering: Lowering, node: Syntax): Expr {
  const inner = namedParts(node)[0];
  if (inner === undefined) return opaqueOf(lowering, node);
  if (inner.type === "compound_statement") return statementExpression(lowering, inner, true);
  return valueOf(lowering, inner);
}

function accessValue(lowering: Lowering, node: Syntax): Expr {
  const base = operand(lowering, node, "argument");
  if (node.type === "subscript_expression") {
    return { kind: "index", base, index: operand(lowering, node, "index") };
  }
  const operator = part(node, "operator");
  const mark = operator === undefined ? "." : textOf(lowering, operator);
  if (node.type === "pointer_expression") return mark === "&" ? addressOf(base) : derefOf(base);
  const name = part(node, "field");
  const field = name === undefined ? "" : textOf(lowering, name);
  return { kind: "field", base: mark === "->" ? derefOf(base) : base, field };
}

function operatorValue(lowering: Lowering, node: Syntax): Expr {
  if (isLogical(lowering, node)) return booleanValue(lowering, node);
  const sign = part(node, "operator");
  const op = sign === undefined ? "" : textOf(lowering, sign);
  if (node.type === "unary_expression") return unaryValue(op, operand(lowering, node, "argument"));
  const cast = mistakenCast(lowering, node, op);
  if (cast !== undefined) return cast;
  const left = operand(lowering, node, "left");
  const right = operand(lowering, node, "right");
  if (!isBinary(op)) return opaqueOf(lowering, node);
  return { kind: "binary", op, left, right };
}

function isBinary(op: string): op is BinaryOp {
  return BINARY.has(op);
}

/** `-`, `~` or `!` of a value; `+` and what is no operator give it back. */
export function unaryValue(op: string, of: Expr): Expr {
  if (op === "-" && of.kind === "number") return { kind: "number", value: -of.value };
  return op === "-" || op === "~" || op === "!" ? { kind: "unary", op, of } : of;
}

/** `(u32)-1` and `(foo_t)&x` are casts although the grammar takes them for `u32 - 1`. */
function mistakenCast(lowering: Lowering, node: Syntax, op: string): Expr | undefined {
  const left = part(node, "left");
  if (left?.type !== "parenthesized_expression" || !/^[-+*&]$/.test(op)) return undefined;
  const inner = namedParts(left)[0];
  if (inner?.type !== "identifier") return undefined;
  const name = textOf(lowering, inner);
  if (localOf(lowering, name) !== undefined || !looksLikeType(name)) return undefined;
  const right = operand(lowering, node, "right");
  const marks: Readonly<Record<string, Expr>> = { "*": derefOf(right), "&": addressOf(right) };
  const of = marks[op] ?? unaryValue(op, right);
  return { kind: "cast", type: namedType(name), of };
}

function castValue(lowering: Lowering, node: Syntax): Expr {
  const type = part(node, "type");
  const of = operand(lowering, node, "value");
  if (type === undefined) return of;
  return { kind: "cast", type: describedType(type, (word) => textOf(lowering, word)), of };
}

function commaValue(lowering: Lowering, node: Syntax): Expr {
  const last = lastOfList(lowering, node);
  return last === undefined ? opaqueOf(lowering, node) : valueOf(lowering, last);
}

/** Lowers all of a comma list but its last element. */
function lastOfList(lowering: Lowering, node: Syntax): Syntax | undefined {
  let rest: Syntax | undefined = node;
  while (rest?.type === "comma_expression") {
    const left = part(rest, "left");
    if (left !== undefined) effectOf(lowering, left);
    rest = part(rest, "right");
  }
  return rest;
}

/** Lowers an expression whose value nobody wants. */
export function effectOf(lowering: Lowering, node: Syntax): void {
  switch (node.type) {
    case "call_expression":
      callValue(lowering, node, "unused");
      return;
    case "update_expression":
      updateValue(lowering, node, false);
      return;
    case "cast_expression": {
      const value = part(node, "value");
      if (value !== undefined) effectOf(lowering, value);
      return;
    }
    case "parenthesized_expression": {
      const inner = namedParts(node)[0];
      if (inner === undefined) return;
      if (inner.type === "compound_statement") statementExpression(lowering, inner, false);
      else effectOf(lowering, inner);
      return;
    }
    case "comma_expression": {
      const last = lastOfList(lowering, node);
      if (last !== undefined) effectOf(lowering, last);
      return;
    }
    default:
      valueOf(lowering, node);
  }
}
