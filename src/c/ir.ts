// The instructions that a C function is lowered to. Expressions have no side effects: calls,
// assignments, ++, &&, ||, ?: and statement expressions became instructions and branches.

import type { Complaint } from "../types.ts";

/** Where in the file, and the words of the source on one line (at most 160 characters). */
export interface Span {
  readonly line: number;
  readonly text: string;
}

/** As much of a type as anybody asks for. `struct sk_buff **skbs[4]`: base "struct sk_buff". */
export interface CType {
  /** Without qualifiers, blanks collapsed: `struct xsk_batch`, `u32`, `unsigned int`, `gfp_t`. */
  readonly base: string;
  /** Stars, not counting the array's. */
  readonly pointers: number;
  /** Array lengths as written, outermost first; "" where empty. */
  readonly arrays: readonly string[];
  /**
   * Bits and sign of an integer type (64-bit kernel); of the elements of an array. Undefined for
   * pointers, all other types and unknown typedefs.
   */
  readonly integer: { readonly bits: number; readonly signed: boolean } | undefined;
}

export type Expr =
  | { readonly kind: "number"; readonly value: bigint }
  | { readonly kind: "string"; readonly text: string }
  /** A parameter, local or temporary of this function; shadowed names are made unique: `skb`, `skb#2`, `%7`. */
  | { readonly kind: "local"; readonly name: string }
  /** Anything else with a name: global, macro constant, enumerator, function; in a fragment also a local that it does not declare. */
  | { readonly kind: "outer"; readonly name: string }
  /** `base.field`; `p->field` is field(deref(p)). Anonymous struct and union levels are skipped. */
  | { readonly kind: "field"; readonly base: Expr; readonly field: string }
  | { readonly kind: "deref"; readonly of: Expr }
  | { readonly kind: "index"; readonly base: Expr; readonly index: Expr }
  | { readonly kind: "address"; readonly of: Expr }
  | { readonly kind: "unary"; readonly op: "-" | "~" | "!"; readonly of: Expr }
  | { readonly kind: "binary"; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "cast"; readonly type: CType; readonly of: Expr }
  | { readonly kind: "sizeof"; readonly text: string }
  /** `container_of(p, type, member)` and its kin. */
  | {
      readonly kind: "container";
      readonly of: Expr;
      readonly type: string;
      readonly member: string;
    }
  /** Not understood. `reads` are the expressions inside that were. */
  | { readonly kind: "opaque"; readonly text: string; readonly reads: readonly Expr[] };

export type BinaryOp =
  | "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>"
  | "==" | "!=" | "<" | "<=" | ">" | ">="; // prettier-ignore

/** What can stand left of `=`: local, outer, field, deref, index. */
export type Lvalue = Extract<Expr, { kind: "local" | "outer" | "field" | "deref" | "index" }>;

export type Instruction =
  | { readonly kind: "assign"; readonly to: Lvalue; readonly value: Expr; readonly at: Span }
  /** `= { … }` on a struct or array, or memset-like: every part not given is zero. */
  | { readonly kind: "zero"; readonly to: Lvalue; readonly at: Span }
  | {
      readonly kind: "call";
      readonly to: Lvalue | undefined;
      /** An `outer` for a direct call; anything else for a call through a pointer. */
      readonly callee: Expr;
      readonly args: readonly Expr[];
      readonly at: Span;
    }
  /**
   * A turn of an iterator macro: each cursor gets the next element, `more` becomes 1, or the
   * cursors become garbage and `more` becomes 0. A branch on `more` follows.
   */
  | {
      readonly kind: "iterate";
      readonly macro: string;
      readonly args: readonly Expr[];
      readonly cursors: readonly Lvalue[];
      readonly more: Lvalue;
      readonly at: Span;
    }
  /** A local comes into being, its content garbage. Again on every turn of the loop around it. */
  | { readonly kind: "declare"; readonly name: string; readonly at: Span }
  /** A `__free(by)` variable goes out of scope: `by` is called on it unless it is NULL. */
  | { readonly kind: "cleanup"; readonly name: string; readonly by: string; readonly at: Span }
  /** Not understood: whatever `touches` mentions may be changed, and anything they point to. */
  | {
      readonly kind: "opaque";
      readonly touches: readonly Expr[];
      readonly why: string;
      readonly at: Span;
    };

