// One run: what is given, the heap so far, and what was seen to be lost.

import type { CFunction, CType } from "../c/ir.ts";
import type { Contract, Range } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import type { LossKind, MoreTurns, Outcome, Scenario } from "../types.ts";
import { type Block, type FreeList, type Place, type Value, canonical, number } from "./heap.ts";

/** What one side of a patch and the tree behind it say. */
export interface ReplayProgram {
  /** The definition of a callee, whole. */
  readonly functionOf: (name: string) => CFunction | undefined;
  /** The definition that a call in the function's body reaches. */
  readonly calleeOf: (from: CFunction, name: string) => CFunction | undefined;
  /** What a callee with a body that is not stepped into does, in sum. */
  readonly summaryOf?: (fn: CFunction) => Contract | undefined;
  /** Whether a callee that is not followed works with the queue behind an argument as it is. */
  readonly takesReady?: (callee: CFunction, at: number) => boolean;
  /** Whether such a callee leaves the object behind an argument to its caller. */
  readonly leavesAlone?: (caller: CFunction, callee: CFunction, at: number) => boolean;
  readonly fieldType: (struct: string, field: string) => CType | undefined;
  readonly constantOf: (name: string) => bigint | undefined;
  /** Parameters that the function has to free or to hand on, unless it returns what leaves them to its caller. */
  readonly owned?: readonly { readonly name: string; readonly keeps: readonly Range[] }[];
  /** Parameters whose growth the function has to charge. */
  readonly charged?: readonly string[];
  /** Fields that the function has to leave without a pointer to what is gone. */
  readonly cleared?: readonly string[];
  /** Array-backed free lists: array and count are fields of one struct. */
  readonly caches: readonly {
    readonly struct: string | undefined;
    readonly array: string;
    readonly count: string;
  }[];
  /** Whether anything in the tree or the series initialises this queue field. */
  readonly queueReady: (struct: string | undefined, field: string) => "yes" | "no" | "unknown";
}

export interface Loss {
  readonly kind: LossKind;
  readonly line: number;
  /** Where the object was acquired on this run. */
  readonly objectLine?: number;
  readonly detail: string;
}

export interface Replay {
  /** `stuck`: the scenario does not fit the function, `why` says where. */
  readonly end: "return" | "cut" | "stop" | "stuck";
  readonly why: string;
  readonly losses: readonly Loss[];
  /** What happened, oldest first. */
  readonly trace: readonly { readonly line: number; readonly text: string }[];
}

export const limits = {
  instructions: 200_000,
  blocks: 20_000,
  /** Of one block: each of its copies is looked for among them. */
  cells: 4_096,
  callDepth: 32,
  trace: 5_000,
  losses: 200,
  slots: 4_096,
} as const;

export interface Machine {
  readonly program: ReplayProgram;
  readonly model: Model;
  readonly outcomes: readonly Outcome[];
  readonly more: readonly MoreTurns[];
  readonly inputs: ReadonlyMap<string, bigint>;
  /** By place and how often somebody may have written there: `x~1`. */
  readonly left: ReadonlyMap<string, bigint>;
  /** Names of both whose content is followed as a pointer. */
  readonly pointers: ReadonlySet<string>;
  /** Names of what points to one thing → its number; and the things that were met. */
  readonly same: ReadonlyMap<string, number>;
  readonly shared: Map<number, Block>;
  /** What the function owns at entry, by the name of the parameter. */
  readonly given: Map<string, Block>;
  /** What is at an address that was worked out. */
  readonly addressed: Map<bigint, Block>;
  /** Somebody may keep the data of an object that is gone. */
  isDataShared: boolean;
  readonly constants: Map<string, bigint>;
  readonly blocks: Block[];
  readonly globals: Map<string, Block>;
  /** Results of callees that only look at their arguments. */
  readonly answers: Map<string, Value>;
  /** Queues by place: true since they were initialised. */
  readonly queues: Map<string, boolean>;
  /** Bytes on the counters: by the place of the socket. */
  readonly ledgers: Map<string, { readonly holder: Place; bytes: bigint }>;
  readonly lists: Map<string, FreeList>;
  readonly losses: Loss[];
  readonly trace: { line: number; text: string }[];
  /** How many outcomes were used up. */
  used: number;
  instructions: number;
  line: number;
  halted: { readonly end: Replay["end"]; readonly why: string } | undefined;
}

