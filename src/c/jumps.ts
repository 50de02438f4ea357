// return, goto, break, continue and labels -> edges, with what is cleaned up on the way.

import type { Expr } from "./ir.ts";
import { valueOf } from "./expressions.ts";
import { emit, enter, goTo, terminate } from "./graph.ts";
import {
  cleanUpTo, complain, held, labelBlock, needsCleanup, spanAt, textOf, type Lowering,
} from "./lowering.ts"; // prettier-ignore
import { lowerStatement } from "./statements.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

export function lowerReturn(lowering: Lowering, node: Syntax): void {
  const [inner] = namedParts(node);
  returnWith(lowering, inner === undefined ? undefined : valueOf(lowering, inner));
}

/** The value is taken before anything is cleaned up. */
export function returnWith(lowering: Lowering, value: Expr | undefined): void {
  const result = value !== undefined && needsCleanup(lowering) ? held(lowering, value) : value;
  cleanUpTo(lowering, 0);
  terminate(lowering.graph, { kind: "return", value: result, at: lowering.at });
}

export function lowerGoto(lowering: Lowering, node: Syntax): void {
  const label = part(node, "label");
  if (label === undefined) {
    complain(lowering, node, "computed goto");
    const why = "computed goto";
    emit(lowering.graph, { kind: "opaque", touches: [], why, at: lowering.at });
    terminate(lowering.graph, { kind: "cut", why, at: lowering.at });
    return;
  }
  const name = textOf(lowering, label);
  const around = lowering.labelScopes.get(name);
  if (around !== undefined) {
    const kept = lowering.scopes.findLastIndex(({ start }) => around.has(start));
    cleanUpTo(lowering, kept + 1);
  }
  lowering.gone.add(name);
  goTo(lowering.graph, labelBlock(lowering, name), lowering.at);
}

export function lowerLabel(lowering: Lowering, node: Syntax): void {
  const label = part(node, "label");
  if (label !== undefined) {
    const name = textOf(lowering, label);
    const block = labelBlock(lowering, name);
    goTo(lowering.graph, block, spanAt(lowering, label));
    enter(lowering.graph, block);
    lowering.placed.add(name);
  }
  for (const child of namedParts(node)) {
    if (child !== label) lowerStatement(lowering, child);
  }
}

export function lowerBreak(lowering: Lowering): void {
  const jump = lowering.jumps.at(-1);
  if (jump === undefined) leave(lowering, "break out of a loop or switch that is not shown");
  else {
    cleanUpTo(lowering, jump.scopes);
    goTo(lowering.graph, jump.breakTo, lowering.at);
  }
}

export function lowerContinue(lowering: Lowering): void {
  const jump = lowering.jumps.findLast(({ continueTo }) => continueTo !== undefined);
  if (jump?.continueTo === undefined) leave(lowering, "continue of a loop that is not shown");
  else {
    cleanUpTo(lowering, jump.scopes);
    goTo(lowering.graph, jump.continueTo, lowering.at);
  }
}

function leave(lowering: Lowering, why: string): void {
  terminate(lowering.graph, { kind: "cut", why, at: lowering.at });
}
