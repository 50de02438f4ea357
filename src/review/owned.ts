// A changed function → the parameters that its callers leave to it, as it was before the patch.

import type { CFunction } from "../c/ir.ts";
import { ownedBy, type Owned } from "../engine/owned.ts";
import { changedFunctions, partsOf, type Parts, type Sides } from "./sides.ts";
import { momentAt, type Work } from "./work.ts";

/** Nothing where the function is new, or where the patch changes a caller of it, too. */
export function ownedBefore(work: Work, index: number, parts: Parts): readonly Owned[] {
  const sides = work.sides[index];
  const [now, ...otherArms] = parts.functions;
  if (sides === undefined || now === undefined || otherArms.length > 0) return [];
  const old = onlyVersionOf(sides, parts);
  if (old === undefined || namesOf(old) !== namesOf(now) || old.text === now.text) return [];
  const isMoved = changedFunctions(sides.after).some(
    (other) => other.name !== parts.name && other.functions.some((fn) => calls(fn, parts.name)),
  );
  if (isMoved) return [];
  const { program } = momentAt(work, index, "before");
  const { model, timed } = work.judge;
  return timed("engine", () => ownedBy(old, program, model));
}

function onlyVersionOf({ before, origins }: Sides, { file, name }: Parts): CFunction | undefined {
  const origin = origins.get(file);
  const versions = partsOf(before).find((old) => old.file === origin && old.name === name);
  return versions?.functions.length === 1 ? versions.functions[0] : undefined;
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
