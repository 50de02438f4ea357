// A function that is installed as a callback → what it owes its callers of what it is given.

import type { CFunction } from "../c/ir.ts";
import type { Range } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { type Atom, type Constraints, assume, entails } from "./constraints.ts";
import { type Linear, constant, sub } from "./linear.ts";
import type { Program } from "./program.ts";
import type { Value } from "./values.ts";

/** A parameter that is the function's own at entry. */
export interface Installed {
  readonly name: string;
  /** The field that the function is installed in. */
  readonly as: string;
  readonly scratch: boolean;
  /** Results with which it goes back to the caller. */
  readonly keeps: readonly Range[];
}

/** Nothing for a function that is not there as a whole, or is installed in fields that disagree. */
export function installedIn(fn: CFunction, program: Program, model: Model): readonly Installed[] {
  if (!fn.whole) return [];
  const found = new Map<string, Installed>();
  for (const { struct, field } of program.installedAs(fn)) {
    const obligation = model.obligationOf(struct, field);
    const param = obligation && fn.params[obligation.parameter];
    if (obligation === undefined || param?.type.pointers !== 1) continue;
    if (model.objectOfType(param.type.base) !== obligation.object) continue;
    const { keeps, scratch = false } = obligation;
    found.set(`${param.name} ${JSON.stringify(keeps)}`, {
      name: param.name,
      as: field,
      keeps,
      scratch,
    });
  }
  const all = [...found.values()];
  return all.filter(({ name }) => all.filter((each) => each.name === name).length === 1);
}

/** Whether the result leaves the parameter to the caller; undefined where it may or may not. */
export function isKept(
  { keeps }: Installed,
  constraints: Constraints,
  value: Value | undefined,
): boolean | undefined {
  if (keeps.length === 0 || value === undefined) return false;
  const answers = keeps.map((range) => isIn(range, constraints, value));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function isIn(range: Range, constraints: Constraints, value: Value): boolean | undefined {
  // A valid pointer is larger than any number that a range ends with.
  if (value.kind === "address") return range.max === undefined;
  if (value.kind === "truth") {
    const possible = typeof value.of === "boolean" ? [Number(value.of)] : [0, 1];
    const inside = possible.filter((each) => includes(range, each));
    if (inside.length === 0) return false;
    return inside.length === possible.length ? true : undefined;
  }
  const needed = atomsOf(range, value.term);
  if (needed.every((atom) => entails(constraints, atom))) return true;
  const all = needed.reduce<Constraints | undefined>(
    (known, atom) => known && assume(known, atom),
    constraints,
  );
  return all === undefined ? false : undefined;
}

function includes({ min = -Infinity, max = Infinity }: Range, value: number): boolean {
  return min <= value && value <= max;
}

/** What has to hold of the term for it to be in the range. */
function atomsOf({ min, max }: Range, term: Linear): readonly Atom[] {
  const above = min === undefined ? undefined : sub(constant(min), term);
  const below = max === undefined ? undefined : sub(term, constant(max));
  return [above, below].flatMap((each) => (each === undefined ? [] : [{ kind: "le", term: each }]));
}