export function newMachine(program: ReplayProgram, model: Model, scenario: Scenario): Machine {
  const inputs = new Map<string, bigint>();
  for (const [name, value] of Object.entries(scenario.inputs))
    inputs.set(canonical(name), BigInt(Math.trunc(value)));
  const left = new Map<string, bigint>();
  for (const [name, value] of Object.entries(scenario.left))
    left.set(canonical(name), BigInt(Math.trunc(value)));
  const pointers = new Set(scenario.pointers.map(canonical));
  const same = new Map(
    scenario.same.flatMap((names, at) => names.map((name) => [canonical(name), at] as const)),
  );
  const constants = new Map<string, bigint>();
  for (const [name, value] of Object.entries(scenario.constants))
    constants.set(name, BigInt(Math.trunc(value)));
  return {
    program, model, outcomes: scenario.outcomes, more: scenario.more, inputs, left, pointers, same, shared: new Map(), given: new Map(), addressed: new Map(), isDataShared: false, constants,
    blocks: [], globals: new Map(), answers: new Map(), queues: new Map(), ledgers: new Map(),
    lists: new Map(), losses: [], trace: [],
    used: 0, instructions: 0, line: 0, halted: undefined,
  }; // prettier-ignore
}

/** The run may be in turns of a loop that the scenario says nothing of. */
export function isBetween({ more, used, line }: Machine): boolean {
  return more.some(
    ({ after, firstLine, lastLine }) => after === used && firstLine <= line && line <= lastLine,
  );
}

/** What several pointers point to is made once. */
export function pointedTo(machine: Machine, name: string, make: () => Block): Block {
  const thing = machine.same.get(canonical(name));
  if (thing === undefined) return make();
  const block = machine.shared.get(thing) ?? make();
  machine.shared.set(thing, block);
  return block;
}

/** Somebody else's memory, of which no more is known than its address. */
export function blockAt(machine: Machine, address: bigint): Block {
  const known = machine.addressed.get(address);
  const block = known ?? newBlock(machine, "(…)", { outlives: true });
  machine.addressed.set(address, block);
  return block;
}

export function newBlock(
  machine: Machine,
  name: string,
  more: Partial<Pick<Block, "pointee" | "outlives" | "type" | "object" | "acquired" | "param">>,
): Block {
  if (machine.blocks.length >= limits.blocks) stuck(machine, "too many objects");
  const block: Block = {
    id: machine.blocks.length, name, pointee: more.pointee ?? true, outlives: more.outlives ?? false,
    type: more.type, param: more.param ?? false, hints: new Map(), cells: new Map(), address: undefined, zeroed: [], forgotten: [], members: new Map(), object: more.object,
    acquired: more.acquired, held: 1, queue: undefined, gone: undefined, doubt: false,
    part: undefined, inData: false, moves: { ways: new Set(), pulled: 0n }, stale: undefined, data: undefined, list: undefined, owned: false, truesizeBefore: undefined,
  }; // prettier-ignore
  machine.blocks.push(block);
  return block;
}

/** The run cannot go on as the scenario says. */
export function stuck(machine: Machine, why: string): Value {
  machine.halted ??= { end: "stuck", why: `line ${machine.line}: ${why}` };
  return number(0);
}

export function isHalted({ halted }: Machine): boolean {
  return halted !== undefined;
}

export function lose(machine: Machine, kind: LossKind, detail: string, object?: Block): void {
  if (machine.losses.length >= limits.losses) return;
  const { line } = machine;
  const known = machine.losses.some(
    (loss) => loss.kind === kind && loss.line === line && loss.detail === detail,
  );
  if (known) return;
  const objectLine = object?.acquired;
  machine.losses.push({ kind, line, ...(objectLine === undefined ? {} : { objectLine }), detail });
  say(machine, `${kind}: ${detail}`);
}

export function say(machine: Machine, text: string): void {
  if (machine.trace.length < limits.trace) machine.trace.push({ line: machine.line, text });
}
