// A changed function → what it was held to of what it is given, as it was before the patch.

import type { CFunction } from "../c/ir.ts";
import { accountingOf, type Charged } from "../engine/charged.ts";
import { type Duties, noDuties } from "../engine/duties.ts";
import { ownedBy, stillOwned, type Owned } from "../engine/owned.ts";
import type { Program } from "../engine/program.ts";
import type { Model } from "../model/contract.ts";
import { changedFunctions, partsIn, type Parts, type Sides } from "./sides.ts";
import { momentAt, type Work } from "./work.ts";

/** More conditional arms of one function are not asked. */
const ARMS_MAX = 4;

/**
 * What all of its conditional arms agree about. Nothing where the function is new, or where the
 * patch changes a caller of it, too.
 */
export function dutiesBefore(work: Work, index: number, parts: Parts): Duties {
  const sides = work.sides[index];
  const [now] = parts.functions;
  if (sides === undefined || now === undefined) return noDuties;
  const old = versionsOf(sides, parts);
  if (old.length === 0 || old.length > ARMS_MAX) return noDuties;
  if (old.some((fn) => namesOf(fn) !== namesOf(now) || fn.text === now.text)) return noDuties;
  const isMoved = changedFunctions(sides.after).some(
    (other) => other.name !== parts.name && other.functions.some((fn) => calls(fn, parts.name)),
  );
  if (isMoved) return noDuties;
  const versions: Versions = {
    old,
    now: parts.functions,
    before: momentAt(work, index, "before").program,
    after: momentAt(work, index, "after").program,
    model: work.judge.model,
  };
  return work.judge.timed("engine", () => ({
    owned: ownedIn(versions),
    charged: chargedIn(versions),
  }));
}

interface Versions {
  readonly old: readonly CFunction[];
  readonly now: readonly CFunction[];
  readonly before: Program;
  readonly after: Program;
  readonly model: Model;
}

/** Parameters that were freed or handed on, and still are on some way out. */
function ownedIn({ old, now, before, after, model }: Versions): readonly Owned[] {
  const owned = agreed(old.map((fn) => ownedBy(fn, before, model)));
  if (owned.length === 0) return [];
  return anywhere(now.map((fn) => stillOwned(owned, fn, after, model)));
}

/**
 * Parameters whose growth was charged to a counter that nothing is charged to any more, where nobody
 * is called now who was not before.
 */
function chargedIn({ old, now, before, after, model }: Versions): readonly Charged[] {
  if (!old.every(({ text }) => text.includes(model.counterField))) return [];
  const known = new Set(old.flatMap(calleesOf));
  if (now.flatMap(calleesOf).some((name) => !known.has(name))) return [];
  const [first, ...others] = old.map((fn) => accountingOf(fn, before, model)?.charged ?? []);
  const charged = (first ?? []).filter((each) => others.every((all) => all.some((one) => isSame(one, each)))); // prettier-ignore
  if (charged.length === 0) return [];
  const accounts = now.map((fn) => accountingOf(fn, after, model));
  return charged.filter(({ ledger }) =>
    accounts.every((account) => account?.ledgers.has(ledger) === false),
  );
}

function isSame(one: Charged, other: Charged): boolean {
  return one.object === other.object && one.ledger === other.ledger;
}

function calleesOf(fn: CFunction): readonly string[] {
  return fn.cfg.blocks.flatMap(({ instructions }) =>
    instructions.flatMap((each) =>
      each.kind === "call" && each.callee.kind === "outer" ? [each.callee.name] : [],
    ),
  );
}

function agreed([first, ...others]: readonly (readonly Owned[])[]): readonly Owned[] {
  return (first ?? []).flatMap(({ name, on }) => {
    const same = others.map((owned) => owned.find((each) => each.name === name)?.on ?? []);
    const all = on.filter((outcome) => same.every((each) => each.includes(outcome)));
    return all.length === 0 ? [] : [{ name, on: all }];
  });
}

/** What at least one arm says. */
function anywhere(all: readonly (readonly Owned[])[]): readonly Owned[] {
  const results = new Map<string, Set<Owned["on"][number]>>();
  for (const { name, on } of all.flat()) {
    const known = results.get(name) ?? new Set();
    for (const each of on) known.add(each);
    results.set(name, known);
  }
  return [...results].map(([name, on]) => ({ name, on: [...on] }));
}

function versionsOf({ before, origins }: Sides, { file, name }: Parts): readonly CFunction[] {
  const origin = origins.get(file);
  return origin === undefined ? [] : (partsIn(before, origin, name)?.functions ?? []);
}

function namesOf({ params }: CFunction): string {
  return params.map(({ name }) => name).join();
}

function calls(fn: CFunction, name: string): boolean {
  return calleesOf(fn).includes(name);
}
