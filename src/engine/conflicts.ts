// Numbers that break some facts of a path → numbers that break none: the fact that was broken first
// is mended by the change that leaves the fewest broken (min-conflicts: Minton and others, 1992).

import type { Atom, Constraints, Facts } from "./constraints.ts";
import { operandsFor, othersFor, type Numbers } from "./inverse.ts";
import { type Linear, type Sym, evaluate } from "./linear.ts";
import type { Run } from "./state.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";

export type Compute = (info: SymbolInfo, numbers: Map<Sym, number>) => void;

/** Changes that are made; each looks at no more than so many others. */
const ROUNDS = 120;
const MOVES_MAX = 24;
/** Facts beyond these are too many to search for. */
const FACTS_MAX = 4_000;
/** How deep operations are followed to what can be changed, and how many for one fact. */
const DEPTH = 16;
const VISITS_MAX = 600;
/** How often a symbol may be given the same value. */
const AGAIN = 2;

/** What is changed at once. */
type Move = ReadonlyMap<Sym, number>;

interface Search {
  readonly run: Run;
  readonly atoms: readonly Atom[];
  readonly numbers: Map<Sym, number>;
  readonly broken: Set<number>;
  readonly compute: Compute;
  /** Operations, and indices of facts, in which a symbol stands. */
  readonly apps: ReadonlyMap<Sym, readonly SymbolInfo[]>;
  readonly facts: ReadonlyMap<Sym, readonly number[]>;
  readonly tried: Map<string, number>;
  /** Operations that may still be looked at for the fact at hand. */
  visits: number;
}

/** undefined when none were found in so many rounds. */
export function mended(
  run: Run,
  { facts, bounds }: Pick<Constraints, "facts" | "bounds">,
  start: Numbers,
  compute: Compute,
): Numbers | undefined {
  const atoms = [...listed(bounds), ...listed(facts)];
  if (atoms.length > FACTS_MAX) return undefined;
  const search = searchOf(run, atoms, new Map(start), compute);
  for (let round = 0; round < ROUNDS && search.broken.size > 0; round++) {
    const [first] = search.broken;
    const atom = first === undefined ? undefined : atoms[first];
    const move = atom && bestOf(movesFor(search, atom), search);
    if (move === undefined) return undefined;
    for (const [sym, value] of move) {
      const key = `${sym} ${value}`;
      search.tried.set(key, (search.tried.get(key) ?? 0) + 1);
    }
    make(search, move);
  }
  return search.broken.size === 0 ? search.numbers : undefined;
}

function listed(facts: Facts | undefined): readonly Atom[] {
  const atoms: Atom[] = [];
  for (let fact = facts; fact !== undefined; fact = fact.before) atoms.push(fact.atom);
  return atoms.toReversed();
}

function searchOf(run: Run, atoms: readonly Atom[], numbers: Map<Sym, number>, compute: Compute): Search {
  const apps = new Map<Sym, SymbolInfo[]>();
  const facts = new Map<Sym, number[]>();
  const open: Sym[] = [];
  const seen = new Set<Sym>();
  const meet = (sym: Sym): void => {
    if (!seen.has(sym)) open.push(sym);
    seen.add(sym);
  };
  for (const [index, { term }] of atoms.entries()) {
    for (const sym of term.symbols) {
      listIn(facts, sym).push(index);
      meet(sym);
    }
  }
  for (let sym = open.pop(); sym !== undefined; sym = open.pop()) {
    const info = symbolOf(run.symbols, sym);
    if (isLeaf(info) || info.origin.kind !== "app") continue;
    for (const inner of new Set(info.origin.args.flatMap(({ symbols }) => symbols))) {
      listIn(apps, inner).push(info);
      meet(inner);
    }
  }
  const broken = new Set([...atoms.keys()].filter((index) => !isTrue(atoms[index], numbers)));
  return { run, atoms, numbers, broken, compute, apps, facts, tried: new Map(), visits: 0 };
} // prettier-ignore

function listIn<T>(lists: Map<Sym, T[]>, sym: Sym): T[] {
  const list = lists.get(sym) ?? [];
  lists.set(sym, list);
  return list;
}

/** Its value is not computed from others: an input, or what a pure callee answers. */
function isLeaf({ origin }: SymbolInfo): boolean {
  return origin.kind !== "app" || origin.op.startsWith("call:");
}

