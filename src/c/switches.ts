// switch -> a chain of comparisons in source order, the default last; bodies fall through.

import type { Expr } from "./ir.ts";
import { valueOf } from "./expressions.ts";
import { branch, enter, goTo, newBlock } from "./graph.ts";
import { complain, spanAt, type Case, type Jump, type Lowering } from "./lowering.ts";
import { spanOf } from "./source.ts";
import { lowerStatement } from "./statements.ts";
import { part, type Syntax } from "./syntax.ts";

export function lowerSwitch(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const condition = part(node, "condition");
  const body = part(node, "body");
  const at = spanAt(lowering, condition ?? node);
  const before = lowering.at;
  lowering.at = at;
  const value: Expr =
    condition === undefined
      ? { kind: "opaque", text: at.text, reads: [] }
      : valueOf(lowering, condition);
  lowering.at = before;
  const [dispatch, start, exit] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  goTo(graph, dispatch, at);
  const cases: Case[] = [];
  const jump: Jump = {
    breakTo: exit,
    continueTo: undefined,
    cases,
    scopes: lowering.scopes.length,
  };
  enter(graph, start);
  lowering.jumps.push(jump);
  if (body !== undefined) lowerStatement(lowering, body);
  lowering.jumps.pop();
  goTo(graph, exit, at);
  enter(graph, dispatch);
  lowerDispatch(lowering, value, jump, at);
  enter(graph, exit);
}

function lowerDispatch(lowering: Lowering, value: Expr, jump: Jump, at: Case["at"]): void {
  const { graph } = lowering;
  for (const { low, high, block, at: place } of jump.cases ?? []) {
    if (low === undefined) continue;
    const next = newBlock(graph);
    if (high === undefined) {
      branch(graph, { kind: "binary", op: "==", left: value, right: low }, block, next, place);
    } else {
      const above = newBlock(graph);
      branch(graph, { kind: "binary", op: ">=", left: value, right: low }, above, next, place);
      enter(graph, above);
      branch(graph, { kind: "binary", op: "<=", left: value, right: high }, block, next, place);
    }
    enter(graph, next);
  }
  const otherwise = jump.cases?.find(({ low }) => low === undefined);
  goTo(graph, otherwise?.block ?? jump.breakTo, otherwise?.at ?? at);
}

export function lowerCase(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const value = part(node, "value");
  const colon = node.children.find(({ type }) => type === ":");
  const at = spanOf(lowering.source, node.start, colon?.end ?? node.end);
  const cases = lowering.jumps.findLast((jump) => jump.cases !== undefined)?.cases;
  const block = newBlock(graph);
  goTo(graph, block, at);
  enter(graph, block);
  if (cases === undefined) complain(lowering, node, "case without a switch");
  else cases.push({ ...boundsOf(lowering, value), block, at });
  const from = colon === undefined ? 0 : node.children.indexOf(colon) + 1;
  for (const child of node.children.slice(from)) {
    if (child.named) lowerStatement(lowering, child);
  }
}

function boundsOf(lowering: Lowering, value: Syntax | undefined): Pick<Case, "low" | "high"> {
  if (value === undefined) return { low: undefined, high: undefined };
  const operator = part(value, "operator");
  const [left, right] = [part(value, "left"), part(value, "right")];
  const isRange = operator !== undefined && lowering.notes.ranges.has(operator.start);
  if (!isRange || left === undefined || right === undefined) {
    return { low: valueOf(lowering, value), high: undefined };
  }
  return { low: valueOf(lowering, left), high: valueOf(lowering, right) };
}
