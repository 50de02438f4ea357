// while, do, for and iterator macros -> blocks with a back edge.

import type { BlockId, Expr, Lvalue, Span } from "./ir.ts";
import { branchOn } from "./conditions.ts";
import { construct } from "./cleanups.ts";
import { lowerDeclaration } from "./declarations.ts";
import { asPlace, effectOf, valueOf } from "./expressions.ts";
import { branch, emit, enter, goTo, newBlock } from "./graph.ts";
import {
  closeScope, complain, openScope, spanAt, temporary, textOf, within, type Jump, type Lowering,
} from "./lowering.ts"; // prettier-ignore
import type { BlockMacro } from "./notes.ts";
import { spanOf } from "./source.ts";
import { lowerBreak, lowerContinue, returnWith } from "./jumps.ts";
import { lowerStatement } from "./statements.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

export function lowerWhile(lowering: Lowering, node: Syntax): void {
  const macro = lowering.notes.macros.get(node.start);
  if (macro !== undefined) {
    lowerMacro(lowering, node, macro);
    return;
  }
  const { graph } = lowering;
  const condition = part(node, "condition");
  const at = spanAt(lowering, condition ?? node);
  const [head, body, exit] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  goTo(graph, head, at);
  enter(graph, head);
  if (condition !== undefined) branchOn(lowering, condition, body, exit);
  enter(graph, body);
  lowerBody(lowering, node, exit, head);
  goTo(graph, head, at);
  enter(graph, exit);
}

export function lowerDo(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const condition = part(node, "condition");
  const at = spanAt(lowering, condition ?? node);
  const [body, test, exit] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  goTo(graph, body, at);
  enter(graph, body);
  lowerBody(lowering, node, exit, test);
  goTo(graph, test, at);
  enter(graph, test);
  if (condition !== undefined) branchOn(lowering, condition, body, exit);
  enter(graph, exit);
}

export function lowerFor(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const body = part(node, "body");
  const at = spanOf(lowering.source, node.start, body?.start ?? node.end);
  const condition = part(node, "condition");
  const update = part(node, "update");
  const [head, inner, next, exit] = [
    newBlock(graph), newBlock(graph), newBlock(graph), newBlock(graph),
  ]; // prettier-ignore
  openScope(lowering, node.start);
  lowerInitialiser(lowering, part(node, "initializer"));
  goTo(graph, head, at);
  enter(graph, head);
  if (condition === undefined) goTo(graph, inner, at);
  else branchOn(lowering, condition, inner, exit);
  enter(graph, inner);
  lowerBody(lowering, node, exit, next);
  goTo(graph, next, at);
  enter(graph, next);
  if (update !== undefined) {
    within(lowering, update, () => {
      effectOf(lowering, update);
    });
  }
  goTo(graph, head, at);
  enter(graph, exit);
  closeScope(lowering);
}

function lowerInitialiser(lowering: Lowering, node: Syntax | undefined): void {
  if (node === undefined) return;
  within(lowering, node, () => {
    if (node.type === "declaration") lowerDeclaration(lowering, node);
    else effectOf(lowering, node);
  });
}

function lowerBody(lowering: Lowering, node: Syntax, breakTo: BlockId, continueTo: BlockId): void {
  const body = part(node, "body");
  if (body === undefined) return;
  const jump: Jump = { breakTo, continueTo, cases: undefined, scopes: lowering.scopes.length };
  lowering.jumps.push(jump);
  lowerStatement(lowering, body);
  lowering.jumps.pop();
}

