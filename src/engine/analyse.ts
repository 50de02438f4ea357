// A function and a program in, its feasible paths out, each with the facts that its end has.

import type { CFunction } from "../c/ir.ts";
import type { Model } from "../model/model.ts";
import type { Path, Scenario, Step } from "../types.ts";
import type { Atom } from "./constraints.ts";
import type { End } from "./execute.ts";
import { type Duties, noDuties } from "./duties.ts";
import { factsAtExit } from "./exit.ts";
import { installedIn } from "./installed.ts";
import { type Limits, cheap, limits as standard } from "./limits.ts";
import type { CacheDecl, Program } from "./program.ts";
import { scenarioFor } from "./scenario.ts";
import { listOf } from "./records.ts";
import { withoutGifts } from "./references.ts";
import { type Run, type Sightings, type State, emit, here, knownWhen } from "./state.ts";
import { summaryOf } from "./summary.ts";
import { newRun, walk } from "./walk.ts";

export interface Analysis {
  readonly paths: readonly Path[];
  /** Sentences about what was taken for granted. */
  readonly assumptions: readonly string[];
  /** Functions with a loop that turns more often than it is followed. */
  readonly bounded: readonly string[];
  /** Why not every path was followed, when that is so. */
  readonly stopped: string | undefined;
  readonly instructions: number;
}

/** What a scenario is made of; kept beside the plain paths. */
interface Ending {
  readonly run: Run;
  readonly state: State;
  readonly given: ReadonlyMap<Step, readonly Atom[]>;
}

const endings = new WeakMap<Path, Ending>();

/**
 * All feasible paths through the function, within the limits; with one turn more of every loop
 * where that is cheap. `duties`: what it is held to at the ends of its paths. Never throws on strange code.
 */
export function analyse(
  fn: CFunction,
  program: Program,
  model: Model,
  duties: Duties = noDuties,
  limits: Limits = standard,
): Analysis {
  const { analysis: first, ways } = analysedWithin(fn, program, model, duties, limits);
  if (first.bounded.length === 0 || first.instructions > cheap) return first;
  const deeper = { ...limits, loopTurns: limits.loopTurns + 1 };
  const { analysis: second } = analysedWithin(fn, program, model, duties, deeper, ways);
  return second.stopped === undefined ? second : first;
}

function analysedWithin(
  fn: CFunction,
  program: Program,
  model: Model,
  duties: Duties,
  limits: Limits,
  before?: Run["waysSeen"],
): { readonly analysis: Analysis; readonly ways: Run["waysSeen"] } {
  const installed = installedIn(fn, program, model);
  const run = newRun({
    program,
    model,
    limits,
    // What a function owes of what it is given depends on what it returns.
    role: duties.owned.length + installed.length > 0 ? "callee" : "top",
    summaryOf: (callee) => summaryOf(program, model, callee),
    sightings: undefined,
    ...duties,
    installed,
    ...(before === undefined ? {} : { waysBefore: before }),
  });
  const paths = pathsOf(run, fn);
  const stopped =
    run.instructions > limits.instructions
      ? `stopped after ${limits.instructions} instructions`
      : paths.length >= limits.paths
        ? `stopped after ${limits.paths} paths`
        : undefined;
  const analysis = {
    paths,
    assumptions: [...run.assumptions].sort(),
    bounded: [...run.bounded].sort(),
    stopped,
    instructions: run.instructions,
  };
  return { analysis, ways: run.waysSeen };
}

/**
 * Concrete inputs on which the path happens and, at its end, the step is so. undefined when none
 * were found.
 */
export function scenarioOf(path: Path, step: Step): Scenario | undefined {
  const ending = endings.get(path);
  if (ending === undefined) return undefined;
  // What a wrong use does not need is not asked for: the rest of the path.
  const constraints = knownWhen(step) ?? ending.state.constraints;
  const state = { ...ending.state, constraints };
  return scenarioFor(ending.run, state, givenFor(ending, step));
}