function isTrue(atom: Atom | undefined, numbers: Numbers): boolean {
  const value = atom && evaluate(atom.term, numbers);
  if (atom === undefined || value === undefined) return atom === undefined;
  return atom.kind === "eq" ? value === 0 : atom.kind === "ne" ? value !== 0 : value <= 0;
}

/** Changes of leaves, each of which would mend the fact if nothing else came of it. */
function movesFor(search: Search, { kind, term }: Atom): readonly Move[] {
  const { run, numbers } = search;
  const moves: Move[] = [];
  search.visits = VISITS_MAX;
  const sum = evaluate(term, numbers) ?? 0;
  for (const [at, sym] of term.symbols.entries()) {
    const factor = term.coefficients[at] ?? 1;
    const now = numbers.get(sym) ?? 0;
    const info = symbolOf(run.symbols, sym);
    const wishes =
      kind === "ne"
        ? othersFor(info, now, numbers)
        : [now + (factor > 0 ? Math.floor(-sum / factor) : Math.ceil(-sum / factor))];
    for (const wish of wishes) moves.push(...movesTo(search, info, wish, DEPTH));
  }
  return moves.slice(0, MOVES_MAX);
}

function movesTo(search: Search, info: SymbolInfo, wish: number, depth: number): readonly Move[] {
  const { min = -Infinity, max = Infinity } = info;
  if (wish < min || wish > max) return [];
  if (isLeaf(info)) return [new Map([[info.id, wish]])];
  if (depth === 0 || --search.visits < 0) return [];
  return operandsFor(info, wish, search.numbers).flatMap((goals) => {
    const parts = goals.map(({ term, value }) => movesToSum(search, term, value, depth - 1));
    return together(parts);
  });
}

/** One symbol of the sum gives way. */
function movesToSum(search: Search, term: Linear, value: number, depth: number): readonly Move[] {
  const sum = evaluate(term, search.numbers);
  if (sum === undefined) return [];
  return term.symbols.flatMap((sym, at) => {
    const step = (value - sum) / (term.coefficients[at] ?? 1);
    if (!Number.isSafeInteger(step)) return [];
    const info = symbolOf(search.run.symbols, sym);
    return movesTo(search, info, (search.numbers.get(sym) ?? 0) + step, depth);
  });
}

/** The first of each part, and the others of one part beside the first of the rest. */
function together(parts: readonly (readonly Move[])[]): readonly Move[] {
  if (parts.some((moves) => moves.length === 0)) return [];
  const firsts = parts.map(([first]) => first ?? new Map<Sym, number>());
  return parts.flatMap((moves, at) =>
    moves.slice(at === 0 ? 0 : 1).map((move) => {
      const all = firsts.with(at, move);
      return new Map(all.flatMap((each) => [...each]));
    }),
  );
}

function bestOf(moves: readonly Move[], search: Search): Move | undefined {
  let best: Move | undefined;
  let least = Infinity;
  for (const move of moves) {
    const isOld = [...move].every(([sym, value]) => (search.tried.get(`${sym} ${value}`) ?? 0) >= AGAIN); // prettier-ignore
    if (isOld) continue;
    const back = new Map([...move.keys()].map((sym) => [sym, search.numbers.get(sym) ?? 0]));
    make(search, move);
    const left = search.broken.size;
    make(search, back);
    if (left >= least) continue;
    least = left;
    best = move;
  }
  return best;
}

/** Gives the leaves their values and computes again what stands on them. */
function make(search: Search, move: Move): void {
  const { numbers, apps, facts, atoms, broken } = search;
  const changed = new Set(move.keys());
  for (const [sym, value] of move) numbers.set(sym, value);
  // Operations are younger than their operands: in the order of their ids each is computed once.
  const open = new Map<Sym, SymbolInfo>();
  for (const sym of changed) for (const app of apps.get(sym) ?? []) open.set(app.id, app);
  while (open.size > 0) {
    const app = open.get(Math.min(...open.keys()));
    if (app === undefined) break;
    open.delete(app.id);
    const before = numbers.get(app.id);
    search.compute(app, numbers);
    if (numbers.get(app.id) === before) continue;
    changed.add(app.id);
    for (const next of apps.get(app.id) ?? []) open.set(next.id, next);
  }
  for (const sym of changed) {
    for (const index of facts.get(sym) ?? []) {
      if (isTrue(atoms[index], numbers)) broken.delete(index);
      else broken.add(index);
    }
  }
}
