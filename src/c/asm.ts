// Inline assembly -> an opaque instruction, and branches to the labels of an `asm goto`.

import type { Expr } from "./ir.ts";
import { mentioned } from "./expressions.ts";
import { branch, emit, enter, newBlock } from "./graph.ts";
import { labelBlock, textOf, type Lowering } from "./lowering.ts";
import { every, part, type Syntax } from "./syntax.ts";

export function isAsm(node: Syntax): boolean {
  return node.type === "gnu_asm_expression";
}

/** Whatever the assembly mentions may have changed; its value is unknown. */
export function lowerAsm(lowering: Lowering, node: Syntax): Expr {
  const { graph, at } = lowering;
  const touches = mentioned(lowering, node);
  emit(graph, { kind: "opaque", touches, why: "inline assembly", at });
  const value: Expr = { kind: "opaque", text: "asm", reads: [] };
  const list = part(node, "goto_labels");
  if (list === undefined) return value;
  for (const label of every(list, "identifier")) {
    const next = newBlock(graph);
    branch(graph, value, labelBlock(lowering, textOf(lowering, label)), next, at);
    enter(graph, next);
  }
  return value;
}
