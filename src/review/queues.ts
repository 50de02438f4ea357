// All the code in sight → which queue fields something initialises, and which nothing does.

import type { CFunction, CType, CUnit, Expr, Instruction, Span, StructField } from "../c/ir.ts";
import { elementType, tagOf } from "../engine/types-of.ts";
import type { Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import type { Bodies } from "./bodies.ts";
import { mayInitialise } from "./mentions.ts";

export type Ready = "yes" | "no" | "unknown";

interface Sightings {
  /** Field → tags of the structs whose field is initialised; "" where the struct is not known. */
  readonly initialised: Map<string, Set<string>>;
  /** Fields that something we do not follow may initialise. */
  readonly doubtful: Set<string>;
  /** Lines about whose queues nothing is left to ask. */
  readonly lines: Set<string>;
}

export interface InSight {
  readonly units: readonly CUnit[];
  readonly bodies: Bodies;
  /** All of it as text. */
  readonly text: readonly string[];
}

/**
 * `no` only for a queue field that these patches add, and that nothing in sight initialises or may:
 * what the tree has besides cannot know of it. `old` is what was there before.
 */
export function readinessIn(
  { units, bodies, text }: InSight,
  model: Model,
  old: readonly CUnit[] = [],
): (struct: string | undefined, field: string) => Ready {
  const added = addedQueues(units, old, model);
  if (added.size === 0) return () => "unknown";
  const names = new Set([...added].map((field) => field.slice(field.indexOf(".") + 1)));
  const types = fieldTypes(units);
  const seen: Sightings = { initialised: new Map(), doubtful: new Set(), lines: new Set() };
  for (const fn of bodies.mentioning(names)) {
    const scene: Scene = { fn, types, model, aliases: aliasesIn(fn) };
    for (const { instructions, end } of fn.cfg.blocks) {
      for (const instruction of instructions) sight(instruction, scene, seen);
      // Whoever gets the address may initialise what is there.
      if (end.kind === "return" && end.value !== undefined) doubtAddress(end.value, scene, seen);
    }
  }
  const isHarmless = (callee: string) => leavesQueues(callee, model);
  const mentioned = mayInitialise(text, names, { isHarmless, lines: seen.lines });
  return (struct, field) => {
    const tags = seen.initialised.get(field);
    if (tags !== undefined && (struct === undefined || tags.has(struct) || tags.has(""))) {
      return "yes";
    }
    if (struct === undefined || seen.doubtful.has(field) || mentioned.has(field)) return "unknown";
    return added.has(`${struct}.${field}`) ? "no" : "unknown";
  };
}

type FieldTypes = ReadonlyMap<string, CType>;

function fieldTypes(units: readonly CUnit[]): FieldTypes {
  const types = new Map<string, CType>();
  for (const { structs } of units) {
    for (const { tag, fields } of structs) {
      for (const { name, type } of fields) types.set(`${tag}.${name}`, type);
    }
  }
  return types;
}

/** Fields as `struct.field` that are new, and not only moved, renamed or written in another way. */
function addedQueues(
  units: readonly CUnit[],
  old: readonly CUnit[],
  model: Model,
): ReadonlySet<string> {
  const added = new Set<string>();
  const kept = new Set<string>();
  for (const { tag, field } of fieldsIn(units)) {
    const type = tagOf(field.type);
    if (!field.added) kept.add(`${tag}.${field.name}`);
    else if (type !== undefined && model.queueTypes.includes(type))
      added.add(`${tag}.${field.name}`);
  }
  if (added.size === 0) return added;
  const now = fieldTypes(units);
  const gone = new Set<string>();
  for (const { tag, field } of fieldsIn(old)) {
    kept.add(`${tag}.${field.name}`);
    if (!now.has(`${tag}.${field.name}`)) gone.add(field.name);
  }
  const isNew = (field: string) =>
    !kept.has(field) && !gone.has(field.slice(field.indexOf(".") + 1));
  return new Set([...added].filter(isNew));
}

function fieldsIn(units: readonly CUnit[]): readonly { tag: string; field: StructField }[] {
  return units.flatMap(({ structs }) =>
    structs.flatMap(({ tag, fields }) => fields.map((field) => ({ tag, field }))),
  );
}

/** A function that is known to initialise no queue. */
function leavesQueues(name: string, model: Model): boolean {
  const contract = model.contractOf(name);
  return contract !== undefined && !initialises(contract, undefined);
}

interface Scene {
  readonly fn: CFunction;
  readonly types: FieldTypes;
  readonly model: Model;
  /** Locals that hold the address of one field and nothing else: `queue` after `queue = &port->txq`. */
  readonly aliases: ReadonlyMap<string, Extract<Expr, { kind: "field" }>>;
}

export function sceneOf(fn: CFunction, units: readonly CUnit[], model: Model): Scene {
  return { fn, types: fieldTypes(units), model, aliases: aliasesIn(fn) };
}

function aliasesIn(fn: CFunction): Scene["aliases"] {
  const aliases = new Map<string, Extract<Expr, { kind: "field" }>>();
  const set = new Set<string>();
  for (const instruction of fn.cfg.blocks.flatMap(({ instructions }) => instructions)) {
    if (instruction.kind !== "assign" || instruction.to.kind !== "local") continue;
    const { name } = instruction.to;
    const value = placeBelow(instruction.value);
    // Of one that is set twice, nobody knows here what it is.
    if (set.has(name)) aliases.delete(name);
    else if (isAddress(instruction.value) && value?.kind === "field") aliases.set(name, value);
    set.add(name);
  }
  return aliases;
}

function isAddress(expr: Expr): boolean {
  return expr.kind === "address" || (expr.kind === "cast" && isAddress(expr.of));
}

/** The field whose address an expression is, through a local or not. */
export function addressedField(
  expr: Expr,
  { aliases }: Scene,
): Extract<Expr, { kind: "field" }> | undefined {
  if (expr.kind === "local") return aliases.get(expr.name);
  const place = isAddress(expr) ? placeBelow(expr) : undefined;
  return place?.kind === "field" ? place : undefined;
}

function doubtAddress(expr: Expr, scene: Scene, seen: Sightings): void {
  const place = addressedField(expr, scene);
  if (place !== undefined) for (const field of fieldsOf(place)) seen.doubtful.add(field);
}

function sight(instruction: Instruction, scene: Scene, seen: Sightings): void {
  if (instruction.kind === "opaque") {
    for (const touched of instruction.touches) {
      for (const field of fieldsOf(touched)) seen.doubtful.add(field);
      doubtAddress(touched, scene, seen);
    }
  }
  if (instruction.kind === "assign" && instruction.to.kind === "field") {
    // `q.next = …` by hand.
    for (const field of fieldsOf(instruction.to.base)) seen.doubtful.add(field);
  }
  if (instruction.kind === "assign") {
    const { to, value, at } = instruction;
    if (to.kind === "local" && isAddress(value) && scene.aliases.has(to.name)) understand(at, seen);
    else doubtAddress(value, scene, seen);
  }
  if (instruction.kind !== "call") return;
  const { callee, args } = instruction;
  const contract =
    callee.kind === "outer" ? scene.model.contractOf(callee.name, args.length) : undefined;
  for (const [at, arg] of args.entries()) {
    const place = addressedField(arg, scene);
    if (place === undefined) continue;
    if (contract === undefined) {
      // What a callee without a contract does with its argument is not looked at here.
      for (const field of fieldsOf(place)) seen.doubtful.add(field);
    } else if (initialises(contract, at)) {
      const tags = seen.initialised.get(place.field) ?? new Set();
      tags.add(tagOf(typeOf(place.base, scene)) ?? "");
      seen.initialised.set(place.field, tags);
      understand(instruction.at, seen);
    }
  }
}

function understand({ text }: Span, { lines }: Sightings): void {
  lines.add(text).add(`${text};`);
}

/** Whether it initialises the queue behind the argument, or behind any. */
function initialises(contract: Contract, at: number | undefined): boolean {
  return (
    contract.kind === "cases" &&
    contract.cases.some(({ effects }) =>
      effects.some(
        (effect) =>
          effect.do === "queue-init" &&
          (at === undefined || ("arg" in effect.queue && effect.queue.arg === at)),
      ),
    )
  );
}

/** Every field on the way to a place. */
export function fieldsOf(place: Expr): readonly string[] {
  const fields: string[] = [];
  for (let at = placeBelow(place); at !== undefined; at = placeBelow(below(at))) {
    if (at.kind === "field") fields.push(at.field);
  }
  return fields;
}

function placeBelow(expr: Expr | undefined): Expr | undefined {
  return expr?.kind === "address" || expr?.kind === "cast" ? placeBelow(expr.of) : expr;
}

function below(place: Expr): Expr | undefined {
  switch (place.kind) {
    case "field":
    case "index":
      return place.base;
    case "deref":
      return place.of;
    default:
      return undefined;
  }
}

/** As far as declarations in sight say it. */
function typeOf(expr: Expr, scene: Scene): CType | undefined {
  switch (expr.kind) {
    case "local": {
      const { params, locals } = scene.fn;
      return [...params, ...locals].find(({ name }) => name === expr.name)?.type;
    }
    case "field": {
      const tag = tagOf(typeOf(expr.base, scene));
      return tag === undefined ? undefined : scene.types.get(`${tag}.${expr.field}`);
    }
    case "deref":
      return behind(typeOf(expr.of, scene));
    case "index":
      return behind(typeOf(expr.base, scene));
    case "cast":
      return expr.type;
    default:
      return undefined;
  }
}

function behind(type: CType | undefined): CType | undefined {
  return type && elementType(type);
}
