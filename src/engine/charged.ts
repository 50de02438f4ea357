// The end of a path → the buffers that grew, and what was charged to a socket's counter for it.

import type { CFunction } from "../c/ir.ts";
import { assume, negate } from "./constraints.ts";
import { add, constant, constantOf, keyOf, type Linear, sub, type Sym, symbol } from "./linear.ts";
import { truesizeOf } from "./objects.ts";
import type { ObjectState, Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";

/** Both as the source names them. */
export interface Charged {
  /** A parameter. */
  readonly object: string;
  readonly ledger: string;
}

/** What this end of a path charged for what it was given: exactly what it grew by. */
export function* chargedOn(run: Run, state: State, fn: CFunction): Generator<Charged> {
  const sums = new Map<string, Linear | undefined>();
  for (const { name, bytes } of state.charges) {
    const sum = sums.has(name) ? sums.get(name) : constant(0);
    sums.set(name, sum && add(sum, bytes));
  }
  for (const object of state.objects) {
    const grown = object && growthOf(run, state, object);
    if (grown === undefined || !fn.params.some(({ name }) => name === object?.name)) continue;
    for (const [ledger, sum] of sums)
      if (sum !== undefined && isSame(state, sum, grown))
        yield { object: object?.name ?? "", ledger };
  }
}

function isSame(state: State, one: Linear, other: Linear): boolean {
  const difference = sub(one, other);
  if (difference === undefined) return false;
  if (constantOf(difference) === 0) return true;
  return assume(state.constraints, negate({ kind: "eq", term: difference })) === undefined;
}

/**
 * The bytes that the destructor of a buffer which the function was given will give back, and did not
 * before the path; undefined where there are none, or nobody knows.
 */
export function growthOf(run: Run, state: State, object: ObjectState): Linear | undefined {
  if (object.origin !== "given" || object.doubt || object.consumed !== undefined) return undefined;
  if (object.uncharges) return truesizeOf(run, state, object);
  const before = object.truesize?.symbols.find((sym) => isFirstSize(run, object, sym));
  if (object.truesize === undefined || before === undefined) return undefined;
  const grown = sub(object.truesize, symbol(before));
  return grown === undefined || constantOf(grown) === 0 ? undefined : grown;
}

/** What tells two states apart that let the charged parameters grow differently. */
export function chargedKey(run: Run, state: State): string {
  return run.charged
    .flatMap(({ object: name }) =>
      state.objects.flatMap((object) => {
        if (object?.name !== name) return [];
        if (object.uncharges) return [` ${name}!`];
        const grown = growthOf(run, state, object);
        return grown === undefined ? [] : [` ${name}+${keyOf(grown)}`];
      }),
    )
    .join("");
}

/** What the path found in the object's truesize first. */
function isFirstSize(run: Run, { region }: ObjectState, sym: Sym): boolean {
  if (run.symbols.byKey.get(`truesize:${region}`)?.id === sym) return true;
  const { place } = symbolOf(run.symbols, sym);
  const [, last] = place?.path ?? [];
  return (
    place?.region === region &&
    place.path.length === 2 &&
    last?.kind === "field" &&
    run.model.fieldOf(last.name)?.is === "truesize"
  );
}
