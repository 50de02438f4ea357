// `wait_event*(queue, condition, …)` -> a loop that evaluates the condition until it holds.

import type { Expr } from "./ir.ts";
import { argumentsOf } from "./call-macros.ts";
import { emitCall } from "./calls.ts";
import { branchOn } from "./conditions.ts";
import { addressOf, asPlace, valueOf } from "./expressions.ts";
import { branch, emit, enter, goTo, newBlock } from "./graph.ts";
import { spanAt, temporary, type Lowering } from "./lowering.ts";
import type { Syntax } from "./syntax.ts";

const WAITS = /^(?:io_|swait_|__)?(?:swait|wait)_event(_\w+)?$/;
/** With one of these it may give up before the condition holds. */
const GIVES_UP = /timeout|interruptible|killable|freezable/;

/** They tell how much time was left, and the others 0, when the condition holds. */
const TIMED = "timeout";

export function isWait(name: string, count: number): boolean {
  return WAITS.test(name) && count >= 2;
}

/**
 * The macro without its condition is called for each time that it sleeps; its result is that of
 * the last call, 0 where the condition holds, and unknown where it is a time and the condition holds
 * at once.
 */
export function waitValue(lowering: Lowering, node: Syntax, name: string): Expr {
  const { graph } = lowering;
  const at = spanAt(lowering, node);
  const [condition, ...others] = argumentsOf(node).filter((_, index) => index !== 0);
  const queue = argumentsOf(node)[0];
  const result = temporary(lowering);
  const callee: Expr = { kind: "outer", name };
  const args = [queue, ...others].flatMap((argument, index) => {
    if (argument === undefined) return [];
    if (!argument.type.endsWith("expression") && argument.type !== "identifier") return [];
    const value = valueOf(lowering, argument);
    // The macro is given the queue itself, not a pointer to it.
    return [index === 0 && asPlace(value) !== undefined ? addressOf(value) : value];
  });
  const unknown: Expr = { kind: "opaque", text: name, reads: [] };
  emit(graph, { kind: "assign", to: result, value: unknown, at });
  const [head, sleep, done] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  // It is asked for the condition first: what that took is there, whoever interrupted.
  const holds = name.includes(TIMED) ? done : newBlock(graph);
  goTo(graph, head, at);
  enter(graph, head);
  if (condition !== undefined) branchOn(lowering, condition, holds, sleep);
  if (holds !== done) {
    enter(graph, holds);
    emit(graph, { kind: "assign", to: result, value: { kind: "number", value: 0n }, at });
    goTo(graph, done, at);
  }
  enter(graph, sleep);
  emitCall(lowering, callee, args, result);
  if (GIVES_UP.test(name)) branch(graph, unknown, head, done, at);
  else goTo(graph, head, at);
  enter(graph, done);
  return result;
}
