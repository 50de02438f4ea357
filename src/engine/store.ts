// An assignment: the value in the type of its place, and what the place means.

import type { CType, Expr, Lvalue } from "../c/ir.ts";
import { converted } from "./conversion.ts";
import { placeOf } from "./evaluate.ts";
import { fieldWritten } from "./ledgers.ts";
import { forget } from "./lost.ts";
import { copyParts, write } from "./memory.ts";
import { objectBehind, on } from "./objects.ts";
import { usePlace } from "./parts.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf, wordsOfPlace } from "./regions.ts";
import { spread, useStale } from "./stale.ts";
import { type ObjectState, type Run, type State, emit, setObject } from "./state.ts";
import { elementType, hint, isUnion, typeOfPlace } from "./types-of.ts";
import { type Place, type Value, start } from "./values.ts";
import { wordsOf } from "./words.ts";

/** Stores a value; `words` are what the source says for it. */
export function store(run: Run, state: State, to: Lvalue, value: Value, words: string): void {
  const place = placeOf(run, state, to);
  const type = typeOfPlace(run, place);
  usePlace(run, state, place, "write");
  useStale(run, state, to, "write");
  const kept = converted(run, state, type, value);
  if (state.dead) return;
  leaveMembers(run, state, place);
  write(run, state, place, kept);
  fieldWritten(run, state, place, kept, words);
  hintBehind(run, value, type);
  const object = objectBehind(run, state, value);
  if (object === undefined || object.doubt) return;
  if (regionOf(run.regions, place.region).kind === "frame") {
    nameAfter(state, object, to);
    return;
  }
  const into = wordsOfPlace(run.regions, run.symbols, place);
  emit(state, { kind: "store", ...on(state, object), into });
}

/** What the other members of a union hold is another view of a member that is written: it is not known. */
function leaveMembers(run: Run, state: State, { region, path }: Place): void {
  const whole = { region, path: path.slice(0, -1) };
  if (path.length > 1 && isUnion(typeOfPlace(run, whole))) forget(run, state, whole);
}

/** A pointer of this type tells what it points to. */
export function hintBehind(run: Run, value: Value, type: CType | undefined): void {
  const pointee = type !== undefined && type.pointers > 0 ? elementType(type) : undefined;
  if (pointee === undefined || value.kind === "truth") return;
  const region = value.kind === "int" ? regionBehind(run, value) : undefined;
  if (value.kind === "address") hint(run, value.place, pointee);
  else if (region !== undefined) hint(run, start(region), pointee);
}

/** A head out of a slot, or what a call returned, is called what the function calls it. */
function nameAfter(state: State, object: ObjectState, to: Lvalue): void {
  const provisional = object.origin === "slot" || /^(?:%|what )/.test(object.name);
  if (!provisional || to.kind !== "local" || to.name.startsWith("%")) return;
  setObject(state, { ...object, name: wordsOf(to) });
}

/** `a = b` where b may be a struct: its parts are copied too. */
export function assign(run: Run, state: State, to: Lvalue, from: Expr, value: Value): void {
  // Where it comes from is as things were: `list = list->next`.
  const source = isPlace(from) && !isScalar(state, from) ? placeOf(run, state, from) : undefined;
  store(run, state, to, value, wordsOf(from));
  if (to.kind === "local") spread(state, from, state.frame, to.name, state.frame);
  if (state.dead || source === undefined) return;
  copyParts(state, source, placeOf(run, state, to));
}

/** A local of a type that has no parts. */
function isScalar({ frame: { fn } }: State, expr: Expr): boolean {
  if (expr.kind !== "local") return false;
  const isIt = ({ name }: { readonly name: string }): boolean => name === expr.name;
  const type = (fn.locals.find(isIt) ?? fn.params.find(isIt))?.type;
  return type !== undefined && (type.pointers > 0 || type.integer !== undefined);
}

function isPlace(expr: Expr): boolean {
  return (
    expr.kind === "local" || expr.kind === "field" || expr.kind === "deref" || expr.kind === "index"
  );
}
