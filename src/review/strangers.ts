// Functions → the names of callees that are given an object, or give one, and that nothing in sight
// tells anything about; and of those of the functions that other files may install. With what a tree
// says of them, more can be said of the functions.

import type { CFunction, Instruction } from "../c/ir.ts";
import { carriersOf, mayCarry } from "../engine/events.ts";
import type { Program } from "../engine/program.ts";
import type { Model } from "../model/model.ts";

/** Functions that are looked into from one; names that are asked for. */
const SEEN_MAX = 200;
const NAMES_MAX = 100;

export function strangersIn(
  functions: readonly CFunction[],
  program: Program,
  model: Model,
  most = NAMES_MAX,
): readonly string[] {
  const names = new Set<string>();
  const open = [...functions];
  const seen = new Set(open.map(({ name }) => name));
  for (let fn = open.pop(); fn !== undefined; fn = open.pop()) {
    for (const name of calledIn(fn, model)) {
      const body = program.functionOf(name);
      if (body === undefined) names.add(name);
      else if (!seen.has(name) && seen.size < functions.length + SEEN_MAX) open.push(body);
      seen.add(name);
    }
  }
  for (const fn of functions) if (mayBeInstalled(fn, program, model)) names.add(fn.name);
  return [...names].slice(0, most);
}

/** Whether other files may install it where it is held to what it does to what it is given. */
function mayBeInstalled(fn: CFunction, program: Program, model: Model): boolean {
  if (fn.static || !fn.whole || program.installedAs(fn).length > 0) return false;
  return fn.params.some(
    ({ type }) => type.pointers === 1 && model.objectOfType(type.base) !== undefined,
  );
}

/** Callees without a contract that objects go through. */
function calledIn(fn: CFunction, model: Model): readonly string[] {
  const carriers = carriersOf(model, fn);
  const isCarried = (call: Extract<Instruction, { kind: "call" }>): boolean =>
    call.args.some((arg) => mayCarry(arg, carriers)) ||
    (call.to !== undefined && mayCarry(call.to, carriers));
  return fn.cfg.blocks.flatMap(({ instructions }) =>
    instructions.flatMap((instruction) => {
      if (instruction.kind !== "call" || instruction.callee.kind !== "outer") return [];
      const { name } = instruction.callee;
      const contract = model.contractOf(name, instruction.args.length);
      return contract === undefined && isCarried(instruction) && !isMacro(name) ? [name] : [];
    }),
  );
}

/** By the way that the kernel writes names. */
function isMacro(name: string): boolean {
  return name === name.toUpperCase();
}
