// The cases that paths show → the few that a caller can tell apart. Where one result may go with
// one treatment of an argument or another, nothing is certain about the argument.

import type { Case, Effect, Guard, Ref, Returns } from "../model/contract.ts";
import { LARGEST_INT } from "../model/dsl.ts";

/** More ways than these are not worth telling apart. */
const CASES_MAX = 8;
const MAYBE = "it may be kept or not";
/** Rounds of doubting until all cases can be told apart. */
const ROUNDS = 6;

/** undefined when there are too many of them. */
export function joined(cases: readonly Case[]): readonly Case[] | undefined {
  let ways = merged(cases);
  for (let round = 0; round < ROUNDS; round++) {
    const next = merged(ways.map((way) => settled(way, ways)));
    if (keyOf(next) === keyOf(ways)) break;
    ways = next;
  }
  if (ways.length > CASES_MAX) return undefined;
  const sure = ways.map((way) => (isGuess(way, ways) ? unsure(way, ways) : way));
  return sure.map((way) => ({ ...way, label: labelOf(way) }));
}

/** A positive number of which nothing is known, from what else answers 0 or says how it failed. */
function isGuess({ returns }: Case, all: readonly Case[]): boolean {
  if (returns.kind !== "int" || (returns.min ?? 0) < 1) return false;
  const kinds = new Set(all.map((way) => kindOf(way.returns)));
  return (returns.max ?? Infinity) >= LARGEST_INT && kinds.has("0") && kinds.has("-");
}

/** What another way does may have happened on this one, too. */
function unsure(way: Case, all: readonly Case[]): Case {
  const done = new Set(way.effects.map(keyOf));
  const others = all
    .flatMap(({ effects }) => effects)
    .filter((effect) => !done.has(keyOf(effect)))
    .flatMap((effect): readonly Effect[] => {
      if (effect.do === "write") return [{ ...effect, value: "any" }];
      if (effect.do === "acquire") return [vague(effect)];
      if (effect.do === "clear") return [{ do: "write", to: effect.of, value: "any" }];
      return "of" in effect ? [{ do: "doubt", of: effect.of, why: MAYBE }] : [];
    });
  // In doubt about a thing, nothing is certain that the way itself does with it.
  const doubtful = new Set(others.flatMap((each) => (each.do === "doubt" ? [keyOf(each.of)] : [])));
  const certain = way.effects.filter(
    (effect) => !("of" in effect && isDeed(effect) && doubtful.has(keyOf(effect.of))),
  );
  return {
    ...way,
    effects: [...certain, ...new Map(others.map((each) => [keyOf(each), each])).values()],
  };
}

function keyOf(value: unknown): string {
  return JSON.stringify(value);
}

/** Cases that do and return the same are one; what only one of them takes for granted is dropped. */
function merged(cases: readonly Case[]): Case[] {
  const found = new Map<string, Case>();
  for (const way of cases) {
    const key = keyOf([kindOf(way.returns), deedsOf(way), fillsOf(way)]);
    const other = found.get(key);
    found.set(key, other === undefined ? way : both(other, way));
  }
  return [...found.values()];
}

function both(a: Case, b: Case): Case {
  const known = new Set((b.when ?? []).map(keyOf));
  return {
    label: "",
    when: (a.when ?? []).filter((guard) => known.has(keyOf(guard))),
    returns: span(a.returns, b.returns),
    effects: [...deedsOf(a), ...fillsOf(a), ...moves(a, b), ...clears(a, b), ...writes(a, b)],
  };
}

/** What both of them move is moved for certain. */
function moves(a: Case, b: Case): Effect[] {
  const others = new Set(b.effects.map(keyOf));
  return a.effects.filter((effect) => effect.do === "move" && others.has(keyOf(effect)));
}

