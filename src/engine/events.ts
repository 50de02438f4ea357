// A function and the model → which of its instructions do something to objects, queues, counters or
// lists, or may: what the other instructions are only followed for.

import type { CFunction, CType, Expr, Instruction } from "../c/ir.ts";
import type { Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { within } from "./mentions.ts";
import { ofProgram, type Program } from "./program.ts";

export interface Events {
  /** Locals that may hold a pointer to an object, or a queue. */
  readonly carriers: ReadonlySet<string>;
  readonly isEvent: (instruction: Instruction) => boolean;
  /** Whether the value may be a pointer to an object. */
  readonly carries: (expr: Expr) => boolean;
}

/** How far calls are followed when asking whether a body matters. */
const DEPTH = 3;

/** Whether stepping into the function can show anything about objects. */
export function isActingBody(program: Program, model: Model, fn: CFunction): boolean {
  return doesAnything(program, model, fn, DEPTH);
}

export function eventsOf(program: Program, model: Model, fn: CFunction): Events {
  const carriers = carriersOf(model, fn);
  const carries = (expr: Expr): boolean => mayCarry(expr, carriers);
  const holders = holdersOf(fn, carriers);
  return {
    carriers,
    carries,
    isEvent: (instruction) => {
      switch (instruction.kind) {
        case "call":
          return isActing(program, model, fn, instruction, DEPTH, carriers);
        case "cleanup":
          return true;
        case "iterate":
          return hasEffects(model.contractOf(instruction.macro, instruction.args.length));
        case "assign":
          return isStore(model, instruction, carries, holders);
        case "zero":
          return instruction.to.kind !== "local" || carriers.has(instruction.to.name);
        case "opaque":
          return instruction.touches.some(carries);
        case "declare":
          return false;
      }
    },
  };
}

/** A call whose contract or body does something, or that nobody knows and that is given an object. */
function isActing(
  program: Program,
  model: Model,
  from: CFunction,
  { callee, args }: Extract<Instruction, { kind: "call" }>,
  depth: number,
  carriers: ReadonlySet<string>,
): boolean {
  const carries = (expr: Expr): boolean => mayCarry(expr, carriers);
  if (callee.kind !== "outer") return !isWriter(model, callee) && args.some(carries);
  // Whoever counts, or works later, on a part of an object may release it.
  if (model.defers(callee.name) && carriers.size > 0) return true;
  const contract = model.contractOf(callee.name, args.length);
  if (contract !== undefined)
    return hasEffects(contract) && (!onlyDoubts(contract) || args.some(carries));
  const body = program.calleeOf(from, callee.name);
  if (body === undefined || depth === 0) return args.some(carries);
  // Without a type to tell them, resources are nothing that the callee's own text shows.
  if (model.resources !== undefined && args.some(carries)) return true;
  return doesAnything(program, model, body, depth - 1);
}

/** A call by a field that tells by its name that it only writes what it is asked for. */
function isWriter(model: Model, callee: Expr): boolean {
  const pointer = callee.kind === "deref" ? callee.of : callee;
  return pointer.kind === "field" && model.pointerContractOf("", pointer.field)?.kind === "borrows";
}

const doing = new WeakMap<Program, Map<string, boolean>>();

function doesAnything(program: Program, model: Model, fn: CFunction, depth: number): boolean {
  const known = ofProgram(doing, program);
  const key = `${fn.file} ${fn.name} ${depth}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, false);
  const carriers = carriersOf(model, fn);
  const carries = (expr: Expr): boolean => mayCarry(expr, carriers);
  const holders = holdersOf(fn, carriers);
  const acts = fn.cfg.blocks.some(({ instructions }) =>
    instructions.some((instruction) =>
      instruction.kind === "call"
        ? isActing(program, model, fn, instruction, depth, carriers)
        : instruction.kind === "assign" && isStore(model, instruction, carries, holders),
    ),
  );
  const answer = acts || returnsGiven(model, fn);
  known.set(key, answer);
  return answer;
}

/** Whether it may return a pointer to, or into, what it was given: the caller may keep that. */
function returnsGiven(model: Model, fn: CFunction): boolean {
  if ((fn.returns?.pointers ?? 0) === 0) return false;
  const given = new Set<string>();
  for (const { name, type } of fn.params) if (isGiven(model, type)) given.add(name);
  spread(fn, given, (instruction) => {
    follow(model, instruction, given);
    if (instruction.kind !== "assign" || instruction.to.kind !== "local") return;
    if (pointsInto(instruction.value, given)) given.add(instruction.to.name);
  });
  return fn.cfg.blocks.some(
    ({ end }) => end.kind === "return" && end.value !== undefined && pointsInto(end.value, given),
  );
}

/** The pointer, or one made of it; not what is found behind it. */
function pointsInto(expr: Expr, locals: ReadonlySet<string>): boolean {
  let at = expr;
  while (at.kind === "cast" || at.kind === "container") at = at.of;
  return at.kind === "address"
    ? mayCarry(at.of, locals)
    : at.kind === "local" && locals.has(at.name);
}

function hasEffects(contract: Contract | undefined): boolean {
  if (contract?.kind === "operator")
    return contract.operator === "memcpy" || contract.operator === "memset";
  return (
    contract?.kind === "cases" &&
    contract.cases.some(
      ({ effects, returns }) =>
        effects.some(({ do: deed }) => !QUIET.has(deed)) ||
        (returns.kind === "fresh" && returns.object !== plain),
    )
  );
}

/** Whether all that it may do is to keep what it is given. */
export function onlyDoubts(contract: Contract): boolean {
  return (
    contract.kind === "cases" &&
    contract.cases.every(
      ({ effects, returns }) =>
        returns.kind !== "fresh" && effects.every((effect) => effect.do === "doubt"),
    )
  );
}

/** Effects on nothing that an object hangs on. */
const QUIET: ReadonlySet<string> = new Set(["free-memory", "write", "relink", "unlock"]);

/** Memory that nothing is said about: what it holds counts, and only in its holder's functions. */
const plain = "memory";

/** A pointer to an object is put into memory, or a field that means something is written. */
function isStore(
  model: Model,
  { to, value }: Extract<Instruction, { kind: "assign" }>,
  carries: (expr: Expr) => boolean,
  holders: ReadonlySet<string>,
): boolean {
  if (to.kind === "local") return false;
  if (to.kind === "field" && holders.has(to.field)) return true;
  for (const part of within(to)) {
    const meaning = part.kind === "field" ? model.fieldOf(part.field)?.is : undefined;
    if (meaning === "counter") return true;
    if (meaning !== undefined && carries(to)) return true;
  }
  return carries(value);
}

/** Fields that the function finds objects in: to write one is to put an object there, or to take it away. */
function holdersOf(fn: CFunction, carriers: ReadonlySet<string>): ReadonlySet<string> {
  const holders = new Set<string>();
  for (const { instructions } of fn.cfg.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind !== "assign" || instruction.to.kind !== "local") continue;
      const { to, value } = instruction;
      if (carriers.has(to.name) && value.kind === "field") holders.add(value.field);
    }
  }
  return holders;
}

export function mayCarry(expr: Expr, carriers: ReadonlySet<string>): boolean {
  for (const part of within(expr))
    if (part.kind === "local" && carriers.has(part.name)) return true;
  return false;
}

/** By their types, and by what is put into them. */
export function carriersOf(model: Model, fn: CFunction): ReadonlySet<string> {
  const carriers = new Set<string>();
  for (const { name, type } of fn.locals) if (isCarrier(model, type)) carriers.add(name);
  // A token or a cookie: callers hand objects over under no type.
  for (const { name, type } of fn.params) if (isGiven(model, type)) carriers.add(name);
  spread(fn, carriers, (instruction) => {
    follow(model, instruction, carriers);
  });
  return carriers;
}

function isGiven(model: Model, type: CType): boolean {
  return isCarrier(model, type) || (type.base === "void" && type.pointers === 1);
}

/** What is put into other locals is in them as well. */
function spread(
  fn: CFunction,
  locals: ReadonlySet<string>,
  by: (instruction: Instruction) => void,
): void {
  for (let size = -1; size !== locals.size;) {
    size = locals.size;
    for (const { instructions } of fn.cfg.blocks) instructions.forEach(by);
  }
}

function isCarrier(model: Model, { base }: CType): boolean {
  return model.objectOfType(base) !== undefined || isQueue(model, base);
}

/** Whether the type is a queue's head, or a pointer to one. */
export function isQueue({ queueTypes }: Model, base: string): boolean {
  return queueTypes.includes(base.replace(/^struct /, ""));
}

function follow(model: Model, instruction: Instruction, carriers: Set<string>): void {
  if (instruction.kind === "assign") {
    const { to, value } = instruction;
    const pointer = value.kind === "cast" ? value.of : value;
    if (to.kind === "local" && pointer.kind === "local" && carriers.has(pointer.name))
      carriers.add(to.name);
  } else if (instruction.kind === "call" && instruction.to?.kind === "local") {
    const { to, callee, args } = instruction;
    if (callee.kind !== "outer") return;
    const contract = model.contractOf(callee.name, args.length);
    const passes = args.some((arg) => arg.kind === "local" && carriers.has(arg.name));
    const gives =
      contract?.kind === "operator"
        ? passes && contract.operator === "identity"
        : contract?.kind === "cases" &&
          contract.cases.some(
            ({ returns }) =>
              (returns.kind === "fresh" && returns.object !== plain) ||
              (returns.kind === "same" && passes),
          );
    if (gives) carriers.add(to.name);
  }
}
