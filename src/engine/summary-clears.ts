// A callee clears what a parameter points to and then writes some of it, not on every path: states that
// differ in nothing else are followed once, and the others' writes are not in what was seen.

import type { CFunction, Expr } from "../c/ir.ts";
import type { Case, Effect } from "../model/contract.ts";

/** The case, with whatever the body may write behind a parameter that the case clears. */
export function withWritten(fn: CFunction, way: Case): Case {
  const cleared = way.effects.flatMap((effect) =>
    effect.do === "clear" && "arg" in effect.of && effect.of.path === undefined
      ? [effect.of.arg]
      : [],
  );
  if (cleared.length === 0) return way;
  const known = new Set(way.effects.flatMap((effect) => (effect.do === "write" ? [keyOf(effect)] : []))); // prettier-ignore
  const more = cleared.flatMap((arg) =>
    pathsBehind(fn, fn.params[arg]?.name ?? "").map((path): Write => {
      return { do: "write", to: { arg, path }, value: "any" };
    }),
  );
  const fresh = new Map(more.filter((write) => !known.has(keyOf(write))).map((write) => [keyOf(write), write])); // prettier-ignore
  return { ...way, effects: [...way.effects, ...fresh.values()] };
}

type Write = Extract<Effect, { do: "write" }>;

function keyOf({ to }: Write): string {
  return JSON.stringify(to);
}

/** What is assigned, or what callees are given the address of. */
function pathsBehind({ cfg }: CFunction, name: string): readonly (readonly string[])[] {
  return cfg.blocks
    .flatMap(({ instructions }) =>
      instructions.flatMap((each): readonly Expr[] => {
        if (each.kind === "assign") return [each.to];
        if (each.kind !== "call") return [];
        const given = each.args.flatMap((arg) => (arg.kind === "address" ? [arg.of] : []));
        return each.to === undefined ? given : [each.to, ...given];
      }),
    )
    .flatMap((place) => {
      const path = pathOf(place, name);
      return path === undefined || path.length === 0 ? [] : [path];
    });
}

/** The fields of `name->a.b[2].c`, as far as no index or pointer comes between: a, b. */
function pathOf(place: Expr, name: string): readonly string[] | undefined {
  if (place.kind === "deref")
    return place.of.kind === "local" && place.of.name === name ? [] : undefined;
  if (place.kind === "index") return pathOf(place.base, name);
  if (place.kind !== "field") return undefined;
  const base = pathOf(place.base, name);
  return base && (place.base.kind === "index" ? base : [...base, place.field]);
}