/** A `while` that was a macro with a block. */
function lowerMacro(lowering: Lowering, node: Syntax, macro: BlockMacro): void {
  const body = part(node, "body");
  const head = spanOf(lowering.source, node.start, body?.start ?? node.end);
  const before = lowering.at;
  lowering.at = head;
  const condition = part(node, "condition");
  if (condition?.broken === true) complain(lowering, node, `arguments of ${macro.name}()`);
  const args = macroArguments(condition);
  switch (macro.kind) {
    case "iterator":
      lowerIterator(lowering, node, macro, args, head);
      break;
    case "guard":
      lowerScopedGuard(lowering, node, args);
      break;
    case "once":
      if (body !== undefined) lowerStatement(lowering, body);
      break;
    case "unknown":
      complain(lowering, node, `${macro.name}() has a block, but we do not know what it does`);
      lowerIterator(lowering, node, macro, args, head);
  }
  lowering.at = before;
}

function lowerIterator(
  lowering: Lowering,
  node: Syntax,
  macro: BlockMacro,
  nodes: readonly Syntax[],
  at: Span,
): void {
  const { graph } = lowering;
  const [head, body, exit] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  const more = temporary(lowering);
  goTo(graph, head, at);
  enter(graph, head);
  const args = nodes.map((argument) => valueOf(lowering, argument));
  const cursors = macro.cursors.flatMap((index): Lvalue[] => {
    const place = args[index] === undefined ? undefined : asPlace(args[index]);
    return place === undefined ? [] : [place];
  });
  emit(graph, { kind: "iterate", macro: macro.name, args, cursors, more, at });
  branch(graph, more, body, exit, at);
  enter(graph, body);
  lowerBody(lowering, node, exit, head);
  goTo(graph, head, at);
  enter(graph, exit);
}

/** `scoped_guard(kind, args…) body` runs its body once, `scoped_cond_guard` perhaps not at all. */
function lowerScopedGuard(lowering: Lowering, node: Syntax, args: readonly Syntax[]): void {
  const { graph } = lowering;
  const [kind] = args;
  if (kind === undefined) return;
  const isConditional = lowering.source.code.startsWith("scoped_cond_guard", node.start);
  const name = `guard(${textOf(lowering, kind)})`;
  const exit = newBlock(graph);
  openScope(lowering, node.start);
  const value = construct(
    lowering, textOf(lowering, kind), name, args.slice(isConditional ? 2 : 1),
  ); // prettier-ignore
  if (isConditional) branchOnTaken(lowering, value, args[1]);
  lowerBody(lowering, node, exit, exit);
  closeScope(lowering);
  goTo(graph, exit, lowering.at);
  enter(graph, exit);
}

function branchOnTaken(lowering: Lowering, value: Expr, otherwise: Syntax | undefined): void {
  const { graph } = lowering;
  const [taken, failed] = [newBlock(graph), newBlock(graph)];
  branch(graph, value, taken, failed, lowering.at);
  enter(graph, failed);
  if (otherwise !== undefined) lowerFailure(lowering, otherwise);
  goTo(graph, taken, lowering.at);
  enter(graph, taken);
}

/** The statement that was an argument; the normaliser hid its keyword. */
function lowerFailure(lowering: Lowering, node: Syntax): void {
  const words = textOf(lowering, node);
  const before = lowering.source.code.slice(0, node.start).trimEnd();
  if (words === "continue") lowerContinue(lowering);
  else if (words === "break") lowerBreak(lowering);
  else if (words === "return") returnWith(lowering, undefined);
  else if (before.endsWith("return")) returnWith(lowering, valueOf(lowering, node));
  else effectOf(lowering, node);
}

/** The arguments of a macro that was rewritten to `while (a, b, c)`. */
function macroArguments(condition: Syntax | undefined): readonly Syntax[] {
  const found: Syntax[] = [];
  let rest = condition === undefined ? undefined : namedParts(condition)[0];
  // The comma leans to the left or to the right, depending on the grammar's mood.
  const right: Syntax[] = [];
  while (rest?.type === "comma_expression") {
    const [one, other] = [part(rest, "left"), part(rest, "right")];
    if (one?.type === "comma_expression") {
      if (other !== undefined) right.unshift(other);
      rest = one;
    } else {
      if (one !== undefined) found.push(one);
      rest = other;
    }
  }
  return [...found, ...(rest === undefined ? [] : [rest]), ...right];
}
