// What the rest of a function can still ask about, as far as it decides what happens to objects:
// locals and names that an event uses, and those that decide whether it happens. Two states that
// agree on these have the same future; the second need not be followed. Where this asks too little,
// something is missed; what is found was followed exactly either way.

import type { Block, BlockId, CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Model } from "../model/model.ts";
import { dependentsOf } from "./control.ts";
import { type Events, eventsOf } from "./events.ts";
import { nameOfPlace, nextOf, readsOf, rootOf, within, writesOf } from "./mentions.ts";
import type { Program } from "./program.ts";

export interface Future {
  /** Locals whose value at the start of the block matters. */
  readonly live: ReadonlySet<string>;
  /** Fields, globals and callees whose content or answer matters from the start of the block on. */
  readonly mentions: ReadonlySet<string>;
}

export interface Futures {
  readonly byBlock: readonly Future[];
  /** Blocks where two ways meet. */
  readonly joins: ReadonlySet<BlockId>;
  /** Blocks of the loops that each block is in, by the head of the loop. */
  readonly loops: ReadonlyMap<BlockId, ReadonlySet<BlockId>>;
  /** Every name that matters anywhere in it. */
  readonly all: ReadonlySet<string>;
}

/** Whether somebody goes on with what the function returns, or only objects in it count. */
export type Role = "callee" | "top";

const known: Readonly<Record<Role, WeakMap<Program, Map<CFunction, Futures>>>> = {
  callee: new WeakMap(),
  top: new WeakMap(),
};

/** Computed once for a function of a program. */
export function futuresOf(program: Program, model: Model, fn: CFunction, role: Role): Futures {
  const functions = known[role].get(program) ?? new Map<CFunction, Futures>();
  known[role].set(program, functions);
  const found = functions.get(fn);
  if (found !== undefined) return found;
  // A function that calls itself sees an empty entry first, and mentions what it mentions anyway.
  functions.set(fn, { byBlock: [], joins: new Set(), loops: new Map(), all: new Set() });
  const answers = role === "callee" || fn.returns === undefined || fn.returns.pointers > 0;
  const futures = compute(program, model, fn, answers);
  functions.set(fn, futures);
  return futures;
}

/** One block in the making. */
interface Draft {
  readonly block: Block;
  readonly live: Set<string>;
  readonly mentions: Set<string>;
  /** Whether something in it matters. */
  acts: boolean;
  /** Whether its branch decides about something that matters. */
  decides: boolean;
}

interface Asked {
  readonly fn: CFunction;
  readonly program: Program;
  readonly model: Model;
  readonly events: Events;
  readonly drafts: readonly Draft[];
  /** Whether what is returned matters, whatever it is. */
  readonly answers: boolean;
}

function compute(program: Program, model: Model, fn: CFunction, answers: boolean): Futures {
  const { blocks, loops } = fn.cfg;
  const drafts = blocks.map((block): Draft => {
    return { block, live: new Set(), mentions: new Set(), acts: false, decides: false };
  });
  const asked: Asked = {
    fn,
    program,
    model,
    events: eventsOf(program, model, fn),
    drafts,
    answers,
  };
  const dependents = dependentsOf(blocks);
  for (let changed = true; changed;) {
    changed = settle(asked);
    for (const [id, draft] of drafts.entries()) {
      if (draft.decides || draft.block.end.kind !== "branch") continue;
      draft.decides = (dependents[id] ?? []).some(
        (to) => drafts[to]?.acts === true || drafts[to]?.decides === true,
      );
      changed ||= draft.decides;
    }
  }
  return {
    byBlock: drafts,
    joins: joinsOf(blocks),
    loops: new Map(loops.map(({ head, blocks: inside }) => [head, new Set(inside)])),
    all: new Set(drafts.flatMap(({ mentions }) => [...mentions])),
  };
}

function joinsOf(blocks: readonly Block[]): ReadonlySet<BlockId> {
  const seen = new Set<BlockId>();
  const joins = new Set<BlockId>();
  for (const { end } of blocks) {
    for (const to of nextOf(end)) {
      if (seen.has(to)) joins.add(to);
      seen.add(to);
    }
  }
  return joins;
}

