// A written contract and what the engine derives from the body of the same function → whether the
// body confirms it. Compared is what becomes of each object that is passed, by class of result and
// by what is taken for granted of the arguments.

import type { CFunction, CUnit } from "../src/c/ir.ts";
import { allFunctions } from "../src/c/unit.ts";
import { cachesOf } from "../src/engine/analyse.ts";
import { boundsOf } from "../src/engine/constraints.ts";
import { isQueue } from "../src/engine/events.ts";
import { programOf, type Program } from "../src/engine/program.ts";
import { summaryLimits } from "../src/engine/limits.ts";
import { caseOf } from "../src/engine/summary-case.ts";
import { calleeRun } from "../src/engine/summary.ts";
import type { Run, State } from "../src/engine/state.ts";
import { walk } from "../src/engine/walk.ts";
import type { Case, Contract, Effect, Guard, Returns } from "../src/model/contract.ts";
import type { Model } from "../src/model/model.ts";

export type Verdict =
  | { readonly kind: "confirmed" }
  /** The body shows a case that the contract excludes. */
  | { readonly kind: "contradicted"; readonly why: string }
  | { readonly kind: "not derivable"; readonly why: string };

/** What becomes of the caller's reference. */
type Fate = "gone" | "kept" | "doubt";

const TAKING: readonly Effect["do"][] = ["consume", "queue", "enlist", "free-head", "build"];

/** In the program are the bodies of the callees; a contract comes first, as in a review. */
export function verdictOn(
  contract: Contract,
  fn: CFunction,
  program: Program,
  model: Model,
): Verdict {
  const [complaint] = fn.complaints;
  if (complaint !== undefined) return unknown(`the body is not understood: ${complaint.why}`);
  const objects = fn.params.flatMap(({ type }, at) =>
    type.pointers === 1 && model.objectOfType(type.base) !== undefined ? [at] : [],
  );
  if (objects.length === 0) return unknown("no object is among its parameters");
  if (fn.params.some(({ type }) => isQueue(model, type.base)))
    return unknown("a queue is among its parameters");
  const shown = shownBy(program, model, fn);
  if (shown === undefined) return unknown("a path ends in what no contract can say");
  const verdict = compared(casesOf(contract), shown, objects);
  const stranger = strangerIn(fn, program, model, new Set());
  return verdict.kind === "contradicted" && stranger !== undefined
    ? unknown(`${stranger} is not known`)
    : verdict;
}

/** One case for each path; undefined when one of them cannot be told. */
function shownBy(program: Program, model: Model, fn: CFunction): readonly Case[] | undefined {
  const run = calleeRun(program, model, summaryLimits);
  const shown: Case[] = [];
  for (const { state, end } of walk(run, fn)) {
    if (end.kind !== "return") continue;
    const found = caseOf(run, state, fn, end.value);
    if (found === undefined) return undefined;
    shown.push({ ...found, when: [...(found.when ?? []), ...absences(run, state, fn)] });
  }
  return shown.length === 0 ? undefined : shown;
}

/** Arguments that are NULL or an error on a path; effects on them do nothing. */
function absences(run: Run, { constraints }: State, fn: CFunction): Guard[] {
  return fn.params.flatMap(({ name, type }, at): Guard[] => {
    const symbol = run.symbols.byKey.get(`param:${name}`);
    if (symbol === undefined || type.pointers === 0) return [];
    const term = { symbols: [symbol.id], coefficients: [1], constant: 0 };
    const { max } = boundsOf(constraints, term);
    return max !== undefined && max <= 0 ? [{ is: "null", of: { arg: at } }] : [];
  });
}

