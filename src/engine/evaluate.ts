// Expressions to values, left sides to places.

import type { CType, Expr } from "../c/ir.ts";
import { undeclaredLocals } from "../c/undeclared.ts";
import { app, binary, conditionOf, opposite, termOf } from "./arithmetic.ts";
import { atomFor } from "./compare.ts";
import { converted } from "./conversion.ts";
import { constant, constantOf, literal, negate, sub } from "./linear.ts";
import { meetLink } from "./links.ts";
import { havoc, isZeroed, known, read } from "./memory.ts";
import { truesizeOf } from "./objects.ts";
import { usePlace } from "./parts.ts";
import { target } from "./pointers.ts";
import { regionFor } from "./regions.ts";
import { goToSlot } from "./rings.ts";
import { useStale } from "./stale.ts";
import { type Run, type State, objectOf, suppose } from "./state.ts";
import { intern } from "./symbols.ts";
import { tagOf, typeOfPlace } from "./types-of.ts";
import {
  type Place,
  type Value,
  address,
  element,
  field,
  keyOfPlace,
  keyOfValue,
  moved,
  start,
  valueOf,
  zero,
} from "./values.ts";

export function evaluate(run: Run, state: State, expr: Expr): Value {
  switch (expr.kind) {
    case "number": {
      const term = literal(expr.value);
      return term === undefined ? named(run, state, `${expr.value}`) : valueOf(term);
    }
    case "string":
      return pointer(run, state, `string:${expr.text}`, "a string");
    case "sizeof":
      return size(run, state, expr.text);
    case "outer":
      return outer(run, state, expr.name);
    case "local":
    case "field":
    case "deref":
    case "index":
      return contentOf(run, state, expr);
    case "address":
      return addressOf(run, state, expr.of);
    case "unary":
      return unary(run, state, expr.op, evaluate(run, state, expr.of));
    case "binary": {
      const left = evaluate(run, state, expr.left);
      return binary(run, state, expr.op, left, evaluate(run, state, expr.right));
    }
    case "cast":
      return expr.type.pointers > 0 && isZeroedArray(run, state, expr.of)
        ? address(element(placeOf(run, state, expr.of), constant(0)))
        : converted(run, state, expr.type, evaluate(run, state, expr.of));
    case "container":
      return container(run, state, evaluate(run, state, expr.of), expr.member, expr.type);
    case "opaque":
      return opaque(run, state, expr.text);
  }
}

/** Some number, which the replay is told by the words. */
function opaque(run: Run, state: State, text: string): Value {
  const key = `havoc:${state.clock}:opaque:${text}`;
  const symbol = intern(run.symbols, key, text, { kind: "havoc" });
  if (text !== "") state.reads = { item: symbol.id, before: state.reads };
  return known(state, symbol);
}

/** Where an expression is; anything that is nowhere gets a place of its own, named by its value. */
export function placeOf(run: Run, state: State, expr: Expr): Place {
  switch (expr.kind) {
    case "local":
      return { region: state.frame.region, path: [{ kind: "field", name: expr.name }] };
    case "outer": {
      const region = undeclaredLocals(state.frame.fn).has(expr.name)
        ? state.frame.region
        : globals(run);
      return { region, path: [{ kind: "field", name: expr.name }] };
    }
    case "field":
      return field(containerOf(run, state, expr.base), expr.field);
    case "deref":
      return behind(run, state, evaluate(run, state, expr.of));
    case "index": {
      const at = termOf(run, state, evaluate(run, state, expr.index));
      if (isLvalue(expr.base)) {
        const base = placeOf(run, state, expr.base);
        if (isArray(typeOfPlace(run, base)) || isZeroedArray(run, state, expr.base))
          return element(base, at);
      }
      const first = behind(run, state, evaluate(run, state, expr.base));
      return moved(first, at) ?? behind(run, state, havoc(run, state, "index"));
    }
    case "cast":
      return placeOf(run, state, expr.of);
    default:
      return behind(run, state, evaluate(run, state, { kind: "address", of: expr }));
  }
}

/** A call that stands for a place (`per_cpu(x, cpu).field`) is the same place for the same answer. */
function containerOf(run: Run, state: State, base: Expr): Place {
  const place = placeOf(run, state, base);
  if (!isTemporary(base) || tagOf(typeOfPlace(run, place)) !== undefined) return place;
  return behind(run, state, read(run, state, place));
}

function isTemporary(expr: Expr): boolean {
  return expr.kind === "local" && expr.name.startsWith("%");
}

/** Where a pointer value points. */
export function behind(run: Run, state: State, value: Value): Place {
  const place = target(run, state, value);
  if (place !== undefined) return place;
  // A pointer that was worked out is valid, too, where it is followed.
  if (value.kind === "int" && constantOf(value.term) === undefined)
    suppose(state, atomFor(">", value.term));
  const region = regionFor(run.regions, `anonymous:${keyOfValue(value)}`, {
    name: "(…)",
    kind: "input",
    type: undefined,
    locals: undefined,
    symbol: undefined,
  });
  return start(region.id);
}

