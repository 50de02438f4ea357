// All the code in sight → which queue fields something initialises, and which nothing does.

import type { CFunction, CType, CUnit, Expr, Instruction } from "../c/ir.ts";
import { elementType, tagOf } from "../engine/types-of.ts";
import type { Contract, Model } from "../model/contract.ts";

export type Ready = "yes" | "no" | "unknown";

interface Sightings {
  /** Field → tags of the structs whose field is initialised; "" where the struct is not known. */
  readonly initialised: Map<string, Set<string>>;
  /** Fields that something we do not follow may initialise. */
  readonly doubtful: Set<string>;
  /** Words of the calls that initialise a queue. */
  readonly calls: Set<string>;
}

/**
 * `no` only for a queue field that these patches add, and that nothing in sight initialises or may.
 * `text` is all that is in sight as text: a line that speaks of a field and of "init" is a doubt.
 */
export function readinessIn(
  units: readonly CUnit[],
  text: readonly string[],
  model: Model,
): (struct: string | undefined, field: string) => Ready {
  const types = fieldTypes(units);
  const seen: Sightings = { initialised: new Map(), doubtful: new Set(), calls: new Set() };
  for (const fn of units.flatMap((unit) => unit.functions)) {
    const scene: Scene = { fn, types, model, aliases: aliasesIn(fn) };
    for (const { instructions, end } of fn.cfg.blocks) {
      for (const instruction of instructions) sight(instruction, scene, seen);
      // Whoever gets the address may initialise what is there.
      if (end.kind === "return" && end.value !== undefined) doubtAddress(end.value, scene, seen);
    }
  }
  const added = addedQueues(units, model);
  const words = initialisedWords(text, model, seen.calls);
  return (struct, field) => {
    const tags = seen.initialised.get(field);
    if (tags !== undefined && (struct === undefined || tags.has(struct) || tags.has(""))) {
      return "yes";
    }
    if (struct === undefined || seen.doubtful.has(field) || words.has(field)) return "unknown";
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

function addedQueues(units: readonly CUnit[], model: Model): ReadonlySet<string> {
  const added = new Set<string>();
  const old = new Set<string>();
  for (const { structs } of units) {
    for (const { tag, fields } of structs) {
      for (const field of fields) {
        const type = tagOf(field.type);
        if (type === undefined || !model.queueTypes.includes(type)) continue;
        (field.added ? added : old).add(`${tag}.${field.name}`);
      }
    }
  }
  return new Set([...added].filter((field) => !old.has(field)));
}

/** Identifiers of lines that initialise something in a way that the instructions do not show. */
function initialisedWords(
  text: readonly string[],
  model: Model,
  seen: ReadonlySet<string>,
): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of text.flatMap((each) => each.split("\n"))) {
    const names = line.match(/\b[A-Za-z_]\w*/g) ?? [];
    const isDoubtful = names.some(
      (name) => /init/i.test(name) && !(isHarmless(name, model) || seen.has(line.trim())),
    );
    if (isDoubtful) for (const name of names) words.add(name);
  }
  return words;
}

/** A function that is known to initialise no queue. */
function isHarmless(name: string, model: Model): boolean {
  const contract = model.contractOf(name);
  return contract !== undefined && !initialises(contract, undefined);
}

interface Scene {
  readonly fn: CFunction;
  readonly types: FieldTypes;
  readonly model: Model;
  /** Locals that hold the address of a field: `queue` after `queue = &port->txq`. */
  readonly aliases: ReadonlyMap<string, Extract<Expr, { kind: "field" }>>;
}

function aliasesIn(fn: CFunction): Scene["aliases"] {
  const aliases = new Map<string, Extract<Expr, { kind: "field" }>>();
  for (const instruction of fn.cfg.blocks.flatMap(({ instructions }) => instructions)) {
    if (instruction.kind !== "assign" || instruction.to.kind !== "local") continue;
    const value = placeBelow(instruction.value);
    if (isAddress(instruction.value) && value?.kind === "field") {
      aliases.set(instruction.to.name, value);
    }
  }
  return aliases;
}

function isAddress(expr: Expr): boolean {
  return expr.kind === "address" || (expr.kind === "cast" && isAddress(expr.of));
}

/** The field whose address an expression is, through a local or not. */
function addressedField(
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
    for (const field of instruction.touches.flatMap(fieldsOf)) seen.doubtful.add(field);
  }
  if (instruction.kind === "assign" && instruction.to.kind === "field") {
    // `q.next = …` by hand.
    for (const field of fieldsOf(instruction.to.base)) seen.doubtful.add(field);
  }
  if (instruction.kind === "assign" && instruction.to.kind !== "local") {
    doubtAddress(instruction.value, scene, seen);
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
      seen.calls.add(instruction.at.text).add(`${instruction.at.text};`);
    }
  }
}

/** Whether it initialises the queue behind the argument, or behind any. */
function initialises(contract: Contract, at: number | undefined): boolean {
  return (
    contract.kind === "cases" &&
    contract.cases.some(({ effects }) =>
      effects.some(
        (effect) => effect.do === "queue-init" && "arg" in effect.queue && effect.queue.arg === at,
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
