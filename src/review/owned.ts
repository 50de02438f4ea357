// A changed function → the parameters that its callers leave to it, as it was before the patch.

import type { CFunction } from "../c/ir.ts";
import { ownedBy, stillOwned, type Owned } from "../engine/owned.ts";
import { changedFunctions, partsIn, type Parts, type Sides } from "./sides.ts";
import { momentAt, type Work } from "./work.ts";

/** More conditional arms of one function are not asked. */
const ARMS_MAX = 4;

/**
 * What all of its conditional arms agree about, and still hold to somewhere after the patch. Nothing
 * where the function is new, or where the patch changes a caller of it, too.
 */
export function ownedBefore(work: Work, index: number, parts: Parts): readonly Owned[] {
  const sides = work.sides[index];
  const [now] = parts.functions;
  if (sides === undefined || now === undefined) return [];
  const old = versionsOf(sides, parts);
  if (old.length === 0 || old.length > ARMS_MAX) return [];
  if (old.some((fn) => namesOf(fn) !== namesOf(now) || fn.text === now.text)) return [];
  const isMoved = changedFunctions(sides.after).some(
    (other) => other.name !== parts.name && other.functions.some((fn) => calls(fn, parts.name)),
  );
  if (isMoved) return [];
  const { program } = momentAt(work, index, "before");
  const { model, timed } = work.judge;
  return timed("engine", () => {
    const owned = agreed(old.map((fn) => ownedBy(fn, program, model)));
    if (owned.length === 0) return [];
    const after = momentAt(work, index, "after").program;
    return anywhere(parts.functions.map((fn) => stillOwned(owned, fn, after, model)));
  });
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
  return fn.cfg.blocks.some(({ instructions }) =>
    instructions.some(
      (each) => each.kind === "call" && each.callee.kind === "outer" && each.callee.name === name,
    ),
  );
}