function contentOf(run: Run, state: State, expr: Expr): Value {
  const place = placeOf(run, state, expr);
  if (state.stale.size > 0 && !isArray(typeOfPlace(run, place))) useStale(run, state, expr, "read");
  return content(run, state, place);
}

/** Of unknown type, and zeroed with the struct that it is in: nobody indexes NULL, or makes another NULL of it. */
function isZeroedArray(run: Run, state: State, expr: Expr): boolean {
  if (expr.kind !== "field") return false;
  const place = placeOf(run, { ...state }, expr);
  return typeOfPlace(run, place) === undefined && isZeroed(state, place);
}

function isArray(type: CType | undefined): boolean {
  return type !== undefined && type.arrays.length > 0;
}

/** An array is worth the address of its first element, anything else its content. */
export function content(run: Run, state: State, place: Place): Value {
  const type = typeOfPlace(run, place);
  if (isArray(type)) return address(element(place, constant(0)));
  usePlace(run, state, place, "read");
  meetLink(run, state, place);
  const object = objectOf(state, place.region);
  const last = place.path.at(-1);
  if (object !== undefined && place.path.length === 2 && last?.kind === "field") {
    const meaning = run.model.fieldOf(last.name);
    if (meaning?.is === "truesize") return valueOf(truesizeOf(run, state, object));
  }
  return read(run, state, place);
}

/** A valid pointer that nobody here owns, the same for the same key. */
export function pointer(run: Run, state: State, key: string, name: string, type?: CType): Value {
  return known(state, intern(run.symbols, key, name, { kind: "havoc" }, type, { min: 1 }));
}

function globals(run: Run): number {
  return regionFor(run.regions, "globals", {
    name: "",
    kind: "globals",
    type: undefined,
    locals: new Map(),
    symbol: undefined,
  }).id;
}

function outer(run: Run, state: State, name: string): Value {
  if (name === "NULL" || name === "false") return zero;
  if (name === "true") return valueOf(constant(1));
  const number = run.program.constantOf(name) ?? run.model.constantOf(name);
  const term = number === undefined ? undefined : literal(BigInt(number));
  if (term !== undefined) return valueOf(term);
  if (/^[A-Z_][A-Z0-9_]*$/.test(name)) return named(run, state, name);
  return read(run, state, placeOf(run, state, { kind: "outer", name }));
}

function size(run: Run, state: State, words: string): Value {
  const bytes = run.model.sizeOf(words);
  if (bytes !== undefined) return valueOf(constant(bytes));
  const key = `sizeof:${words}`;
  return known(state, intern(run.symbols, key, words, { kind: "constant" }, undefined, { min: 1 }));
}

function named(run: Run, state: State, name: string): Value {
  return known(state, intern(run.symbols, `constant:${name}`, name, { kind: "constant" }));
}

function addressOf(run: Run, state: State, of: Expr): Value {
  if (of.kind === "deref") return evaluate(run, state, of.of);
  if (isTemporary(of)) return evaluate(run, state, of);
  if (isLvalue(of)) {
    const place = placeOf(run, state, of);
    const type = typeOfPlace(run, place);
    if (of.kind === "index") goToSlot(run, state, place);
    return address(
      type !== undefined && type.arrays.length > 0 ? element(place, constant(0)) : place,
    );
  }
  if (of.kind === "cast") return addressOf(run, state, of.of);
  return pointer(run, state, `address-of:${state.clock}`, "&(…)");
}

function unary(run: Run, state: State, op: "-" | "~" | "!", of: Value): Value {
  if (op === "!") return { kind: "truth", of: opposite(conditionOf(of)) };
  const term = termOf(run, state, of);
  if (op === "-") return valueOf(negate(term));
  // Of no type, ~0 may as well be the largest number of one.
  const other = constantOf(term) === 0 ? undefined : sub(negate(term), constant(1));
  return other === undefined ? app(run, state, "~", [term]) : valueOf(other);
}

/** `container_of(p, type, member)`: back from the member to the struct around it. */
function container(run: Run, state: State, of: Value, member: string, type: string): Value {
  if (of.kind === "address") {
    const members = member.split(".");
    const tail = of.place.path.slice(-members.length);
    const fits = tail.every(
      (selector, at) => selector.kind === "field" && selector.name === members[at],
    );
    const path = of.place.path.slice(0, -members.length);
    if (fits && path.length > 0) return address({ region: of.place.region, path });
    return pointer(run, state, `container:${keyOfPlace(of.place)}:${type}:${member}`, "(…)");
  }
  // What is looked at as a member of something is a pointer, whatever its type says.
  target(run, { ...state }, of);
  return pointer(run, state, `container:${keyOfValue(of)}:${type}:${member}`, "(…)");
}

function isLvalue(expr: Expr): boolean {
  switch (expr.kind) {
    case "local":
    case "outer":
    case "field":
    case "deref":
    case "index":
      return true;
    default:
      return false;
  }
}
