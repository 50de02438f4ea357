// Calls -> call instructions; a few call-shaped macros -> what they stand for.

import type { Expr, Instruction } from "./ir.ts";
import { store, type Target } from "./assignments.ts";
import {
  argumentsOf, calleeName, isContainerMacro, isSizeMacro, storeKind, transparentArgument,
} from "./call-macros.ts"; // prettier-ignore
import { looksLikeType, namedType } from "./ctype.ts";
import { declaredByMacro } from "./declaring-macros.ts";
import { addressOf, derefOf, effectOf, valueOf } from "./expressions.ts";
import { emit } from "./graph.ts";
import { returnWith } from "./jumps.ts";
import { lowerGuard, takenOver } from "./cleanups.ts";
import { declareName, localOf, temporary, textOf, type Lowering } from "./lowering.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";
import { isWait, waitValue } from "./waits.ts";

/** Emits the call. `target`: where the result goes, if it is wanted at all; else a temporary. */
export function callValue(lowering: Lowering, node: Syntax, target: Target): Expr {
  const plain = transparentArgument(lowering, node);
  if (plain !== undefined) return passOn(lowering, plain, target);
  const name = calleeName(lowering, node);
  if (name !== undefined && target === "unused") declareByMacro(lowering, node, name);
  const special =
    name === undefined ? mistakenCast(lowering, node) : macroValue(lowering, node, name);
  if (special !== undefined) return moved(lowering, special, target);
  if (lowerGuard(lowering, node)) return { kind: "number", value: 0n };
  const callee = calleeOf(lowering, node);
  const args = argumentsOf(node).map((argument) => argumentValue(lowering, argument));
  // A macro that declares a variable fills it in.
  const [first] = args;
  if (name !== undefined && first?.kind === "local" && declaredByMacro(name) !== undefined) {
    args[0] = addressOf(first);
  }
  return emitCall(lowering, callee, args, target);
}

/** `(u8)(x)` is a cast although the grammar takes it for a call. */
function mistakenCast(lowering: Lowering, node: Syntax): Expr | undefined {
  const callee = part(node, "function");
  const inner = callee?.type === "parenthesized_expression" ? namedParts(callee)[0] : undefined;
  const [value, ...others] = argumentsOf(node);
  if (inner?.type !== "identifier" || value === undefined || others.length > 0) return undefined;
  const name = textOf(lowering, inner);
  if (localOf(lowering, name) !== undefined || !looksLikeType(name)) return undefined;
  return { kind: "cast", type: namedType(name), of: argumentValue(lowering, value) };
}

/** A call instruction, and what it gives. */
export function emitCall(
  lowering: Lowering,
  callee: Expr,
  args: readonly Expr[],
  target: Target,
): Expr {
  const to = target === "unused" ? undefined : (target ?? temporary(lowering));
  const call: Instruction = { kind: "call", to, callee, args, at: lowering.at };
  emit(lowering.graph, call);
  return to ?? { kind: "number", value: 0n };
}

function calleeOf(lowering: Lowering, node: Syntax): Expr {
  const callee = part(node, "function");
  if (callee === undefined) return { kind: "opaque", text: textOf(lowering, node), reads: [] };
  const value = valueOf(lowering, callee);
  // `(*f)(x)` and `f(x)` are one.
  return value.kind === "deref" ? value.of : value;
}

/** A macro may be given a statement or a type as argument; then it is only words. */
function argumentValue(lowering: Lowering, argument: Syntax): Expr {
  if (/_expression$|identifier$|literal$|string$|^(?:true|false|null)$/.test(argument.type)) {
    return valueOf(lowering, argument);
  }
  return { kind: "opaque", text: textOf(lowering, argument).replace(/\s+/g, " "), reads: [] };
}

function passOn(lowering: Lowering, argument: Syntax, target: Target): Expr {
  if (target === "unused") {
    effectOf(lowering, argument);
    return { kind: "number", value: 0n };
  }
  return target === undefined ? valueOf(lowering, argument) : store(lowering, target, argument);
}

function moved(lowering: Lowering, value: Expr, target: Target): Expr {
  if (target === undefined || target === "unused" || target === value) return value;
  emit(lowering.graph, { kind: "assign", to: target, value, at: lowering.at });
  return target;
}

function macroValue(lowering: Lowering, node: Syntax, name: string): Expr | undefined {
  const args = argumentsOf(node);
  const [first, second] = args;
  const kind = storeKind(name);
  if (kind !== undefined && first !== undefined && second !== undefined) {
    const place = valueOf(lowering, first);
    return store(lowering, kind === "address" ? derefOf(place) : place, second);
  }
  if (name === "smp_load_acquire" && first !== undefined) return derefOf(valueOf(lowering, first));
  if (isContainerMacro(name) && first !== undefined && args.length === 3) {
    return containerValue(lowering, first, args);
  }
  if (isSizeMacro(name)) return { kind: "sizeof", text: words(lowering, node) };
  if (isWait(name, args.length)) return waitValue(lowering, node, name);
  const taken = takenOver(lowering, name, first);
  if (name === "return_ptr" && taken !== undefined) returnWith(lowering, taken);
  return taken;
}

function containerValue(lowering: Lowering, of: Syntax, args: readonly Syntax[]): Expr {
  const [, type, member] = args.map((argument) => words(lowering, argument));
  return { kind: "container", of: valueOf(lowering, of), type: type ?? "", member: member ?? "" };
}

function words(lowering: Lowering, node: Syntax): string {
  return textOf(lowering, node).replace(/\s+/g, " ");
}

/** `LIST_HEAD(x);` declares x and then is called with it. */
function declareByMacro(lowering: Lowering, node: Syntax, name: string): void {
  const type = declaredByMacro(name);
  const [first] = argumentsOf(node);
  if (type === undefined || first?.type !== "identifier") return;
  const variable = declareName(lowering, textOf(lowering, first), type, false);
  emit(lowering.graph, { kind: "declare", name: variable, at: lowering.at });
}
