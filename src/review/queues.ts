// All the code in sight → which queue fields something initialises, and which nothing does.

import type { CFunction, CUnit, Expr, Instruction, Span, StructField } from "../c/ir.ts";
import { tagOf } from "../engine/types-of.ts";
import type { Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { type Bodies, bodiesOf } from "./bodies.ts";
import { type Beside, besidesOf } from "./dropped.ts";
import { mayInitialise } from "./mentions.ts";
import {
  type Scene, addressedPlace, aliasesIn, fieldTypes, isAddress, namesOf, typeOf,
} from "./scenes.ts"; // prettier-ignore

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
  /** The text of each unit, and what there is besides. */
  readonly text: readonly string[];
  /** Whether what the function calls leaves the queue that it gets as this argument as it is. */
  readonly isLeft?: (fn: CFunction, callee: string, at: number) => boolean;
}

/** What was there before, for queues that lost their initialisation; `besides`: files that mention them. */
export interface Formerly {
  readonly units: readonly CUnit[];
  /** Last words of queues whose initialisation is gone. */
  readonly dropped: ReadonlySet<string>;
  /** Undefined where nobody could look. */
  readonly besides: readonly Beside[] | undefined;
}

/**
 * `no` only for a queue that nothing in sight initialises or may: a field that these patches add, as
 * what the tree has besides cannot know of it, or one whose initialisation they take away.
 */
export function readinessIn(
  inSight: InSight,
  model: Model,
  formerly: Formerly = { units: [], dropped: new Set(), besides: undefined },
): (struct: string | undefined, field: string) => Ready {
  const dropped = droppedQueues(inSight, formerly, model);
  const asked = new Set([...addedQueues(inSight.units, formerly.units, model), ...dropped]);
  if (asked.size === 0) return () => "unknown";
  const names = new Set([...asked].map((queue) => queue.slice(queue.indexOf(".") + 1)));
  const all = dropped.size === 0 ? inSight : withBesides(inSight, formerly.besides ?? [], dropped);
  const seen = seenIn(all, names, model);
  const isHarmless = (callee: string) => leavesQueues(callee, model);
  const mentioned = mayInitialise(all.text, names, { isHarmless, lines: seen.lines });
  return (struct, field) => {
    const tags = seen.initialised.get(field);
    if (tags !== undefined && (struct === undefined || tags.has(struct) || tags.has(""))) {
      return "yes";
    }
    if (seen.doubtful.has(field) || mentioned.has(field)) return "unknown";
    return asked.has(`${struct ?? ""}.${field}`) ? "no" : "unknown";
  };
}

function seenIn(
  { units, bodies, isLeft = () => false }: InSight,
  names: ReadonlySet<string>,
  model: Model,
): Sightings {
  const types = fieldTypes(units);
  const seen: Sightings = { initialised: new Map(), doubtful: new Set(), lines: new Set() };
  for (const fn of bodies.mentioning(names)) {
    const scene: Scene = { fn, types, model, aliases: aliasesIn(fn) };
    for (const { instructions, end } of fn.cfg.blocks) {
      for (const instruction of instructions)
        sight(instruction, scene, seen, (callee, at) => isLeft(fn, callee, at));
      // Whoever gets the address may initialise what is there.
      if (end.kind === "return" && end.value !== undefined) doubtAddress(end.value, scene, seen);
    }
  }
  return seen;
}

/**
 * Queues as `struct.field`, and as `.name` for variables of a file, that were initialised by lines which
 * are gone. A variable that shares its name with some field is left out.
 */
function droppedQueues(
  { text }: InSight,
  { units, dropped, besides }: Formerly,
  model: Model,
): ReadonlySet<string> {
  if (dropped.size === 0 || besides === undefined) return new Set();
  const before = seenIn({ units, bodies: bodiesOf(units), text: [] }, dropped, model);
  const queues = [...before.initialised].flatMap(([name, tags]) =>
    dropped.has(name) ? [...tags].map((tag) => `${tag}.${name}`) : [],
  );
  const all = [...text, ...besides.map((each) => each.text)];
  const isField = (name: string): boolean =>
    all.some((each) => new RegExp(`(?:->|\\.) ?${name}\\b`).test(each));
  // Who uses it was looked for where it is declared.
  const isStruct = (tag: string): boolean => all.some((each) => declares(each, tag));
  return new Set(
    queues.filter((queue) =>
      queue.startsWith(".")
        ? !isField(queue.slice(1))
        : isStruct(queue.slice(0, queue.indexOf("."))),
    ),
  );
}

function declares(text: string, tag: string): boolean {
  return new RegExp(`\\bstruct ${tag}\\s*\\{`).test(text);
}

/** Files are read that name a struct of the queues, or stand beside those of the patches. */
function withBesides(
  { units, bodies, text, ...more }: InSight,
  besides: readonly Beside[],
  queues: ReadonlySet<string>,
): InSight {
  // What a source declares, no other file knows.
  const isOwn = (tag: string): boolean =>
    units.some(({ file }, at) => file.endsWith(".c") && declares(text[at] ?? "", tag));
  const tags = [...queues].map((queue) => queue.slice(0, queue.indexOf(".")));
  const structs = new Set(tags.filter((tag) => tag === "" || !isOwn(tag)));
  if (structs.size === 0) return { units, bodies, text, ...more };
  const known = units.map(({ file }) => file);
  const read = besidesOf(besides, structs, known);
  const others = read.map(({ unit }) => unit());
  const own = bodiesOf(others);
  return {
    ...more,
    units: [...units, ...others],
    bodies: {
      get: bodies.get,
      mentioning: (words) => [...bodies.mentioning(words), ...own.mentioning(words)],
    },
    text: [...text, ...read.map((each) => each.text)],
  };
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

function doubtAddress(expr: Expr, scene: Scene, seen: Sightings): void {
  const place = addressedPlace(expr, scene);
  if (place !== undefined) for (const name of namesOf(place)) seen.doubtful.add(name);
}

function sight(
  instruction: Instruction,
  scene: Scene,
  seen: Sightings,
  isLeft: (callee: string, at: number) => boolean,
): void {
  if (instruction.kind === "opaque") {
    for (const touched of instruction.touches) {
      for (const name of namesOf(touched)) seen.doubtful.add(name);
      doubtAddress(touched, scene, seen);
    }
  }
  if (instruction.kind === "assign" && instruction.to.kind === "field") {
    // `q.next = …` by hand.
    for (const name of namesOf(instruction.to.base)) seen.doubtful.add(name);
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
    const place = addressedPlace(arg, scene);
    if (place === undefined) continue;
    if (contract === undefined && callee.kind === "outer" && isLeft(callee.name, at)) {
      understand(instruction.at, seen);
    } else if (contract === undefined) {
      // What a callee without a contract does with its argument is not looked at here.
      for (const name of namesOf(place)) seen.doubtful.add(name);
    } else if (initialises(contract, at)) {
      const name = place.kind === "field" ? place.field : place.name;
      const tags = seen.initialised.get(name) ?? new Set();
      tags.add(place.kind === "field" ? (tagOf(typeOf(place.base, scene)) ?? "") : "");
      seen.initialised.set(name, tags);
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
