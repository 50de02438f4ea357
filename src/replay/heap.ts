// The nouns of the concrete heap: values, blocks of memory, places in them.

import type { CType } from "../c/ir.ts";
import type { MoveWay } from "../model/contract.ts";
import type { Integer } from "./integer.ts";

/** A field or an element. */
export type Selector = string | number;
export type Path = readonly Selector[];

export interface Place {
  readonly block: Block;
  readonly path: Path;
}

export type Value =
  | (Integer & { readonly kind: "int" })
  | (Place & { readonly kind: "pointer" })
  | { readonly kind: "function"; readonly name: string }
  | Found;

/**
 * What was in memory before anybody wrote there: a number that turns out to be a valid pointer
 * when it is followed, and then always leads to the same block.
 */
export interface Found {
  readonly kind: "found";
  number: bigint;
  /** False: the scenario does not name the place, and any number will do. */
  readonly given: boolean;
  /** The scenario follows it as a pointer. */
  readonly pointer: boolean;
  /** Words of the place: `xs->batch.skb_cache`. */
  readonly name: string;
  readonly outlives: boolean;
  readonly type: CType | undefined;
  /** What a typed pointer that it was put into says, before it was followed. */
  put: CType | undefined;
  /** The free list whose array it points to. */
  readonly list: FreeList | undefined;
  block: Block | undefined;
  /** What it is a pointer into. */
  part: Block | undefined;
  /** Whether that is into its data. */
  inData: boolean;
}

/** What became of an object that is gone. */
export interface Gone {
  readonly how: "freed" | "taken" | "head freed" | "never there";
  readonly line: number;
}

/** Data that may be moved: why it was already, and how much of it is in one piece. */
export interface Moves {
  readonly ways: Set<MoveWay>;
  /** undefined: not known. */
  pulled: bigint | undefined;
}

/** The data of the object was moved. */
export interface Stale {
  readonly of: Block;
  readonly line: number;
}

/** A stretch of memory with a life of its own: a variable, an object, what a pointer led to. */
export interface Block {
  readonly id: number;
  /** Words for it: of the variable, or of the pointer that led here first. */
  readonly name: string;
  /** True: `name` is a pointer to it, and its fields are `name->field`. */
  readonly pointee: boolean;
  /** True for memory that is still there when the function has returned. */
  readonly outlives: boolean;
  readonly type: CType | undefined;
  /** True for a parameter of the function that is run: its content comes from the scenario. */
  readonly param: boolean;
  /** Types of places in it, learned from typed pointers to them. */
  readonly hints: Map<string, CType>;
  readonly cells: Map<string, Value>;
  /** Where it is, as the scenario has it. */
  address: bigint | undefined;
  /** Prefixes that were zeroed: what has no cell there is 0. */
  readonly zeroed: string[];
  /** Prefixes under which callees may have written, each time anew. */
  readonly forgotten: string[];
  /** Pointers to members of this block that were blocks of their own first (container_of). */
  readonly members: Map<string, Block>;
  /** skb, head, data, memory: set where the block is an object of the model. */
  object: string | undefined;
  /** Line on which this run acquired it. */
  acquired: number | undefined;
  /** References that this run may give away. */
  held: number;
  queue: QueuePlace | undefined;
  gone: Gone | undefined;
  /** An unknown callee has had it: nothing is certain any more. */
  doubt: boolean;
  /** The block that it goes with: whose data or control block it is. */
  part: Block | undefined;
  /** Whether it is in the data of what it goes with. */
  inData: boolean;
  /** What callees did to its data. */
  readonly moves: Moves;
  /** Set for a variable that points to where data was. */
  stale: Stale | undefined;
  /** The buffer that a built skb owns. */
  data: Block | undefined;
  /** The free list whose array this is. */
  list: FreeList | undefined;
  /** Set when this run wrote who owns it. */
  owned: boolean;
  /** Truesize before this run changed it, of an object that was there before. */
  truesizeBefore: bigint | undefined;
}

export interface QueuePlace extends Place {
  readonly locked: boolean;
}

/** An array-backed free list that this run met. */
export interface FreeList {
  /** The struct that holds array and count. */
  readonly struct: Place;
  readonly array: string;
  readonly count: string;
  /** Slots below it hold live heads at entry. */
  readonly entryCount: number;
  /** The pointer to the array that was there at entry, once somebody asked for it. */
  first: Found | undefined;
}

/** The key of a cell; element 0 is the thing itself. */
export function keyOf(path: Path): string {
  let key = "";
  for (const part of path) {
    if (typeof part === "string") key += `.${part}`;
    else if (part !== 0) key += `[${part}]`;
  }
  return key;
}

export function keyOfPlace({ block, path }: Place): string {
  return `${block.id}${keyOf(path)}`;
}

/** The words of C for a place: `xs->batch.skb_count`, `descs[1].len`, `*err`. */
export function wordsOf({ block, path }: Place): string {
  const parts = path[0] === 0 ? path.slice(1) : path;
  if (block.pointee && parts.length === 0) return `*${block.name}`;
  let words = block.name;
  parts.forEach((part, at) => {
    if (typeof part === "number") words += `[${part}]`;
    else words += `${at === 0 && block.pointee ? "->" : "."}${part}`;
  });
  return words;
}

/** The same for all spellings of one place: `descs[0].len`, `descs->len`, `(*descs).len`. */
export function canonical(name: string): string {
  const end = name.includes("~") ? name.lastIndexOf("~") : name.length;
  return canonicalWords(name.slice(0, end)) + name.slice(end);
}

function canonicalWords(words: string): string {
  const dots = words.replaceAll("->", ".");
  const plain = dots.replaceAll(/[()\s]|#\d+/g, "").replaceAll(/\[0\](?=[.[])/g, "");
  return plain.endsWith("[0]") ? `*${plain.slice(0, -3)}` : plain;
}

/** The element `by` further on. */
export function moved({ block, path }: Place, by: number): Place {
  if (by === 0) return { block, path };
  const last = path.at(-1);
  if (typeof last === "number") return { block, path: [...path.slice(0, -1), last + by] };
  return { block, path: [...path, by] };
}

export function inside({ block, path }: Place, field: Selector): Place {
  return { block, path: [...path, field] };
}

export function pointerTo({ block, path }: Place): Value {
  return { kind: "pointer", block, path };
}

export function number(value: bigint | number, type?: Integer["type"]): Value {
  return { kind: "int", value: BigInt(value), type };
}
