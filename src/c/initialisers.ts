// `= { … }` and compound literals -> a `zero` of the whole and an assignment for each part.

import type { CType, Expr, Lvalue } from "./ir.ts";
import { store } from "./assignments.ts";
import { describedType } from "./ctype.ts";
import { mentioned, valueOf } from "./expressions.ts";
import { emit } from "./graph.ts";
import { temporary, textOf, type Lowering } from "./lowering.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

/** Initialises all of `to`, whose type is `type` where that is known. */
export function lowerList(
  lowering: Lowering,
  to: Lvalue,
  type: CType | undefined,
  list: Syntax,
): void {
  emit(lowering.graph, { kind: "zero", to, at: lowering.at });
  fill(lowering, to, type, list);
}

/** `(struct a){ … }` is a variable without a name. */
export function lowerCompoundLiteral(lowering: Lowering, node: Syntax): Expr {
  const to = temporary(lowering);
  const type = part(node, "type");
  const list = part(node, "value");
  emit(lowering.graph, { kind: "declare", name: to.name, at: lowering.at });
  const described =
    type === undefined ? undefined : describedType(type, (word) => textOf(lowering, word));
  if (described !== undefined)
    lowering.locals.push({ name: to.name, type: described, static: false });
  if (list !== undefined) lowerList(lowering, to, described, list);
  return to;
}

function fill(lowering: Lowering, to: Lvalue, type: CType | undefined, list: Syntax): void {
  let position = 0n;
  for (const child of namedParts(list)) {
    const designators = child.children.filter(({ field }) => field === "designator");
    const value = child.type === "initializer_pair" ? part(child, "value") : child;
    if (value === undefined) continue;
    const place =
      designators.length > 0
        ? designated(lowering, to, designators)
        : positional(to, type, position, list);
    if (place === undefined) lowerUnplaced(lowering, to, value);
    else if (value.type === "initializer_list") fill(lowering, place, elementOf(type), value);
    else store(lowering, place, value);
    position = next(place, position);
  }
}

/** Position behind the element just set, for those that follow it without a designator. */
function next(place: Lvalue | undefined, position: bigint): bigint {
  return place?.kind === "index" && place.index.kind === "number"
    ? place.index.value + 1n
    : position + 1n;
}

function designated(
  lowering: Lowering,
  to: Lvalue,
  designators: readonly Syntax[],
): Lvalue | undefined {
  let place: Lvalue = to;
  for (const designator of designators) {
    const [inner] = namedParts(designator);
    if (inner === undefined) return undefined;
    if (designator.type === "field_designator") {
      place = { kind: "field", base: place, field: textOf(lowering, inner) };
    } else {
      const operator = part(inner, "operator");
      if (operator !== undefined && lowering.notes.ranges.has(operator.start)) return undefined;
      place = { kind: "index", base: place, index: valueOf(lowering, inner) };
    }
  }
  return place;
}

function positional(
  to: Lvalue,
  type: CType | undefined,
  position: bigint,
  list: Syntax,
): Lvalue | undefined {
  const isArray =
    (type !== undefined && type.arrays.length > 0) ||
    namedParts(list).some((pair) => part(pair, "designator")?.type === "subscript_designator");
  if (!isArray) return undefined;
  return { kind: "index", base: to, index: { kind: "number", value: position } };
}

function elementOf(type: CType | undefined): CType | undefined {
  if (type === undefined || type.arrays.length === 0) return undefined;
  return { ...type, arrays: type.arrays.slice(1) };
}

/** A field that is given by its position only, or a range: some part of `to` gets the value. */
function lowerUnplaced(lowering: Lowering, to: Lvalue, value: Syntax): void {
  const inner = value.type === "initializer_list" ? undefined : valueOf(lowering, value);
  if (inner?.kind === "number" && inner.value === 0n) return;
  if (inner === undefined && !namedParts(value).length) return;
  const touches = inner === undefined ? mentioned(lowering, value) : [inner];
  const why = "initialiser by position";
  emit(lowering.graph, { kind: "opaque", touches: [to, ...touches], why, at: lowering.at });
}