/** What both of them zero is zero; what one of them does may be anything. */
function clears(a: Case, b: Case): Effect[] {
  const all = [a, b].map(({ effects }) => effects.filter((effect) => effect.do === "clear"));
  return all.flatMap((list, at) =>
    list.flatMap((effect): Effect[] => {
      const isCommon = all[1 - at]?.some((other) => keyOf(other) === keyOf(effect)) === true;
      if (isCommon) return at === 0 ? [effect] : [];
      return [{ do: "write", to: { ...effect.of, path: [] }, value: "any" }];
    }),
  );
}

/** What either of them writes; the value only where they agree. */
function writes(a: Case, b: Case): Effect[] {
  const found = new Map<string, Extract<Effect, { do: "write" }>>();
  const all = [a, b].map((way) =>
    way.effects.flatMap((effect) => (effect.do === "write" ? [effect] : [])),
  );
  for (const [at, list] of all.entries()) {
    for (const effect of list) {
      const key = keyOf(effect.to);
      const other = all[1 - at]?.find(({ to }) => keyOf(to) === key);
      const same = other !== undefined && keyOf(other.value) === keyOf(effect.value);
      found.set(key, same ? effect : { ...effect, value: "any" });
    }
  }
  return [...found.values()];
}

/** Results of one class: 0, negative and positive numbers are told apart by every caller. */
function kindOf(returns: Returns): string {
  if (returns.kind !== "int") return keyOf({ ...returns, min: 0, max: 0 });
  const { min = -Infinity, max = Infinity } = returns;
  return min === 0 && max === 0 ? "0" : max < 0 ? "-" : min > 0 ? "+" : min === 0 ? "0+" : "int";
}

function span(a: Returns, b: Returns): Returns {
  if (a.kind !== b.kind || (a.kind !== "int" && a.kind !== "error")) return a;
  const [x, y] = [a, b] as readonly { readonly min?: number; readonly max?: number }[];
  const min = Math.min(x?.min ?? -Infinity, y?.min ?? -Infinity);
  const max = Math.max(x?.max ?? Infinity, y?.max ?? Infinity);
  return {
    kind: a.kind,
    ...(Number.isFinite(min) ? { min } : {}),
    ...(Number.isFinite(max) ? { max } : {}),
  };
}

type Deed = Extract<Effect, { do: "consume" | "enlist" | "doubt" | "reference" | "resize" }>;

const DEEDS: ReadonlySet<string> = new Set(["consume", "enlist", "doubt", "reference", "resize"]);

/** What is done to objects that the caller may hold. */
function deedsOf({ effects }: Case): readonly Deed[] {
  return effects.filter(isDeed);
}

function isDeed(effect: Effect): effect is Deed {
  return DEEDS.has(effect.do);
}

function fillsOf({ effects }: Case): readonly Effect[] {
  return effects.filter((effect) => effect.do === "acquire");
}

/** With a doubt wherever another case that looks the same to the caller does something else. */
function settled(way: Case, all: readonly Case[]): Case {
  let next = way;
  for (const other of all) {
    if (other === way || !looksAlike(way, other)) continue;
    for (const ref of subjects(way, other)) {
      const [mine, theirs] = [on(next, ref), on(other, ref)];
      if (keyOf(mine) === keyOf(theirs)) continue;
      if (isGone(mine) && isGone(theirs)) next = replaced(next, ref, [either(mine, theirs, ref)]);
      else next = replaced(next, ref, [{ do: "doubt", of: ref, why: MAYBE }]);
    }
    if (keyOf(fillsOf(way)) !== keyOf(fillsOf(other)))
      next = { ...next, effects: next.effects.map(vague) };
  }
  return next;
}

/** An object that is there only sometimes is nobody's for certain. */
function vague(effect: Effect): Effect {
  return effect.do === "acquire" ? { do: "write", to: effect.into, value: "any" } : effect;
}

function subjects(a: Case, b: Case): readonly Ref[] {
  const refs = new Map<string, Ref>();
  for (const { of } of [...deedsOf(a), ...deedsOf(b)]) refs.set(keyOf(of), of);
  return [...refs.values()];
}