/** Goes backwards until nothing more is live. True when anything was added. */
function settle(asked: Asked): boolean {
  let grew = false;
  for (let changed = true; changed;) {
    changed = false;
    for (let id = asked.drafts.length - 1; id >= 0; id--) {
      const draft = asked.drafts[id];
      if (draft === undefined) continue;
      const before = draft.live.size + draft.mentions.size + (draft.acts ? 1 : 0);
      backwards(asked, draft);
      changed ||= draft.live.size + draft.mentions.size + (draft.acts ? 1 : 0) !== before;
    }
    grew ||= changed;
  }
  return grew;
}

function backwards(asked: Asked, draft: Draft): void {
  const { end, instructions } = draft.block;
  const now: Now = { live: new Set(), mentions: draft.mentions, acts: draft.acts };
  for (const to of nextOf(end)) {
    for (const name of asked.drafts[to]?.live ?? []) now.live.add(name);
    for (const name of asked.drafts[to]?.mentions ?? []) now.mentions.add(name);
  }
  if (end.kind === "branch") note(asked, now, end.condition, draft.decides);
  if (end.kind === "return" && end.value !== undefined) note(asked, now, end.value, asked.answers);
  for (let at = instructions.length - 1; at >= 0; at--) {
    const instruction = instructions[at];
    if (instruction !== undefined) through(asked, now, instruction);
  }
  for (const name of now.live) draft.live.add(name);
  draft.acts = now.acts;
}

interface Now {
  readonly live: Set<string>;
  readonly mentions: Set<string>;
  acts: boolean;
}

function through(asked: Asked, now: Now, instruction: Instruction): void {
  const isEvent = asked.events.isEvent(instruction);
  const writes = writesOf(instruction);
  const matters =
    isEvent ||
    writes.some((to) => isWanted(now, to)) ||
    fills(now, instruction) ||
    endsWays(asked, instruction);
  for (const to of writes) if (to.kind === "local") now.live.delete(to.name);
  if (matters && instruction.kind !== "declare") now.acts = true;
  for (const to of writes) if (to.kind !== "local") note(asked, now, to, matters);
  for (const expr of readsOf(instruction)) note(asked, now, expr, matters);
  if (matters && instruction.kind === "call" && instruction.callee.kind === "outer") {
    const body = asked.program.calleeOf(asked.fn, instruction.callee.name);
    if (body === undefined) return;
    for (const name of futuresOf(asked.program, asked.model, body, "callee").all)
      now.mentions.add(name);
  }
}

/** Whether some ways do not go on after it, by what it is given. */
function endsWays({ model }: Asked, instruction: Instruction): boolean {
  if (instruction.kind !== "call" || instruction.callee.kind !== "outer") return false;
  const contract = model.contractOf(instruction.callee.name, instruction.args.length);
  return contract?.kind === "operator" && contract.operator === "bug";
}

/** Whether somebody asks later for what is written. */
function isWanted(now: Now, to: Expr): boolean {
  const root = rootOf(to);
  if (root !== undefined) return now.live.has(root);
  const name = nameOfPlace(to);
  return name === undefined || now.mentions.has(name);
}

/** A call that is given the address of a local may write it. */
function fills(now: Now, instruction: Instruction): boolean {
  if (instruction.kind !== "call") return false;
  return instruction.args.some((arg) => {
    if (arg.kind !== "address") return false;
    const root = rootOf(arg.of);
    return root !== undefined && now.live.has(root);
  });
}

/** Its names are asked for when it matters; what may point to an object always is: it is looked at. */
function note({ events }: Asked, now: Now, expr: Expr, matters: boolean): void {
  for (const part of within(expr)) {
    if (part.kind === "local" && (matters || events.carriers.has(part.name)))
      now.live.add(part.name);
    if (!matters) continue;
    if (part.kind === "outer") now.mentions.add(part.name);
    if (part.kind === "field") now.mentions.add(part.field);
  }
}
