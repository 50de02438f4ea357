// Everything that a path owns. A state's fields are assigned while one instruction runs; all that
// they point to is immutable, so that a fork is a copy of one small object.

import type { BlockId, CFunction, CType, Lvalue, Span } from "../c/ir.ts";
import type { Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import type { Place as SourcePlace, Step } from "../types.ts";
import { type Atom, type Constraints, assume, negate, none } from "./constraints.ts";
import type { Installed } from "./installed.ts";
import type { Limits } from "./limits.ts";
import type { Role } from "./liveness.ts";
import type { Linear, Sym } from "./linear.ts";
import type { Meeting } from "./merge-names.ts";
import type { Moves, Stale } from "./moved.ts";
import type { ObjectState } from "./object-state.ts";
import type { Duties } from "./duties.ts";
import type { Program } from "./program.ts";
import type { Regions } from "./regions.ts";
import type { Symbols } from "./symbols.ts";
import type { CallRecord, Chain, LeftLoop } from "./records.ts";
import type { Place, RegionId, Value } from "./values.ts";

export type { Consumed, ObjectState } from "./object-state.ts";

/** One remembered write to a family of cells, or to a run of slots of it. */
export type Entry =
  | { readonly kind: "cell"; readonly indices: readonly Linear[]; readonly value: Value }
  /** Slots lo…hi-1 (of the last index) hold new live objects, or what a drain left behind. */
  | {
      readonly kind: "range";
      readonly id: string;
      readonly lo: Linear;
      readonly hi: Linear;
      readonly holds: "live" | "freed";
      readonly object: string;
      readonly at: SourcePlace | undefined;
      readonly by: string;
    };

export interface RegionMemory {
  /** Family to writes, newest first. */
  readonly cells: ReadonlyMap<string, readonly Entry[]>;
  /** Families under which everything not written since is zero. */
  readonly zeroed: readonly string[];
  /**
   * Families under which somebody may have written what is not in the cells, the latest last: at which
   * clock, and whether the replay hears of it and has to be told what is there.
   */
  readonly lost: readonly {
    readonly prefix: string;
    readonly at: number;
    readonly told: boolean;
  }[];
}

export interface Charge {
  readonly ledger: string;
  readonly name: string;
  readonly bytes: Linear;
  /** Bytes as the source says them. */
  readonly words: string;
}

/** A queue head that this path initialised; not ready: an unknown callee may have, or not. */
export interface QueueState {
  readonly ready: boolean;
  /** Something may be on it that this path did not put there. */
  readonly others: boolean;
}

export interface Frame {
  readonly fn: CFunction;
  readonly region: RegionId;
  readonly depth: number;
  readonly serial: string;
  readonly parent: Frame | undefined;
  readonly back:
    | {
        readonly block: BlockId;
        readonly pc: number;
        readonly to: Lvalue | undefined;
        /** When the call was, by the clock of the path. */
        readonly since: number;
      }
    | undefined;
}

/** An array-backed free list met on this path. */
export interface CacheInstance {
  /** Key of the struct that holds array and count. */
  readonly key: string;
  readonly struct: Place;
  readonly array: string;
  readonly count: string;
}

export interface State {
  frame: Frame;
  block: BlockId;
  pc: number;
  constraints: Constraints;
  regions: readonly (RegionMemory | undefined)[];
  objects: readonly (ObjectState | undefined)[];
  charges: readonly Charge[];
  /** Regions whose counters an unknown callee may have changed. */
  ledgerDoubts: readonly RegionId[];
  /** What was done to the data of objects, by their regions. */
  moves: ReadonlyMap<RegionId, Moves>;
  /** Locals that point to where the data of an object was, by region and name. */
  stale: ReadonlyMap<string, Stale>;
  /** Plain memory that was freed on this path. */
  freed: readonly RegionId[];
  queues: ReadonlyMap<string, QueueState>;
  caches: readonly CacheInstance[];
  cacheDoubts: readonly string[];
  /** Lists whose content at entry this path has shown an interest in. */
  shownCaches: readonly string[];
  turns: ReadonlyMap<string, number>;
  /** Loops that are being left: not followed into another turn. */
  leaving: readonly string[];
  /** Those of them that are left with havoc, by ways that could not be taken before. */
  guessed: readonly string[];
  trail: Chain<Step> | undefined;
  records: Chain<CallRecord | LeftLoop> | undefined;
  /** Input symbols that were read, newest first. */
  reads: Chain<Sym> | undefined;
  /** What callees may have written, newest first. */
  forgotten: Chain<Forgotten> | undefined;
  /** Differences of indices that are not 0 where that can be: no way hangs on them. */
  apart: readonly Linear[];
  /** Instructions executed on this path: names fresh symbols. */
  clock: number;
  /** The case that was chosen for the call at `pc`, when it is executed again. */
  chosen: number | undefined;
  /** Lines where something was done that a rule may object to. */
  marks: string;
  /** The path cannot happen, or is not followed. */
  dead: boolean;
  /** Words and line of the instruction that is running. */
  at: Span;
  /** Where the instruction that is running began. */
  origin: State | undefined;
}

/** A place under which everything became unknown, and the values that stand there since. */
export interface Forgotten {
  readonly region: RegionId;
  /** Nothing where what a place holds since an earlier time is told. */
  readonly prefix?: string;
  readonly values: readonly { readonly place: Place; readonly symbol: Sym }[];
}

/** What all paths of one analysis share. Interners and counters only. */
export interface Run extends Duties {
  readonly installed: readonly Installed[];
  readonly program: Program;
  readonly model: Model;
  readonly limits: Limits;
  /** What a callee that is not stepped into does, in sum. */
  readonly summaryOf: (fn: CFunction) => Contract | undefined;
  /** Whether what the function under analysis returns matters, whatever it is. */
  readonly role: Role;
  readonly symbols: Symbols;
  readonly regions: Regions;
  /** Symbols that were followed as pointers on some path. */
  readonly followed: Set<Sym>;
  /** States still to be followed, last in first out. */
  readonly pending: State[];
  readonly assumptions: Set<string>;
  /** Place to the struct tag that a typed pointer to it told us. */
  readonly hints: Map<string, CType>;
  /** What a search for free lists has met; undefined when nobody searches. */
  readonly sightings: Sightings | undefined;
  /** What each region goes with, as far as it was asked. */
  readonly around: Map<RegionId, RegionId | undefined>;
  /** Functions with a loop that was left before its end. */
  readonly bounded: Set<string>;
  /** Keys of states that met in a block, for later ones to end there. */
  readonly met: Set<string>;
  /** By the blocks of each function. */
  readonly meetings: Map<CFunction, Meeting[]>;
  /** Instructions of the bodies that calls were stepped into, by their names. */
  readonly inCallees: Map<string, number>;
  /** Ways out of loops that some path came by, and whether one could have taken them. */
  readonly waysSeen: Map<CFunction, Map<string, boolean>>;
  /** The same of an earlier look at the whole function. */
  readonly waysBefore?: Run["waysSeen"];
  instructions: number;
}

/** Signs of array-backed free lists: `tag|array` and `tag|array|count`, tag "" where unknown. */
export interface Sightings {
  readonly bulk: Set<string>;
  readonly indexed: Set<string>;
}

export function firstState(frame: Frame): State {
  return {
    frame,
    block: frame.fn.cfg.entry,
    pc: 0,
    constraints: none,
    regions: [],
    objects: [],
    charges: [],
    ledgerDoubts: [],
    moves: new Map(),
    stale: new Map(),
    freed: [],
    queues: new Map(),
    caches: [],
    cacheDoubts: [],
    shownCaches: [],
    turns: new Map(),
    leaving: [],
    guessed: [],
    trail: undefined,
    records: undefined,
    reads: undefined,
    forgotten: undefined,
    apart: [],
    clock: 0,
    chosen: undefined,
    marks: "",
    dead: false,
    at: { line: frame.fn.firstLine, text: "" },
    origin: undefined,
  };
}

/**
 * Is it so? Where both answers are possible, this state goes on with yes, and the instruction that
 * is running will be executed again, from its beginning, in a state where the answer is no.
 */
export function decide(run: Run, state: State, atom: Atom): boolean {
  const yes = assume(state.constraints, atom);
  const no = assume(state.constraints, negate(atom));
  if (yes === undefined && no === undefined) state.dead = true;
  if (yes === undefined) return false;
  if (no === undefined) return true;
  if (state.origin === undefined) throw new Error("a split outside an instruction");
  run.pending.push({ ...state.origin, chosen: state.chosen, constraints: no });
  state.constraints = yes;
  return true;
}

/** Takes it for granted; the path is dead when it cannot be. */
export function suppose(state: State, atom: Atom): void {
  const next = assume(state.constraints, atom);
  if (next === undefined) state.dead = true;
  else state.constraints = next;
}

/** For asking again after a call that may have ended the path. */
export function isDead(state: State): boolean {
  return state.dead;
}

const moments = new WeakMap<Step, Constraints>();

/** What was known when a wrong use was noticed. */
export function knownWhen(step: Step): Constraints | undefined {
  return moments.get(step);
}

export function emit(state: State, step: Step): void {
  if (step.kind === "use" || (step.kind === "queue-use" && step.state === "never")) {
    state.marks += `${step.at.line};`;
    moments.set(step, state.constraints);
  }
  state.trail = { item: step, before: state.trail };
}

/** The place in the source of the instruction that is running. */
export function here(state: State): SourcePlace {
  return { file: state.frame.fn.file, line: state.at.line, text: state.at.text };
}

export function objectOf(state: State, region: RegionId): ObjectState | undefined {
  return state.objects[region];
}

export function setObject(state: State, object: ObjectState): void {
  const objects = state.objects.slice();
  objects[object.region] = object;
  state.objects = objects;
}
