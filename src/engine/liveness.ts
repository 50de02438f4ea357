// What the rest of a function can still ask about: locals that it may read before it writes them,
// and names of fields, globals and callees that it mentions. Two states that agree on these have
// the same future.

import type { Block, BlockId, CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Program } from "./program.ts";

export interface Future {
  /** Locals that are read on some way from the start of the block on. */
  readonly live: ReadonlySet<string>;
  /** Fields, globals and callees that some way from the start of the block on mentions. */
  readonly mentions: ReadonlySet<string>;
}

export interface Futures {
  readonly byBlock: readonly Future[];
  /** Blocks where two ways meet. */
  readonly joins: ReadonlySet<BlockId>;
  /** Everything that the function mentions. */
  readonly all: ReadonlySet<string>;
}

const known = new WeakMap<Program, Map<CFunction, Futures>>();

/** Computed once for a function of a program. */
export function futuresOf(program: Program, fn: CFunction): Futures {
  let functions = known.get(program);
  if (functions === undefined) {
    functions = new Map();
    known.set(program, functions);
  }
  const found = functions.get(fn);
  if (found !== undefined) return found;
  // A function that calls itself sees an empty entry first, and mentions what it mentions anyway.
  functions.set(fn, { byBlock: [], joins: new Set(), all: new Set() });
  const futures = compute(program, fn);
  functions.set(fn, futures);
  return futures;
}

interface Facts {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly mentions: Set<string>;
}

function compute(program: Program, fn: CFunction): Futures {
  const taken = new Set<string>();
  const facts = fn.cfg.blocks.map((block) => factsOf(program, block, taken));
  const live = facts.map(({ reads }) => new Set([...reads, ...taken]));
  const mentions = facts.map((fact) => new Set(fact.mentions));
  const predecessors = fn.cfg.blocks.map(() => 0);
  for (const block of fn.cfg.blocks)
    for (const to of nextOf(block)) predecessors[to] = (predecessors[to] ?? 0) + 1;
  for (let changed = true; changed;) {
    changed = false;
    for (let id = fn.cfg.blocks.length - 1; id >= 0; id--) {
      const block = fn.cfg.blocks[id];
      const [here, said, fact] = [live[id], mentions[id], facts[id]];
      if (block === undefined || here === undefined || said === undefined || !fact) continue;
      const before = here.size + said.size;
      for (const to of nextOf(block)) {
        for (const name of live[to] ?? []) if (!fact.writes.has(name)) here.add(name);
        for (const name of mentions[to] ?? []) said.add(name);
      }
      changed ||= here.size + said.size !== before;
    }
  }
  const joins = new Set(
    fn.cfg.blocks.map(({ id }) => id).filter((id) => (predecessors[id] ?? 0) > 1),
  );
  const byBlock = live.map((names, id) => ({ live: names, mentions: mentions[id] ?? new Set() }));
  return { byBlock, joins, all: new Set(facts.flatMap((fact) => [...fact.mentions])) };
}

function factsOf(program: Program, block: Block, taken: Set<string>): Facts {
  const facts: Facts = { reads: new Set(), writes: new Set(), mentions: new Set() };
  for (const instruction of block.instructions) {
    for (const expr of readsOf(instruction)) readInto(facts, expr, taken);
    if (instruction.kind === "call" && instruction.callee.kind === "outer") {
      const body = program.functionOf(instruction.callee.name);
      if (body !== undefined)
        for (const name of futuresOf(program, body).all) facts.mentions.add(name);
    }
    for (const target of writesOf(instruction)) {
      if (target.kind === "local") facts.writes.add(target.name);
      else readInto(facts, target, taken);
    }
  }
  const { end } = block;
  if (end.kind === "branch") readInto(facts, end.condition, taken);
  if (end.kind === "return" && end.value !== undefined) readInto(facts, end.value, taken);
  return facts;
}

function readInto(facts: Facts, expr: Expr, taken: Set<string>): void {
  const open: Expr[] = [expr];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "local" && !facts.writes.has(next.name)) facts.reads.add(next.name);
    if (next.kind === "outer") facts.mentions.add(next.name);
    if (next.kind === "field") facts.mentions.add(next.field);
    if (next.kind === "address") {
      const root = rootOf(next.of);
      if (root !== undefined) taken.add(root);
    }
    open.push(...partsOf(next));
  }
}

/** The local that a place lies in, when no pointer is followed on the way. */
function rootOf(expr: Expr): string | undefined {
  let at = expr;
  while (at.kind === "field" || at.kind === "index") at = at.base;
  return at.kind === "local" ? at.name : undefined;
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "field":
      return [expr.base];
    case "deref":
    case "address":
    case "unary":
    case "cast":
    case "container":
      return [expr.of];
    case "index":
      return [expr.base, expr.index];
    case "binary":
      return [expr.left, expr.right];
    case "opaque":
      return expr.reads;
    default:
      return [];
  }
}

function readsOf(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
      return [instruction.value];
    case "call":
      return [instruction.callee, ...instruction.args];
    case "iterate":
      return instruction.args;
    case "cleanup":
      return [{ kind: "local", name: instruction.name }];
    case "opaque":
      return instruction.touches;
    case "zero":
    case "declare":
      return [];
  }
}

function writesOf(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
    case "zero":
      return [instruction.to];
    case "call":
      return instruction.to === undefined ? [] : [instruction.to];
    case "iterate":
      return [...instruction.cursors, instruction.more];
    default:
      return [];
  }
}

function nextOf({ end }: Block): readonly BlockId[] {
  if (end.kind === "goto") return [end.to];
  return end.kind === "branch" ? [end.then, end.else] : [];
}
