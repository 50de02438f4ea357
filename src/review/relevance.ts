// A cheap look at a function: whether the model has anything to say about what it does.

import type { CFunction, Expr, Instruction } from "../c/ir.ts";
import { isQueue, onlyDoubts } from "../engine/events.ts";
import type { Model } from "../model/model.ts";
import type { Bodies } from "./bodies.ts";
import { namesOf } from "./scenes.ts";

// How far calls are followed. A miss here only means that a function is said to be skipped.
const DEPTH = 3;

/** False without a queue of its own, when no call and no field written of it or its known callees has effects. */
export function isRelevant(fn: CFunction, model: Model, bodies: Bodies): boolean {
  return hasQueue(fn, model) || looksRelevant(fn, model, bodies, DEPTH);
}

/** A queue of the function's own has to be there before a callee elsewhere works with it. */
function hasQueue({ locals }: CFunction, model: Model): boolean {
  return locals.some(({ type }) => type.pointers === 0 && isQueue(model, type.base));
}

function looksRelevant(fn: CFunction, model: Model, bodies: Bodies, depth: number): boolean {
  return fn.cfg.blocks.some(({ instructions }) =>
    instructions.some((instruction) => hasEffect(instruction, model, bodies, depth)),
  );
}

function hasEffect(instruction: Instruction, model: Model, bodies: Bodies, depth: number): boolean {
  switch (instruction.kind) {
    case "assign":
      return namesOf(instruction.to).some((name) => model.fieldOf(name) !== undefined);
    case "call":
      return callHasEffect(instruction.callee, instruction.args.length, model, bodies, depth);
    case "cleanup":
      return callHasEffect({ kind: "outer", name: instruction.by }, 1, model, bodies, depth);
    case "iterate":
      return callHasEffect({ kind: "outer", name: instruction.macro }, instruction.args.length, model, bodies, 0); // prettier-ignore
    case "zero":
    case "declare":
    case "opaque":
      return false;
  }
}

function callHasEffect(
  callee: Expr,
  args: number,
  model: Model,
  bodies: Bodies,
  depth: number,
): boolean {
  // The struct of a function pointer is a matter of types: any field may be one with a contract.
  if (callee.kind !== "outer") return true;
  const contract = model.contractOf(callee.name, args);
  if (contract !== undefined && onlyDoubts(contract)) return false;
  if (contract?.kind === "cases")
    return contract.cases.some(
      ({ effects, returns }) => effects.length > 0 || returns.kind === "fresh",
    );
  if (contract !== undefined || depth === 0) return false;
  const known = bodies.get(callee.name);
  return known.some((body) => looksRelevant(body, model, bodies, depth - 1));
}