/** A sum that goes wrong is told of where it was charged, or where somebody was made its owner. */
function givenFor({ given }: Ending, step: Step): readonly Atom[] {
  const own = given.get(step);
  if (own !== undefined || (step.kind !== "charge" && step.kind !== "own")) return own ?? [];
  const isIt = (fact: Step): boolean => fact.kind === "balance" && fact.ledger === step.ledger;
  return [...given].find(([fact]) => isIt(fact))?.[1] ?? [];
}

const searchLimits: Limits = {
  loopTurns: 0,
  paths: 60,
  instructions: 4_000,
  calleeInstructions: 4_000,
  callDepth: 2,
  calleeBlocks: 40,
  getterBlocks: 40,
};

/**
 * Array-backed free lists that the functions show: a pointer array and an integer of one struct
 * that meet in a bulk call, or an array that bulk calls fill and an integer that indexes it.
 */
export function cachesOf(
  functions: readonly CFunction[],
  program: Program,
  model: Model,
): CacheDecl[] {
  const sightings: Sightings = { bulk: new Set(), indexed: new Set() };
  for (const fn of functions) {
    if (!fn.whole) continue;
    const bare = { ...program, caches: [] };
    // What counts here is what bodies show, so that nothing is known in sum.
    const summaryOf = (): undefined => undefined;
    pathsOf(newRun({ program: bare, model, limits: searchLimits, role: "top", summaryOf, sightings, ...noDuties, installed: [] }), fn); // prettier-ignore
  }
  const found: CacheDecl[] = [];
  for (const key of [...sightings.indexed].sort()) {
    const [tag = "", array = "", count = ""] = key.split("|");
    const isBulk = [...sightings.bulk].some((bulk) => {
      const [bulkTag, bulkArray] = bulk.split("|");
      return bulkArray === array && (bulkTag === tag || bulkTag === "" || tag === "");
    });
    if (isBulk) found.push({ struct: tag === "" ? undefined : tag, array, count });
  }
  // The same fields met with and without a known tag are one list.
  return found.filter(
    ({ struct, array, count }) =>
      struct !== undefined ||
      !found.some((other) => other.struct && other.array === array && other.count === count),
  );
}

/** Whether a function calls something that fills or drains arrays, so that `cachesOf` may learn from it. */
export function callsBulk(fn: CFunction, model: Model): boolean {
  return fn.cfg.blocks.some(({ instructions }) =>
    instructions.some((instruction) => {
      if (instruction.kind !== "call" || instruction.callee.kind !== "outer") return false;
      const contract = model.contractOf(instruction.callee.name, instruction.args.length);
      return (
        contract?.kind === "cases" &&
        contract.cases.some(({ effects }) =>
          effects.some((effect) => effect.do === "fill" || effect.do === "drain"),
        )
      );
    }),
  );
}

function pathsOf(run: Run, fn: CFunction): readonly Path[] {
  const paths: Path[] = [];
  for (const { state, end } of walk(run, fn)) {
    const path = finished(run, state, end);
    if (path !== undefined) paths.push(path);
    if (run.sightings !== undefined && run.sightings.indexed.size > 0) break;
    if (paths.length >= run.limits.paths) break;
  }
  return told(paths);
}

/** The paths as they are to be judged, each with its ending. */
function told(paths: readonly Path[]): readonly Path[] {
  return withoutGifts(paths).map((path, index) => {
    const ending = endings.get(paths[index] ?? path);
    if (ending !== undefined) endings.set(path, ending);
    return path;
  });
}

function finished(run: Run, state: State, end: End): Path | undefined {
  const facts = end.kind === "return" ? factsAtExit(run, state, end.value) : [];
  if (state.dead) return undefined;
  if (end.kind === "return") {
    for (const { step } of facts) emit(state, step);
    emit(state, { kind: "return", at: here(state), value: state.at.text });
  }
  const path: Path = {
    function: state.frame.fn.name,
    steps: listOf(state.trail),
    end: end.kind,
  };
  state.origin = undefined;
  endings.set(path, { run, state, given: new Map(facts.map(({ step, given }) => [step, given])) });
  return path;
}
