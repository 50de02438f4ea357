// A changed function → what it was held to of what it is given, as it was before the patch.

import type { CFunction } from "../c/ir.ts";
import { type Account, accountOf, clearedIn, disputedIn, ownedIn } from "../engine/account.ts";
import type { Charged } from "../engine/charged.ts";
import { type Duties, noDuties } from "../engine/duties.ts";
import type { Owned } from "../engine/fate.ts";
import { calleesOf } from "./callees.ts";
import { fieldsSetLess } from "./dropped.ts";
import { isWhole, type WasWhole } from "./halves.ts";
import { changedFunctions, type How, partsIn, type Parts, type Sides } from "./sides.ts";
import { momentAt, type Work } from "./work.ts";

/** More fields of one function are not asked about. */
const FIELDS_MAX = 16;

/** Functions after which nobody looks any more, by their names. */
const LAST =
  /(?:^|_)(?:remove|exit|fini|disconnect|destroy|destruct|free|release|put|clean|cleanup|unregister|uninit|deinit|teardown|detach|unbind|del|delete|unload|shutdown)(?:_|$)/;

/** More conditional arms of one function are not asked. */
const ARMS_MAX = 4;

/**
 * What all of its conditional arms agree about. Nothing where the function is new, or where the
 * patch changes a caller of it, too. `how`: whether the patch changed the function itself, or only
 * what it calls.
 */
export function dutiesBefore(work: Work, index: number, parts: Parts, how: How = "itself"): Duties {
  const old = comparedTo(work, index, parts, how);
  if (old.length === 0) return noDuties;
  return work.judge.timed("engine", () => ({
    ...dutiesOf(work, index, old, parts.functions),
    cleared: clearedBefore(work, index, parts, old),
  }));
}

/** Fields that all arms of the function as it was left without a pointer to what was gone. */
function clearedBefore(
  work: Work,
  index: number,
  { name }: Parts,
  old: readonly CFunction[],
): readonly string[] {
  const sides = work.sides[index];
  if (sides === undefined || LAST.test(name)) return [];
  const { bodies } = momentAt(work, index, "after");
  const isElsewhere = (field: string): boolean =>
    bodies.mentioning(new Set([field])).some((fn) => fn.name !== name);
  const own = fieldsSetLess(sides.patch).filter((field) => old.every(({ text }) => text.includes(field))); // prettier-ignore
  const fields = own.slice(0, FIELDS_MAX).filter(isElsewhere);
  if (fields.length === 0) return [];
  const { program } = momentAt(work, index, "before");
  const [first = [], ...others] = old.map((fn) => clearedIn(fn, program, work.judge.model, fields));
  return first.filter((field) => others.every((each) => each.includes(field)));
}

/** Whether the function as it was before charged all that it should, under the same conditions. */
export function wholeBefore(work: Work, index: number, parts: Parts): WasWhole {
  return (ledger) => {
    const old = comparedTo(work, index, parts);
    return old.length > 0 && isWhole(old, momentAt(work, index, "before"), work.judge, ledger);
  };
}

/** What the patch made the function of; none where what is asked of it has changed, too. */
function comparedTo(
  work: Work,
  index: number,
  parts: Parts,
  how: How = "itself",
): readonly CFunction[] {
  const sides = work.sides[index];
  const [now] = parts.functions;
  if (sides === undefined || now === undefined) return [];
  const old = versionsOf(sides, parts);
  if (old.length > ARMS_MAX) return [];
  if (old.some((fn) => namesOf(fn) !== namesOf(now))) return [];
  if (how === "itself" && old.some((fn) => fn.text === now.text)) return [];
  const isMoved = changedFunctions(sides.after).some(
    (other) => other.name !== parts.name && other.functions.some((fn) => calls(fn, parts.name)),
  );
  return isMoved ? [] : old;
}

type Accounts = readonly (Account | undefined)[];

/** What the function does now is asked first: mostly that leaves no question about what it did. */
function dutiesOf(
  work: Work,
  index: number,
  old: readonly CFunction[],
  functions: readonly CFunction[],
): Omit<Duties, "cleared"> {
  const accountsOf = (side: "before" | "after", versions: readonly CFunction[]): Accounts => {
    const { program } = momentAt(work, index, side);
    return versions.map((fn) => accountOf(fn, program, work.judge.model));
  };
  const now = accountsOf("after", functions);
  const disputed = anywhere(now.map(disputedIn));
  const mayCharge =
    old.every(({ text }) => text.includes(work.judge.model.counterField)) &&
    !isMore(functions, old);
  if (now.every((each) => each === undefined) || (disputed.length === 0 && !mayCharge))
    return noDuties;
  const before = accountsOf("before", old);
  return {
    owned: agreed([...before.map(ownedIn), disputed]),
    charged: mayCharge ? chargedNoMore(before, now) : [],
  };
}

/** Parameters whose growth was charged to a counter that nothing is charged to any more. */
function chargedNoMore([first, ...others]: Accounts, now: Accounts): readonly Charged[] {
  const charged = (first?.charged ?? []).filter((each) =>
    others.every((other) => other?.charged.some((one) => isSame(one, each)) === true),
  );
  return charged.filter(({ ledger }) =>
    now.every((account) => account?.ledgers.has(ledger) === false),
  );
}

/** Whether somebody is called who was not before. */
function isMore(now: readonly CFunction[], old: readonly CFunction[]): boolean {
  const known = new Set(old.flatMap(calleesOf));
  return now.flatMap(calleesOf).some((name) => !known.has(name));
}

function isSame(one: Charged, other: Charged): boolean {
  return one.object === other.object && one.ledger === other.ledger;
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
