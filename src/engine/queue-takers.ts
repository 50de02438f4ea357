// What a callee that is not followed does with a queue that it is given: read off its body, without
// following a path.

import type { BlockId, CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Effect } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { isQueue } from "./events.ts";
import { nextOf, readsOf, rootOf, within, writesOf } from "./mentions.ts";
import { ofProgram, type Program } from "./program.ts";

/** How far calls are followed. */
const DEPTH = 3;

/** What is done to the queue first, on whatever path. */
type Taking = "uses" | "readies" | "leaves" | "unknown";

const known = new WeakMap<Program, Map<string, Taking>>();

/**
 * Whether the callee works with the queue behind its argument as it gets it: on some path that is
 * the first thing that it does to it, and on none is it an initialisation.
 */
export function takesReady(program: Program, model: Model, callee: CFunction, at: number): boolean {
  return takingOf(program, model, callee, at, DEPTH) === "uses";
}

/** Whether the callee is certain not to initialise the queue behind its argument. */
export function readiesNone(
  program: Program,
  model: Model,
  callee: CFunction | undefined,
  at: number,
): boolean {
  const taking = takingOf(program, model, callee, at, DEPTH);
  return taking === "uses" || taking === "leaves";
}

function takingOf(
  program: Program,
  model: Model,
  fn: CFunction | undefined,
  at: number,
  depth: number,
): Taking {
  const param = fn?.params[at];
  if (fn === undefined || param === undefined || depth === 0) return "unknown";
  const { pointers, base } = param.type;
  if (pointers !== 1 || !isQueue(model, base)) return "unknown";
  const takings = ofProgram(known, program);
  const key = `${fn.file} ${fn.name}:${at} ${depth}`;
  const found = takings.get(key) ?? takingIn(program, model, fn, param.name, depth);
  takings.set(key, found);
  return found;
}

function takingIn(
  program: Program,
  model: Model,
  fn: CFunction,
  name: string,
  depth: number,
): Taking {
  const { entry, blocks } = fn.cfg;
  const first = new Set<Taking>();
  const seen = new Set<BlockId>([entry]);
  // What is added to the set on the way is come to as well.
  for (const id of seen) {
    const block = blocks[id];
    if (block === undefined) continue;
    let taking: Taking = "leaves";
    for (const instruction of block.instructions) {
      taking = takingBy(program, model, fn, instruction, name, depth);
      if (taking !== "leaves") break;
    }
    first.add(taking);
    if (taking === "leaves") for (const to of nextOf(block.end)) seen.add(to);
  }
  return gravest(first);
}

function gravest(takings: ReadonlySet<Taking>): Taking {
  const order = ["readies", "uses", "unknown"] as const;
  return order.find((taking) => takings.has(taking)) ?? "leaves";
}

function takingBy(
  program: Program,
  model: Model,
  fn: CFunction,
  instruction: Instruction,
  name: string,
  depth: number,
): Taking {
  const isIt = (expr: Expr): boolean => isLocal(expr, name);
  if (writesOf(instruction).some((expr) => rootOf(expr) === name)) return "unknown";
  if (instruction.kind === "iterate") return instruction.args.some(isIt) ? "uses" : "leaves";
  if (instruction.kind !== "call" || instruction.callee.kind !== "outer")
    return readsOf(instruction).some((expr) => mayKeep(expr, name)) ? "unknown" : "leaves";
  const { callee, args } = instruction;
  const takings = args.flatMap((arg, at): Taking[] => {
    if (!isIt(arg)) return !isLock(model, arg) && mayKeep(arg, name) ? ["unknown"] : [];
    if (callee.name === fn.name) return ["leaves"];
    const contract = model.contractOf(callee.name, args.length);
    if (contract === undefined) return [takingOf(program, model, program.calleeOf(fn, callee.name), at, depth - 1)]; // prettier-ignore
    if (contract.kind !== "cases") return ["leaves"];
    return contract.cases.flatMap(({ effects }) => effects.map((effect) => done(effect, at)));
  });
  return gravest(new Set(takings));
}

function isLock({ queueLock }: Model, expr: Expr): boolean {
  return expr.kind === "address" && expr.of.kind === "field" && expr.of.field === queueLock;
}

/** The pointer itself, or one into the queue, is in the expression: not only a field that is read. */
function mayKeep(expr: Expr, name: string): boolean {
  const looked = new Set<Expr>();
  for (const each of within(expr)) {
    if (each.kind === "field" && each.base.kind === "deref") looked.add(each.base.of);
    if (each.kind === "address") return [...within(each)].some((part) => isLocal(part, name));
    if (isLocal(each, name) && !looked.has(each)) return true;
  }
  return false;
}

function isLocal(expr: Expr, name: string): boolean {
  return expr.kind === "local" && expr.name === name;
}

/** What an effect does to the queue behind one argument. */
function done(effect: Effect, at: number): Taking {
  const isIt = (ref: { readonly arg?: number; readonly path?: readonly string[] }): boolean =>
    ref.arg === at && ref.path === undefined;
  switch (effect.do) {
    case "queue":
    case "queue-use":
    case "queue-purge":
      return isIt(effect.queue) ? "uses" : "leaves";
    case "queue-splice":
      return isIt(effect.from) || isIt(effect.to) ? "uses" : "leaves";
    case "queue-init":
      return isIt(effect.queue) ? "readies" : "leaves";
    default:
      return "leaves";
  }
}
