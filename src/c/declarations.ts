// Declarations in a body -> variables, `declare` instructions and their initialisers.

import type { CType } from "./ir.ts";
import { store } from "./assignments.ts";
import { registerCleanup } from "./cleanups.ts";
import { baseOf, declaredBy, hasSpecifier } from "./ctype.ts";
import { emit } from "./graph.ts";
import { lowerList } from "./initialisers.ts";
import { declareName, localOf, textOf, type Lowering } from "./lowering.ts";
import { part, type Syntax } from "./syntax.ts";

export function lowerDeclaration(lowering: Lowering, node: Syntax): void {
  const words = (child: Syntax): string => textOf(lowering, child);
  if (isMisreadProduct(lowering, node)) return;
  if (hasSpecifier(node, "extern", words) || hasSpecifier(node, "typedef", words)) return;
  const isStatic = hasSpecifier(node, "static", words);
  const base = baseOf(node, words);
  for (const child of node.children) {
    if (child.field === "declarator") lowerDeclarator(lowering, base, child, isStatic);
  }
}

function lowerDeclarator(lowering: Lowering, base: CType, node: Syntax, isStatic: boolean): void {
  const isInitialised = node.type === "init_declarator";
  const declarator = isInitialised ? part(node, "declarator") : node;
  if (declarator === undefined) return;
  const declared = declaredBy(base, declarator, (child) => textOf(lowering, child));
  // A prototype among the statements declares no variable.
  if (declared.name === "" || declared.parameters !== undefined) return;
  const name = declareName(lowering, declared.name, declared.type, isStatic);
  if (isStatic) return;
  emit(lowering.graph, { kind: "declare", name, at: lowering.at });
  const value = isInitialised ? part(node, "value") : undefined;
  const to = { kind: "local", name } as const;
  if (value?.type === "initializer_list") lowerList(lowering, to, declared.type, value);
  else if (value !== undefined) store(lowering, to, value);
  const destructor = lowering.notes.cleanups.get(declared.at.start);
  if (destructor !== undefined) registerCleanup(lowering, name, destructor);
}

/** `a * b;` with a variable `a` is an expression without effect, whatever the grammar says. */
function isMisreadProduct(lowering: Lowering, node: Syntax): boolean {
  const type = part(node, "type");
  if (type?.type !== "type_identifier") return false;
  return localOf(lowering, textOf(lowering, type)) !== undefined;
}
