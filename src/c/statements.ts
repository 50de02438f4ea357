// Statements of the syntax tree -> instructions and blocks.

import type { Expr } from "./ir.ts";
import { branchOn, conditionalEffect, isLogical, logicalEffect } from "./conditions.ts";
import { lowerDeclaration } from "./declarations.ts";
import { effectOf, mentioned, valueOf } from "./expressions.ts";
import { branch, emit, enter, goTo, newBlock, terminate } from "./graph.ts";
import { lowerBreak, lowerContinue, lowerGoto, lowerLabel, lowerReturn } from "./jumps.ts";
import { lowerDo, lowerFor, lowerWhile } from "./loops.ts";
import {
  closeScope, complain, held, openScope, spanAt, within, type Lowering,
} from "./lowering.ts"; // prettier-ignore
import { lowerCase, lowerSwitch } from "./switches.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

export function lowerStatement(lowering: Lowering, node: Syntax): void {
  switch (node.type) {
    case "compound_statement":
      lowerBlock(lowering, node);
      return;
    case "if_statement":
      lowerIf(lowering, node);
      return;
    case "while_statement":
      lowerWhile(lowering, node);
      return;
    case "do_statement":
      lowerDo(lowering, node);
      return;
    case "for_statement":
      lowerFor(lowering, node);
      return;
    case "switch_statement":
      lowerSwitch(lowering, node);
      return;
    case "case_statement":
      lowerCase(lowering, node);
      return;
    case "labeled_statement":
      lowerLabel(lowering, node);
      return;
    case "else_clause":
    case "attributed_statement":
      for (const child of namedParts(node)) lowerStatement(lowering, child);
      return;
    default:
      if (node.start >= lowering.visible.end) {
        const at = spanAt(lowering, node);
        terminate(lowering.graph, { kind: "cut", why: "the text ends here", at });
        return;
      }
      within(lowering, node, () => {
        lowerSimple(lowering, node);
      });
  }
}

/** A statement without statements in it. */
function lowerSimple(lowering: Lowering, node: Syntax): void {
  if (node.broken) {
    lowerBroken(lowering, node);
    return;
  }
  switch (node.type) {
    case "expression_statement": {
      const [inner] = namedParts(node);
      if (inner !== undefined) lowerEffect(lowering, inner);
      return;
    }
    case "declaration":
      lowerDeclaration(lowering, node);
      return;
    case "return_statement":
      lowerReturn(lowering, node);
      return;
    case "goto_statement":
      lowerGoto(lowering, node);
      return;
    case "break_statement":
      lowerBreak(lowering);
      return;
    case "continue_statement":
      lowerContinue(lowering);
      return;
    case "type_definition":
    case "struct_specifier":
    case "union_specifier":
    case "enum_specifier":
    case "statement_identifier":
      return;
    default:
      if (/_expression$|^identifier$|literal$/.test(node.type)) lowerEffect(lowering, node);
      else lowerBroken(lowering, node);
  }
}

function lowerEffect(lowering: Lowering, node: Syntax): void {
  if (node.type === "conditional_expression" && part(node, "consequence") !== undefined) {
    conditionalEffect(lowering, node);
  } else if (node.type === "binary_expression" && isLogical(lowering, node)) {
    logicalEffect(lowering, node);
  } else {
    effectOf(lowering, node);
  }
}

/** What the parser could not make sense of may change whatever it mentions. */
export function lowerBroken(lowering: Lowering, node: Syntax): void {
  const at = spanAt(lowering, node);
  complain(lowering, node, `not understood: ${at.text}`);
  const touches = mentioned(lowering, node);
  emit(lowering.graph, { kind: "opaque", touches, why: "syntax not understood", at });
}

export function lowerBlock(lowering: Lowering, node: Syntax): void {
  openScope(lowering, node.start);
  for (const child of namedParts(node)) lowerStatement(lowering, child);
  closeScope(lowering);
}

function lowerIf(lowering: Lowering, node: Syntax): void {
  const { graph } = lowering;
  const condition = part(node, "condition");
  const [yes, no, join] = [newBlock(graph), newBlock(graph), newBlock(graph)];
  const at = spanAt(lowering, condition ?? node);
  const macro = lowering.notes.macros.get(node.start);
  if (macro !== undefined) {
    complain(lowering, node, `${macro.name}() has a block, but we do not know what it does`);
    const reads = condition === undefined ? [] : mentioned(lowering, condition);
    branch(graph, { kind: "opaque", text: at.text, reads }, yes, no, at);
  } else if (condition !== undefined) branchOn(lowering, condition, yes, no);
  for (const [block, field] of [
    [yes, "consequence"],
    [no, "alternative"],
  ] as const) {
    enter(graph, block);
    const side = part(node, field);
    if (side !== undefined) lowerStatement(lowering, side);
    goTo(graph, join, at);
  }
  enter(graph, join);
  for (const child of node.children) {
    if (child.type === "ERROR") lowerBroken(lowering, child);
  }
}

/** `({ …; value; })`: its statements here and now, the last one's value in a temporary. */
export function statementExpression(lowering: Lowering, block: Syntax, wanted: boolean): Expr {
  const statements = namedParts(block);
  const last = statements.at(-1);
  const isValue = wanted && last?.type === "expression_statement";
  const result = isValue ? namedParts(last)[0] : undefined;
  openScope(lowering, block.start);
  for (const statement of result === undefined ? statements : statements.slice(0, -1)) {
    lowerStatement(lowering, statement);
  }
  const value: Expr =
    result === undefined
      ? { kind: "number", value: 0n }
      : within(lowering, result, () => held(lowering, valueOf(lowering, result)));
  closeScope(lowering);
  return value;
}
