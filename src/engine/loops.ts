// Loops are followed for a few turns; then what they change becomes unknown and they are left.

import type { BlockId, CFunction, Expr, Instruction } from "../c/ir.ts";
import type { LeftLoop } from "./records.ts";
import { evaluate, placeOf } from "./evaluate.ts";
import { lose } from "./lost.ts";
import { doubtOnQueue, objectBehind, useObject } from "./objects.ts";
import { doubtSlots } from "./rings.ts";
import type { Run, State } from "./state.ts";
import { doubtBehind } from "./unknown.ts";
import { keyOfPlace } from "./values.ts";

/** How many values are lost in the time of one instruction. */
const LOST_TO_ONE = 4;

/** A way out of a loop. */
interface Way {
  readonly from: BlockId;
  readonly to: BlockId;
}

interface Known {
  readonly blocks: ReadonlySet<BlockId>;
  /** Where it goes when its condition fails; and all ways out. */
  readonly exits: readonly Way[];
  readonly ways: readonly Way[];
  /** What it writes, each place once, and what it has its hands on besides. */
  readonly targets: readonly Expr[];
  readonly touched: readonly Expr[];
  readonly calls: readonly Call[];
  readonly lines: LeftLoop;
}

type Call = Extract<Instruction, { kind: "call" }>;

const knownLoops = new WeakMap<CFunction, ReadonlyMap<BlockId, Known>>();

/** Counts turns when control goes from one block to another. */
export function beginTurn(run: Run, state: State, from: BlockId, to: BlockId): void {
  const found = loopsOf(state.frame.fn).get(to);
  if (found === undefined) return;
  const key = keyOfLoop(state, to);
  if (!found.blocks.has(from)) {
    state.turns = new Map(state.turns).set(key, 0);
    state.leaving = state.leaving.filter((leaving) => leaving !== key);
    state.guessed = state.guessed.filter((leaving) => leaving !== key);
    return;
  }
  const turns = (state.turns.get(key) ?? 0) + 1;
  state.turns = new Map(state.turns).set(key, turns);
  if (turns < run.limits.loopTurns) return;
  // One more look at the condition: a loop that ends here was followed exactly.
  run.bounded.add(state.frame.fn.name);
  if (state.leaving.includes(key)) state.dead = true;
  else state.leaving = [...state.leaving, key];
}

/** An iterator that finds the next element by the last one reads what the turn did to that. */
export function walkOn(
  run: Run,
  state: State,
  { macro, cursors: [cursor] }: Extract<Instruction, { kind: "iterate" }>,
): void {
  const turns = state.turns.get(keyOfLoop(state, state.block)) ?? 0;
  if (cursor === undefined || turns === 0 || !run.model.walksOn(macro)) return;
  const object = objectBehind(run, state, evaluate(run, { ...state }, cursor));
  useObject(state, object, "read", "");
}

/**
 * The path comes to a branch of a loop that it must leave, and cannot: what further turns may have
 * done becomes unknown, unless the code behind the loop is being followed on other paths anyway.
 * False when the path ends here.
 */
export function guessTurns(run: Run, state: State): boolean {
  for (const [head, loop] of loopsOf(state.frame.fn)) {
    const key = keyOfLoop(state, head);
    if (!state.leaving.includes(key) || state.guessed.includes(key)) continue;
    if (!loop.blocks.has(state.block)) continue;
    const own = loop.ways.filter(({ from }) => from === state.block);
    if (!(own.length === 0 ? loop.exits : own).some((way) => isOpen(run, state, way))) return false;
    havocLoop(run, state, loop);
    state.records = { item: loop.lines, before: state.records };
    state.guessed = [...state.guessed, key];
    return true;
  }
  return false;
}

/** Notes that a branch could have gone there, out of the loops that it is in, or could not. */
export function couldGo(run: Run, state: State, to: BlockId, could = true): void {
  const { fn } = state.frame;
  for (const [head, { blocks, ways }] of loopsOf(fn)) {
    if (!blocks.has(state.block) || blocks.has(to)) continue;
    const way = wayTo(ways, state.block, to);
    if (way === undefined || state.leaving.includes(keyOfLoop(state, head))) continue;
    const seen = run.waysSeen.get(fn) ?? new Map<string, boolean>();
    const key = keyOfWay(way);
    run.waysSeen.set(fn, seen.set(key, could || seen.get(key) === true));
  }
}

/** Whether the path leaves a loop that it is in when it goes there. */
export function leavesLoop(state: State, to: BlockId): boolean {
  for (const { blocks } of loopsOf(state.frame.fn).values())
    if (blocks.has(state.block) && !blocks.has(to)) return true;
  return false;
}

/**
 * While a loop is being left, a branch does not stay in it where its condition lets it leave, but for
 * a way out that is never possible in few turns; such a one is taken where the path comes by it.
 */
export function mayGo(run: Run, state: State, to: BlockId, other: BlockId): boolean {
  if (state.leaving.length === 0) return true;
  for (const [head, { blocks, exits, ways }] of loopsOf(state.frame.fn)) {
    const key = keyOfLoop(state, head);
    if (!state.leaving.includes(key) || !blocks.has(state.block)) continue;
    const way = blocks.has(to) ? wayTo(ways, state.block, other) : undefined;
    if (way === undefined) continue;
    const isGuessed = state.guessed.includes(key);
    const mayStay = exits.includes(way)
      ? !isGuessed && hasOpen(run, state, ways)
      : isGuessed || !isOpen(run, state, way);
    if (!mayStay) return false;
  }
  return true;
}

/** Whether the path may stay for another way out, which no path could take when all were followed. */
function hasOpen(run: Run, { frame, block }: State, ways: readonly Way[]): boolean {
  const seen = run.waysBefore?.get(frame.fn);
  return ways.some((way) => way.from !== block && seen?.get(keyOfWay(way)) === false);
}

