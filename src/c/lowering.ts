// The state of lowering one function: its graph, its names, its ways out.

import type { Complaint } from "../types.ts";
import type { BlockId, CType, Expr, Lvalue, Span, Variable } from "./ir.ts";
import { emit, newBlock, newGraph, type Graph } from "./graph.ts";
import type { Notes } from "./notes.ts";
import { spanOf, type Source } from "./source.ts";
import type { Syntax } from "./syntax.ts";

export interface Lowering {
  readonly source: Source;
  readonly notes: Notes;
  /** For complaints: the function's name. */
  readonly name: string;
  /** What of the parsed text is in the source; the rest was put around it. */
  readonly visible: Visible;
  readonly graph: Graph;
  readonly scopes: Scope[];
  readonly locals: Variable[];
  /** How often each source name was declared: the second `skb` is `skb#2`. */
  readonly uses: Map<string, number>;
  readonly jumps: Jump[];
  readonly labels: Map<string, BlockId>;
  /** Labels that were seen as such, not only gone to. */
  readonly placed: Set<string>;
  /** Labels that something goes to. */
  readonly gone: Set<string>;
  /** For each label the blocks around it, by start offset; only where something is cleaned up. */
  readonly labelScopes: ReadonlyMap<string, ReadonlySet<number>>;
  readonly complaints: Complaint[];
  /** The statement or condition being lowered. */
  at: Span;
  temporaries: number;
}

export interface Visible {
  readonly start: number;
  readonly end: number;
  /** The text put in front of `start`. */
  readonly before: string;
}

export interface Scope {
  /** Start offset of the block. */
  readonly start: number;
  readonly names: Map<string, string>;
  /** In order of declaration. */
  readonly cleanups: { readonly name: string; readonly by: string }[];
}

/** What `break`, `continue` and `case` refer to. */
export interface Jump {
  readonly breakTo: BlockId;
  /** undefined for a switch. */
  readonly continueTo: BlockId | undefined;
  /** undefined for a loop. */
  readonly cases: Case[] | undefined;
  /** Number of open scopes around the statement. */
  readonly scopes: number;
}

/** `values` is undefined for `default`; two of them are a range. */
export interface Case {
  readonly low: Expr | undefined;
  readonly high: Expr | undefined;
  readonly block: BlockId;
  readonly at: Span;
}

export function newLowering(
  source: Source,
  notes: Notes,
  name: string,
  visible: Visible,
  labelScopes: Lowering["labelScopes"],
): Lowering {
  return {
    source,
    notes,
    name,
    visible,
    graph: newGraph(),
    scopes: [],
    locals: [],
    uses: new Map(),
    jumps: [],
    labels: new Map(),
    placed: new Set(),
    gone: new Set(),
    labelScopes,
    complaints: [],
    at: { line: source.firstLine, text: "" },
    temporaries: 0,
  };
}

/** The original words of a node. */
export function textOf(lowering: Lowering, node: Syntax): string {
  const { start, before } = lowering.visible;
  if (node.start >= start) return lowering.source.shown.slice(node.start, node.end);
  const shift = before.length - start;
  return before.slice(node.start + shift, node.end + shift);
}

/** Is it a part of the source, and not of what was put around it? */
export function isVisible({ visible }: Lowering, node: Syntax): boolean {
  return node.start >= visible.start && node.start < visible.end;
}

export function spanAt({ source, visible }: Lowering, node: Syntax): Span {
  const start = Math.min(Math.max(node.start, visible.start), visible.end);
  return spanOf(source, start, Math.min(Math.max(node.end, start), visible.end));
}

/** Runs `body` with `node` as the statement that instructions are said to come from. */
export function within<T>(lowering: Lowering, node: Syntax, body: () => T): T {
  const before = lowering.at;
  lowering.at = spanAt(lowering, node);
  const result = body();
  lowering.at = before;
  return result;
}

export function temporary(lowering: Lowering): Extract<Lvalue, { kind: "local" }> {
  return { kind: "local", name: `%${++lowering.temporaries}` };
}

/** The value in a temporary, unless it is a number or a temporary already. */
export function held(lowering: Lowering, value: Expr): Expr {
  if (value.kind === "number" || (value.kind === "local" && value.name.startsWith("%"))) {
    return value;
  }
  const to = temporary(lowering);
  emit(lowering.graph, { kind: "assign", to, value, at: lowering.at });
  return to;
}

export function openScope(lowering: Lowering, start: number): void {
  lowering.scopes.push({ start, names: new Map(), cleanups: [] });
}

/** Leaves the innermost scope at its end; what it declares is cleaned up. */
export function closeScope(lowering: Lowering): void {
  cleanUpTo(lowering, lowering.scopes.length - 1);
  lowering.scopes.pop();
}

/** Emits the cleanups of all scopes from the innermost down to the one numbered `depth`. */
export function cleanUpTo(lowering: Lowering, depth: number): void {
  for (const scope of lowering.scopes.slice(depth).reverse()) {
    for (const { name, by } of [...scope.cleanups].reverse()) {
      emit(lowering.graph, { kind: "cleanup", name, by, at: lowering.at });
    }
  }
}

export function needsCleanup(lowering: Lowering): boolean {
  return lowering.scopes.some((scope) => scope.cleanups.length > 0);
}

/** Makes a variable known and gives it its name in this function. */
export function declareName(
  lowering: Lowering,
  name: string,
  type: CType,
  isStatic: boolean,
): string {
  const count = (lowering.uses.get(name) ?? 0) + 1;
  lowering.uses.set(name, count);
  const unique = count === 1 ? name : `${name}#${count}`;
  lowering.scopes.at(-1)?.names.set(name, unique);
  lowering.locals.push({ name: unique, type, static: isStatic });
  return unique;
}

/** The variable that a name means here, if it is one of this function. */
export function localOf(lowering: Lowering, name: string): string | undefined {
  for (let depth = lowering.scopes.length - 1; depth >= 0; depth--) {
    const unique = lowering.scopes[depth]?.names.get(name);
    if (unique !== undefined) return unique;
  }
  return undefined;
}

export function nameExpr(lowering: Lowering, name: string): Lvalue {
  const unique = localOf(lowering, name);
  return unique === undefined ? { kind: "outer", name } : { kind: "local", name: unique };
}

/** The block of a label, made when it is first mentioned. */
export function labelBlock(lowering: Lowering, label: string): BlockId {
  const known = lowering.labels.get(label);
  if (known !== undefined) return known;
  const block = newBlock(lowering.graph);
  lowering.labels.set(label, block);
  return block;
}

/** Says that something at `node` was not understood. */
export function complain(lowering: Lowering, node: Syntax, why: string): void {
  const { line } = spanAt(lowering, node);
  lowering.complaints.push({ what: `${lowering.source.file}:${line} ${lowering.name}()`, why });
}