export type BlockId = number;

export type Terminator =
  | { readonly kind: "goto"; readonly to: BlockId; readonly at: Span }
  | {
      readonly kind: "branch";
      readonly condition: Expr;
      readonly then: BlockId;
      readonly else: BlockId;
      readonly at: Span;
    }
  | { readonly kind: "return"; readonly value: Expr | undefined; readonly at: Span }
  /** Execution ends here without returning: BUG(), panic(), unreachable(). */
  | { readonly kind: "stop"; readonly at: Span }
  /** Execution goes on outside the text that we have. Only in fragments. */
  | { readonly kind: "cut"; readonly why: string; readonly at: Span };

export interface Block {
  readonly id: BlockId;
  readonly instructions: readonly Instruction[];
  readonly end: Terminator;
}

export interface Loop {
  /** The block that a turn begins with: target of every back edge. */
  readonly head: BlockId;
  /** All blocks of the natural loop, the head included. */
  readonly blocks: readonly BlockId[];
  readonly at: Span;
}

export interface Cfg {
  readonly entry: BlockId;
  /** `blocks[i].id === i`. */
  readonly blocks: readonly Block[];
  readonly loops: readonly Loop[];
}

export interface Variable {
  readonly name: string;
  readonly type: CType;
  readonly static: boolean;
}

/** A function definition, or the part of one that an excerpt shows. */
export interface CFunction {
  readonly name: string;
  readonly file: string;
  /** Of the whole text that we have of it, head included. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** False: a fragment; it may begin or end in the middle. */
  readonly whole: boolean;
  /** The conditional arm that was taken, one entry for each `#if` inside the body: `CONFIG_X` or `!CONFIG_X`. */
  readonly arm: readonly string[];
  readonly static: boolean;
  readonly returns: CType | undefined;
  readonly params: readonly Variable[];
  /** Every other variable of the body, block scopes flattened. */
  readonly locals: readonly Variable[];
  readonly cfg: Cfg;
  /** Content of the definition with comments and blanks collapsed, for caches and fingerprints. */
  readonly text: string;
  /** What of it was not understood. */
  readonly complaints: readonly Complaint[];
}

export interface StructField {
  readonly name: string;
  readonly type: CType;
  readonly line: number;
  /** True when the line is one that the patch added. */
  readonly added: boolean;
}

export interface StructDecl {
  readonly tag: string;
  readonly file: string;
  readonly line: number;
  /** False when only a part of its fields is shown. */
  readonly whole: boolean;
  readonly fields: readonly StructField[];
}

/** Everything that one excerpt says. */
export interface CUnit {
  readonly file: string;
  /** False: a part of the file. */
  readonly whole: boolean;
  /** Names and lines of the functions, in order. None of them has to be read for this. */
  readonly heads: readonly FunctionHead[];
  /** The versions of one function: one an arm, where it contains conditionals. Read when asked for. */
  readonly named: (name: string) => readonly CFunction[];
  /** Names of functions in whose text one of the words stands. */
  readonly mentioning: (words: ReadonlySet<string>) => readonly string[];
  /** What of the function of this name was not understood at all. */
  readonly complaintsAbout: (name: string) => readonly Complaint[];
  readonly structs: readonly StructDecl[];
  /** Integer macros and enumerators: `#define N 16`, `enum { A, B = 4 }`. */
  readonly constants: ReadonlyMap<string, bigint>;
  /** Names of functions that are declared here, with what they return and take. */
  readonly prototypes: ReadonlyMap<
    string,
    { readonly returns: CType; readonly params: readonly CType[] }
  >;
  /** Function pointers installed by designated initialisers: `.ndo_start_xmit = foo_xmit` in a `struct net_device_ops`. */
  readonly callbacks: readonly {
    readonly struct: string;
    readonly field: string;
    readonly function: string;
  }[];
}

export interface FunctionHead {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
}