function isOpen(run: Run, { frame }: State, way: Way): boolean {
  return run.waysSeen.get(frame.fn)?.get(keyOfWay(way)) !== true;
}

function wayTo(exits: readonly Way[], from: BlockId, to: BlockId): Way | undefined {
  return exits.find((exit) => exit.to === to && exit.from === from);
}

function keyOfWay({ from, to }: Way): string {
  return `${from}>${to}`;
}

function keyOfLoop(state: State, head: BlockId): string {
  return `${state.frame.serial}:${head}`;
}

/** What the turns that are not followed may have done. */
function havocLoop(run: Run, state: State, { targets, touched, calls }: Known): void {
  const why = "the loop may have turned more often";
  // A large loop loses as much as many instructions write.
  run.instructions += Math.ceil((touched.length + targets.length) / LOST_TO_ONE);
  // First everything that the loop has its hands on, then its variables lose their values.
  for (const expr of touched) {
    const value = evaluate(run, { ...state }, expr);
    doubtBehind(run, state, value, why, "objects");
    // How many there are on a queue is as unknown as the loop's variables.
    if (value.kind === "address") doubtOnQueue(state, keyOfPlace(value.place), why);
  }
  for (const target of targets) {
    const place = placeOf(run, { ...state }, target);
    doubtSlots(run, state, place, why);
    lose(run, state, place);
  }
  if (calls.every((call) => isHarmless(run, call))) return;
  state.cacheDoubts = [...state.cacheDoubts, ...state.caches.map(({ key }) => key)];
  state.ledgerDoubts = [...state.ledgerDoubts, ...state.regions.keys()];
}

function isHarmless(run: Run, { callee, args }: Call): boolean {
  if (callee.kind !== "outer") return false;
  const contract = run.model.contractOf(callee.name, args.length);
  return contract?.kind === "pure" || contract?.kind === "operator" || contract?.kind === "borrows";
}

function targetsOf(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
    case "zero":
      return [instruction.to];
    case "call":
      return instruction.to === undefined ? [] : [instruction.to];
    case "iterate":
      return [...instruction.cursors, instruction.more];
    case "declare":
    case "cleanup":
      return [{ kind: "local", name: instruction.name }];
    case "opaque":
      return [];
  }
}

/** What an instruction reads as a pointer: objects behind it were handled in other turns too. */
function valuesIn(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
      return [instruction.value];
    case "call":
      return instruction.args;
    case "opaque":
      return instruction.touches;
    case "iterate":
      return instruction.args;
    case "cleanup":
      return [{ kind: "local", name: instruction.name }];
    case "zero":
    case "declare":
      return [];
  }
}

/** The loops of a function by their heads. */
function loopsOf(fn: CFunction): ReadonlyMap<BlockId, Known> {
  const found = knownLoops.get(fn);
  if (found !== undefined) return found;
  const loops = new Map(
    fn.cfg.loops.map((loop) => {
      const blocks = new Set(loop.blocks);
      const ways = [...blocks].flatMap((from) => waysFrom(fn, from, blocks));
      const exits = normalExits(fn, loop.head, blocks, ways);
      return [loop.head, { blocks, exits, ways, ...workOf(fn, blocks) }] as const;
    }),
  );
  knownLoops.set(fn, loops);
  return loops;
}

function workOf(fn: CFunction, blocks: ReadonlySet<BlockId>) {
  const instructions = [...blocks].flatMap((id) => fn.cfg.blocks[id]?.instructions ?? []);
  const targets = distinct(instructions.flatMap(targetsOf));
  const ends = [...blocks].flatMap((id) => fn.cfg.blocks[id]?.end ?? []);
  const lines = [...instructions, ...ends].map(({ at }) => at.line);
  return {
    targets,
    touched: distinct([...instructions.flatMap(valuesIn), ...targets]),
    lines: { firstLine: Math.min(...lines), lastLine: Math.max(...lines) },
    calls: instructions.filter((instruction) => instruction.kind === "call"),
  };
}

/** Each expression once, whatever its place in the text. */
function distinct(exprs: readonly Expr[]): readonly Expr[] {
  const keyOf = (expr: Expr): string =>
    JSON.stringify(expr, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
  return [...new Map(exprs.map((expr) => [keyOf(expr), expr])).values()];
}

function waysFrom(fn: CFunction, from: BlockId, blocks: ReadonlySet<BlockId>): readonly Way[] {
  const end = fn.cfg.blocks[from]?.end;
  const targets = end?.kind === "branch" ? [end.then, end.else] : [];
  return targets.flatMap((to) => (blocks.has(to) ? [] : [{ from, to }]));
}

/**
 * The ways out when its condition fails: those of its head, else of a block that turns back to the
 * head, else (an endless loop) all. A condition of several parts has several blocks.
 */
function normalExits(
  fn: CFunction,
  head: BlockId,
  blocks: ReadonlySet<BlockId>,
  ways: readonly Way[],
): readonly Way[] {
  const lineOf = (id: BlockId): number => fn.cfg.blocks[id]?.end.at.line ?? 0;
  const besides = (ids: readonly BlockId[]): readonly Way[] => {
    const lines = new Set(
      ways.filter(({ from }) => ids.includes(from)).map(({ from }) => lineOf(from)),
    );
    return ways.filter(({ from }) => lines.has(lineOf(from)));
  };
  const atHead = besides([head]);
  if (atHead.length > 0) return atHead;
  const atTail = besides(
    [...blocks].filter((id) => {
      const end = fn.cfg.blocks[id]?.end;
      return end?.kind === "branch" && (end.then === head || end.else === head);
    }),
  );
  return atTail.length > 0 ? atTail : ways;
}