/** A callee without contract and body: what it does with an object is anybody's guess. */
function strangerIn(
  fn: CFunction,
  program: Program,
  model: Model,
  seen: Set<string>,
): string | undefined {
  seen.add(fn.name);
  for (const { instructions } of fn.cfg.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === "opaque") return "an expression";
      if (instruction.kind !== "call") continue;
      const { callee, args } = instruction;
      if (callee.kind !== "outer") return "a function pointer";
      if (model.contractOf(callee.name, args.length) !== undefined || seen.has(callee.name))
        continue;
      const body = program.functionOf(callee.name);
      if (body === undefined) return `${callee.name}()`;
      const inner = strangerIn(body, program, model, seen);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

export function programFrom(units: readonly CUnit[], model: Model): Program {
  const bare = programOf(units, {
    caches: [],
    queueReady: () => "unknown",
    isTakenFrom: () => true,
  });
  const functions = units.flatMap(allFunctions);
  return { ...bare, caches: cachesOf(functions, bare, model) };
}

function unknown(why: string): Verdict {
  return { kind: "not derivable", why };
}

function casesOf(contract: Contract): readonly Case[] {
  if (contract.kind === "cases") return contract.cases;
  return [{ label: "returns", returns: { kind: "any" }, effects: [] }];
}

function compared(
  written: readonly Case[],
  shown: readonly Case[],
  objects: readonly number[],
): Verdict {
  const doubts: string[] = [];
  for (const way of shown) {
    const fits = written.filter((one) => mayBe(one.returns, way.returns) && areBoth(one, way));
    if (fits.length === 0)
      return { kind: "contradicted", why: `no case of it returns ${wordsOf(way.returns)}` };
    for (const at of objects.filter((one) => !isAbsent(way, one))) {
      const fate = fateOf(way, at);
      const allowed = fits.map((one) => fateOf(one, at));
      if (allowed.includes("doubt") || allowed.includes(fate)) continue;
      const words = `argument ${at} is ${fate} where it returns ${wordsOf(way.returns)}`;
      if (fate !== "doubt") return { kind: "contradicted", why: words };
      doubts.push(`argument ${at} is in doubt where it returns ${wordsOf(way.returns)}`);
    }
  }
  const [doubt] = doubts;
  return doubt === undefined ? { kind: "confirmed" } : unknown(doubt);
}

/** An argument that is NULL or an error has no fate. */
function isAbsent({ when = [] }: Case, at: number): boolean {
  return when.some(
    (guard) => "is" in guard && /null$|error/.test(guard.is) && guard.is !== "not-null" && isArgument(guard.of, at),
  ); // prettier-ignore
}

function isArgument(of: object, at: number): boolean {
  return "arg" in of && of.arg === at && !("path" in of && of.path !== undefined);
}

function fateOf({ effects, returns }: Case, at: number): Fate {
  const own = effects.filter((effect) => {
    if (effect.do === "build") return isArgument(effect.head, at);
    return "of" in effect && isArgument(effect.of, at);
  });
  if (own.some((effect) => effect.do === "doubt")) {
    // What comes back is kept by nobody.
    return returns.kind === "same" && isArgument(returns.as, at) ? "kept" : "doubt";
  }
  return own.some((effect) => TAKING.includes(effect.do)) ? "gone" : "kept";
}

// ---------------------------------------------------------------- which cases speak of one call

function areBoth(a: Case, b: Case): boolean {
  return (a.when ?? []).every((one) => (b.when ?? []).every((other) => !excludes(one, other)));
}

function excludes(a: Guard, b: Guard): boolean {
  if ("is" in a && "is" in b) {
    if (JSON.stringify(a.of) !== JSON.stringify(b.of) || a.is === b.is) return false;
    const [one, other] = [a.is, b.is].sort();
    return !(one === "error" && other === "not-null") && !(one === "not-null" && other === "object");
  } // prettier-ignore
  if ("is" in a || "is" in b || JSON.stringify(a.left) !== JSON.stringify(b.left)) return false;
  if (typeof a.right !== "number" || typeof b.right !== "number") return false;
  const [one, other] = [spanOf(a.compare, a.right), spanOf(b.compare, b.right)];
  if (one === undefined || other === undefined) {
    const [hole, span] = one === undefined ? [a.right, other] : [b.right, one];
    return span?.min === hole && span.max === hole;
  }
  return Math.max(one.min, other.min) > Math.min(one.max, other.max);
}

/** undefined for "any but this one". */
function spanOf(
  compare: string,
  right: number,
): { readonly min: number; readonly max: number } | undefined {
  if (compare === "!=") return undefined;
  const min = compare === ">" ? right + 1 : compare.startsWith("<") ? -Infinity : right;
  const max = compare === "<" ? right - 1 : compare.startsWith(">") ? Infinity : right;
  return { min, max };
}

/** Whether one value can be what both speak of. */
function mayBe(a: Returns, b: Returns): boolean {
  if ([a.kind, b.kind].some((kind) => ["any", "void", "amount"].includes(kind))) return true;
  if (a.kind === "int" || b.kind === "int") {
    if (a.kind !== "int" || b.kind !== "int") return true;
    const least = Math.max(a.min ?? -Infinity, b.min ?? -Infinity);
    return least <= Math.min(a.max ?? Infinity, b.max ?? Infinity);
  }
  return classOf(a) === classOf(b);
}

function classOf({ kind }: Returns): string {
  return kind === "null" || kind === "error" ? kind : "object";
}

function wordsOf(returns: Returns): string {
  if (returns.kind !== "int") return returns.kind === "void" ? "nothing" : returns.kind;
  const { min, max } = returns;
  return min === max ? String(min) : `${min ?? "…"} to ${max ?? "…"}`;
}