function on(way: Case, ref: Ref): readonly Deed[] {
  return deedsOf(way).filter(({ of }) => keyOf(of) === keyOf(ref));
}

function isGone(deeds: readonly Deed[]): boolean {
  return deeds.length === 1 && (deeds[0]?.do === "consume" || deeds[0]?.do === "enlist");
}

/** Gone in one way or in the other: only what holds for both is told, that it is gone. */
function either(mine: readonly Deed[], theirs: readonly Deed[], of: Ref): Deed {
  const enlisted = [...mine, ...theirs].some((deed) => deed.do === "enlist");
  return enlisted ? { do: "enlist", of } : { do: "consume", of, how: "takes" };
}

function replaced(way: Case, ref: Ref, deeds: readonly Deed[]): Case {
  const others = way.effects.filter(
    (effect) => !("of" in effect) || keyOf(effect.of) !== keyOf(ref),
  );
  return { ...way, effects: [...deeds, ...others] };
}

/** Whether one call may be either: neither what it is given nor what it returns tells. */
function looksAlike(a: Case, b: Case): boolean {
  if (!returnsAlike(a.returns, b.returns)) return false;
  return !(a.when ?? []).some((guard) => (b.when ?? []).some((other) => excludes(guard, other)));
}

function returnsAlike(a: Returns, b: Returns): boolean {
  const [x, y] = [rangeOf(a), rangeOf(b)];
  return x.min <= y.max && y.min <= x.max;
}

/** As numbers: NULL is 0, an ERR_PTR negative, an object positive. */
function rangeOf(returns: Returns): { readonly min: number; readonly max: number } {
  switch (returns.kind) {
    case "int":
      return { min: returns.min ?? -Infinity, max: returns.max ?? Infinity };
    case "null":
    case "void":
      return { min: 0, max: 0 };
    case "error":
      return { min: -Infinity, max: -1 };
    case "fresh":
    case "borrowed":
      return { min: 1, max: Infinity };
    default:
      return { min: -Infinity, max: Infinity };
  }
}

function excludes(a: Guard, b: Guard): boolean {
  if ("is" in a && "is" in b) return keyOf(a.of) === keyOf(b.of) && a.is !== b.is;
  if (!("compare" in a) || !("compare" in b) || keyOf(a.left) !== keyOf(b.left)) return false;
  const [x, y] = [intervalOf(a), intervalOf(b)];
  if (x === undefined || y === undefined) return isUnequal(a, b) || isUnequal(b, a);
  return x.min > y.max || y.min > x.max;
}

type Compared = Extract<Guard, { compare: unknown }>;

function intervalOf({ compare, right }: Compared): { min: number; max: number } | undefined {
  if (typeof right !== "number") return undefined;
  if (compare === "==") return { min: right, max: right };
  if (compare === ">=") return { min: right, max: Infinity };
  return compare === "<=" ? { min: -Infinity, max: right } : undefined;
}

function isUnequal(a: Compared, b: Compared): boolean {
  return a.compare === "!=" && b.compare === "==" && a.right === b.right;
}

/** Finishes the sentence "f() …". */
function labelOf({ returns, effects }: Case): string {
  const consumed = effects.find((effect) => effect.do === "consume");
  if (effects.some((effect) => effect.do === "enlist")) return `queues it and ${resultOf(returns)}`;
  const deed = consumed === undefined ? "" : consumed.how === "frees" ? "frees it and " : "takes it and "; // prettier-ignore
  return deed + resultOf(returns);
}

function resultOf(returns: Returns): string {
  switch (returns.kind) {
    case "void":
      return "returns";
    case "int": {
      const { min = -Infinity, max = Infinity } = returns;
      if (min === max) return `returns ${min}`;
      return max < 0 ? "fails" : min > 0 ? "returns a positive number" : "returns some number";
    }
    case "null":
      return "returns NULL";
    case "error":
      return "returns an error";
    case "fresh":
      return "succeeds";
    default:
      return "returns";
  }
}
