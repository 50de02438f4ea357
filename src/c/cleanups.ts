// Variables that something is called on when their scope ends: __free(), guard(), CLASS().

import type { Expr } from "./ir.ts";
import { argumentsOf, calleeName } from "./call-macros.ts";
import { emitCall } from "./calls.ts";
import { namedType } from "./ctype.ts";
import { asPlace, valueOf } from "./expressions.ts";
import { emit } from "./graph.ts";
import { declareName, held, textOf, type Lowering } from "./lowering.ts";
import { part, type Syntax } from "./syntax.ts";

/** `guard(mutex)(&m)` and `CLASS(fd, f)(n)`: true if `node` is one. */
export function lowerGuard(lowering: Lowering, node: Syntax): boolean {
  const maker = part(node, "function");
  if (maker?.type !== "call_expression") return false;
  const macro = calleeName(lowering, maker);
  const [first, second] = argumentsOf(maker);
  if (first === undefined || (macro !== "guard" && macro !== "CLASS")) return false;
  const kind = textOf(lowering, first);
  const name = second === undefined ? `guard(${kind})` : textOf(lowering, second);
  construct(lowering, kind, name, argumentsOf(node));
  return true;
}

/** Declares a variable of a class of cleanup.h: constructed now, destroyed with its scope. */
export function construct(
  lowering: Lowering,
  kind: string,
  name: string,
  args: readonly Syntax[],
): Expr {
  const values = args.map((argument) => valueOf(lowering, argument));
  const unique = declareName(lowering, name, namedType(`class_${kind}_t`), false);
  const to = { kind: "local", name: unique } as const;
  emit(lowering.graph, { kind: "declare", name: unique, at: lowering.at });
  emitCall(lowering, { kind: "outer", name: `class_${kind}_constructor` }, values, to);
  registerCleanup(lowering, unique, `class_${kind}_destructor`);
  return to;
}

export function registerCleanup(lowering: Lowering, name: string, by: string): void {
  lowering.scopes.at(-1)?.cleanups.push({ name, by });
}

/** `no_free_ptr(p)`: the value of p, which is NULL from here on. */
export function takenOver(
  lowering: Lowering,
  name: string,
  argument: Syntax | undefined,
): Expr | undefined {
  if (!/^(?:no_free_ptr|retain_and_null_ptr|take_fd|return_ptr)$/.test(name)) return undefined;
  const place = argument === undefined ? undefined : asPlace(valueOf(lowering, argument));
  if (place === undefined) return undefined;
  const value = held(lowering, place);
  const nothing: Expr = { kind: "number", value: 0n };
  emit(lowering.graph, { kind: "assign", to: place, value: nothing, at: lowering.at });
  return value;
}
