// Conditions -> branches: &&, ||, !, ?: and everything that only hides them.

import type { BlockId, Expr, Lvalue } from "./ir.ts";
import { store } from "./assignments.ts";
import { transparentArgument } from "./call-macros.ts";
import { effectOf, mentioned, valueOf } from "./expressions.ts";
import { branch, emit, enter, goTo, newBlock } from "./graph.ts";
import {
  complain, isVisible, spanAt, temporary, textOf, within, type Lowering,
} from "./lowering.ts"; // prettier-ignore
import { namedParts, part, type Syntax } from "./syntax.ts";

/** Ends the current block: on to `yes` if `node` is not zero, else to `no`. */
export function branchOn(lowering: Lowering, node: Syntax, yes: BlockId, no: BlockId): void {
  if (node.broken || !isVisible(lowering, node)) {
    branchOnUnknown(lowering, node, yes, no);
    return;
  }
  const inner = unwrapped(lowering, node);
  const op = operatorOf(lowering, inner);
  const argument = part(inner, "argument");
  if (inner.type === "unary_expression" && op === "!" && argument !== undefined) {
    branchOn(lowering, argument, no, yes);
  } else if (op === "&&" || op === "||") {
    branchOnBoth(lowering, inner, op, yes, no);
  } else if (inner.type === "conditional_expression" && part(inner, "consequence") !== undefined) {
    branchOnChoice(lowering, inner, yes, no);
  } else {
    within(lowering, inner, () => {
      branch(lowering.graph, valueOf(lowering, inner), yes, no, spanAt(lowering, inner));
    });
  }
}

/** The condition is outside of the text, or could not be parsed. */
function branchOnUnknown(lowering: Lowering, node: Syntax, yes: BlockId, no: BlockId): void {
  const at = spanAt(lowering, node);
  const isShown = isVisible(lowering, node);
  if (isShown) complain(lowering, node, `condition not understood: ${at.text}`);
  const reads = isShown ? mentioned(lowering, node) : [];
  branch(lowering.graph, { kind: "opaque", text: at.text, reads }, yes, no, at);
}

/** Is this `a && b`, `a || b`, or a `!` over one? Its value needs branches. */
export function isLogical(lowering: Lowering, node: Syntax): boolean {
  let inner = node;
  for (;;) {
    const op = operatorOf(lowering, inner);
    if (op === "&&" || op === "||") return true;
    const argument = part(inner, "argument");
    if (inner.type !== "unary_expression" || op !== "!" || argument === undefined) return false;
    inner = unwrapped(lowering, argument);
  }
}

/** 1 or 0 in a temporary. */
export function booleanValue(lowering: Lowering, node: Syntax): Expr {
  const { graph } = lowering;
  const to = temporary(lowering);
  const [yes, no, join] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  branchOn(lowering, node, yes, no);
  for (const [block, value] of [
    [yes, 1n],
    [no, 0n],
  ] as const) {
    enter(graph, block);
    emit(graph, { kind: "assign", to, value: { kind: "number", value }, at: lowering.at });
    goTo(graph, join, lowering.at);
  }
  enter(graph, join);
  return to;
}

/** `a ? b : c` and `a ?: c` in a temporary. */
export function conditionalValue(lowering: Lowering, node: Syntax): Expr {
  const { graph } = lowering;
  const to = temporary(lowering);
  const [yes, no, join] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  const condition = part(node, "condition");
  const consequence = part(node, "consequence");
  const alternative = part(node, "alternative");
  if (condition !== undefined && consequence !== undefined) {
    branchOn(lowering, condition, yes, no);
    enter(graph, yes);
    choose(lowering, to, consequence, join);
  } else if (condition !== undefined) {
    const at = spanAt(lowering, condition);
    store(lowering, to, condition);
    branch(graph, to, join, no, at);
  }
  enter(graph, no);
  if (alternative !== undefined) choose(lowering, to, alternative, join);
  enter(graph, join);
  return to;
}

function choose(lowering: Lowering, to: Lvalue, node: Syntax, join: BlockId): void {
  store(lowering, to, node);
  goTo(lowering.graph, join, lowering.at);
}

/** `a ? f() : g();`: no value is wanted. */
export function conditionalEffect(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const [yes, no, join] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  const condition = part(node, "condition");
  if (condition !== undefined) branchOn(lowering, condition, yes, no);
  for (const [block, field] of [
    [yes, "consequence"],
    [no, "alternative"],
  ] as const) {
    enter(graph, block);
    const side = part(node, field);
    if (side !== undefined) effectOf(lowering, side);
    goTo(graph, join, lowering.at);
  }
  enter(graph, join);
}

/** `a && f();`: what stands right is only an effect. */
export function logicalEffect(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const [right, join] = [newBlock(graph), newBlock(graph)];
  const [one, other] = [part(node, "left"), part(node, "right")];
  const isAnd = operatorOf(lowering, node) === "&&";
  if (one !== undefined) branchOn(lowering, one, isAnd ? right : join, isAnd ? join : right);
  enter(graph, right);
  if (other !== undefined) effectOf(lowering, other);
  goTo(graph, join, lowering.at);
  enter(graph, join);
}

function branchOnBoth(
  lowering: Lowering,
  node: Syntax,
  op: "&&" | "||",
  yes: BlockId,
  no: BlockId,
): void {
  const middle = newBlock(lowering.graph);
  const [left, right] = [part(node, "left"), part(node, "right")];
  if (left !== undefined) {
    branchOn(lowering, left, op === "&&" ? middle : yes, op === "&&" ? no : middle);
  }
  enter(lowering.graph, middle);
  if (right !== undefined) branchOn(lowering, right, yes, no);
}

function branchOnChoice(lowering: Lowering, node: Syntax, yes: BlockId, no: BlockId): void {
  const sides = [newBlock(lowering.graph), newBlock(lowering.graph)] as const;
  const condition = part(node, "condition");
  if (condition !== undefined) branchOn(lowering, condition, sides[0], sides[1]);
  for (const [block, field] of [
    [sides[0], "consequence"],
    [sides[1], "alternative"],
  ] as const) {
    enter(lowering.graph, block);
    const side = part(node, field);
    if (side !== undefined) branchOn(lowering, side, yes, no);
  }
}

/** Without brackets and macros that give their argument back. */
function unwrapped(lowering: Lowering, node: Syntax): Syntax {
  let inner = node;
  for (;;) {
    const next =
      inner.type === "parenthesized_expression"
        ? namedParts(inner)[0]
        : transparentArgument(lowering, inner);
    if (next === undefined || next.type === "compound_statement") return inner;
    inner = next;
  }
}

function operatorOf(lowering: Lowering, node: Syntax): string {
  if (node.type !== "binary_expression" && node.type !== "unary_expression") return "";
  const operator = part(node, "operator");
  return operator === undefined ? "" : textOf(lowering, operator);
}
