// Two states that meet in one block and agree on everything that the rest of the function can ask
// about have the same future: the second is not followed. Fresh symbols and regions are named by
// the order in which the comparison meets them, so that ways of different length can agree.

import type { Atom } from "./constraints.ts";
import { type Futures, futuresOf } from "./liveness.ts";
import type { Linear, Sym } from "./linear.ts";
import { regionOf } from "./regions.ts";
import type { Entry, Frame, ObjectState, Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import type { RegionId, Value } from "./values.ts";

const patience = 100;
const rarely = 20;

/** True when a state with the same future was here before. Notes the state otherwise. */
export function metBefore(run: Run, state: State): boolean {
  const futures = futuresOf(run.program, state.frame.fn);
  if (!futures.joins.has(state.block)) return false;
  // Where states hardly ever agree, asking costs more than following them.
  if (run.meetings.asked > patience && run.meetings.agreed * rarely < run.meetings.asked)
    return false;
  run.meetings.asked += 1;
  const key = keyOfState(run, state);
  if (run.met.has(key)) {
    run.meetings.agreed += 1;
    return true;
  }
  run.met.add(key);
  return false;
}

/** What the comparison has named so far, and what it still has to look at. */
interface Naming {
  readonly run: Run;
  readonly state: State;
  readonly symbols: Map<Sym, string>;
  readonly regions: Map<RegionId, string>;
  readonly open: RegionId[];
  readonly mentions: readonly ReadonlySet<string>[];
}

function keyOfState(run: Run, state: State): string {
  const frames: { readonly frame: Frame; readonly block: number; readonly futures: Futures }[] = [];
  let block = state.block;
  for (let frame: Frame | undefined = state.frame; frame !== undefined; frame = frame.parent) {
    frames.push({ frame, block, futures: futuresOf(run.program, frame.fn) });
    block = frame.back?.block ?? 0;
  }
  const mentions = frames.map(
    ({ futures, block: at }) => futures.byBlock[at]?.mentions ?? new Set<string>(),
  );
  const naming: Naming = { run, state, symbols: new Map(), regions: new Map(), open: [], mentions };
  let key = state.marks;
  for (const { frame, block: at, futures } of frames) {
    key += `\n${frame.fn.name}@${at}`;
    key += locals(naming, frame, futures.byBlock[at]?.live ?? new Set());
  }
  key += turnsIn(state) + outside(naming) + rest(naming);
  return key + conditions(naming);
}

function locals(naming: Naming, frame: Frame, live: ReadonlySet<string>): string {
  const memory = naming.state.regions[frame.region];
  if (memory === undefined) return "";
  let key = "";
  for (const family of [...memory.cells.keys()].sort()) {
    const name = /^\.([^.[]+)/.exec(family)?.[1] ?? "";
    if (live.has(name)) key += ` ${family}=${entries(naming, memory.cells.get(family) ?? [])}`;
  }
  return `${key} 0:${memory.zeroed.join()}`;
}

/** Memory that outlives the function: what is asked about later, and where objects were put. */
function outside(naming: Naming): string {
  const { run, state } = naming;
  let key = "";
  state.regions.forEach((memory, region) => {
    const { kind } = regionOf(run.regions, region);
    if (memory !== undefined && (kind === "input" || kind === "globals"))
      key += cells(naming, region);
  });
  for (let region = naming.open.pop(); region !== undefined; region = naming.open.pop()) {
    key += cells(naming, region);
  }
  return key;
}

function cells(naming: Naming, region: RegionId): string {
  const { run, state } = naming;
  const memory = state.regions[region];
  let key = `\n${nameOfRegion(naming, region)}`;
  const object = state.objects[region];
  if (object !== undefined) key += objectKey(naming, object);
  if (memory === undefined || regionOf(run.regions, region).kind === "frame") return key;
  for (const family of [...memory.cells.keys()].sort()) {
    const found = memory.cells.get(family) ?? [];
    const last = /\.([^.[]+)[^.]*$/.exec(family)?.[1];
    const asked =
      last === undefined ||
      isMentioned(naming, last) ||
      found.some((entry) => holdsObject(naming, entry));
    if (asked) key += ` ${family}=${entries(naming, found)}`;
  }
  return `${key} 0:${memory.zeroed.join()}`;
}

function holdsObject({ state }: Naming, entry: Entry): boolean {
  if (entry.kind === "range") return true;
  return entry.value.kind === "address" && state.objects[entry.value.place.region] !== undefined;
}

function objectKey(naming: Naming, object: ObjectState): string {
  const { kind, tokens, origin, consumed, queued, doubt, uncharges } = object;
  const owner = object.owner === undefined ? "" : valueKey(naming, object.owner);
  const truesize = object.truesize === undefined ? "" : term(naming, object.truesize);
  const data = object.data === undefined ? "" : nameOfRegion(naming, object.data);
  return `{${kind} ${tokens} ${origin} ${consumed?.how} ${queued?.key} ${queued?.locked} ${doubt} ${uncharges} ${owner} ${truesize} ${data}}`;
}

/** Objects that nothing points to any more, counters, queues and what is in doubt. */
function rest(naming: Naming): string {
  const { state } = naming;
  let key = "";
  for (const object of state.objects) {
    if (object === undefined || naming.regions.has(object.region)) continue;
    const matters = object.tokens > 0 || object.uncharges || object.consumed?.how === "frees";
    if (matters) key += `\n-${object.acquiredLine}${objectKey(naming, object)}`;
  }
  for (const { ledger, bytes } of state.charges) key += ` $${ledger}:${term(naming, bytes)}`;
  for (const [queue, { ready }] of state.queues) key += ` q${queue}:${ready}`;
  key += ` f${state.freed.map((region) => nameOfRegion(naming, region)).join()}`;
  return `${key} c${state.caches.map((cache) => cache.key).join()} d${state.cacheDoubts.join()} l${state.ledgerDoubts.map((region) => nameOfRegion(naming, region)).join()}`;
}

function turnsIn(state: State): string {
  let key = "";
  for (const [loop, turns] of state.turns) {
    const at = loop.lastIndexOf(":");
    if (loop.slice(0, at) === state.frame.serial) key += ` t${loop.slice(at)}=${turns}`;
  }
  for (const loop of state.leaving) key += ` leave${loop.slice(loop.lastIndexOf(":"))}`;
  for (const [loop, exits] of state.exits)
    key += ` x${loop.slice(loop.lastIndexOf(":"))}=${exits.join()}`;
  return key;
}

/** The conditions that are about something which can still be asked. */
function conditions(naming: Naming): string {
  const atoms: Atom[] = [];
  for (let fact = naming.state.constraints.facts; fact !== undefined; fact = fact.before) {
    atoms.push(fact.atom);
  }
  let open = atoms;
  const said: string[] = [];
  for (let grew = true; grew;) {
    grew = false;
    const still: Atom[] = [];
    for (const atom of open) {
      if (atom.term.symbols.some((sym) => isAsked(naming, sym))) {
        said.push(`${atom.kind} ${term(naming, atom.term)}`);
        grew = true;
      } else {
        still.push(atom);
      }
    }
    open = still;
  }
  return `\n${said.sort().join(";")}`;
}

/** Can the rest of the function meet this symbol? */
function isAsked(naming: Naming, sym: Sym): boolean {
  if (naming.symbols.has(sym)) return true;
  const { origin, name } = symbolOf(naming.run.symbols, sym);
  switch (origin.kind) {
    case "input":
      return isMentioned(naming, /(\w+)(?:\[[^\]]*\])?$/.exec(name)?.[1] ?? name);
    case "constant":
      return isMentioned(naming, name);
    case "app":
      return origin.op.startsWith("call:")
        ? isMentioned(naming, origin.op.slice(5, origin.op.indexOf("(")))
        : origin.args.every((arg) => arg.symbols.every((of) => isAsked(naming, of)));
    default:
      return false;
  }
}

function isMentioned({ mentions }: Naming, name: string): boolean {
  return mentions.some((names) => names.has(name));
}

function entries(naming: Naming, found: readonly Entry[]): string {
  return found
    .map((entry) =>
      entry.kind === "cell"
        ? `[${entry.indices.map((index) => term(naming, index)).join()}]${valueKey(naming, entry.value)}`
        : `[${term(naming, entry.lo)}..${term(naming, entry.hi)}]${entry.holds}`,
    )
    .join("|");
}

function valueKey(naming: Naming, value: Value): string {
  switch (value.kind) {
    case "int":
      return term(naming, value.term);
    case "truth":
      return typeof value.of === "boolean"
        ? `?${value.of}`
        : `?${value.of.kind}${term(naming, value.of.term)}`;
    case "address": {
      let key = `&${nameOfRegion(naming, value.place.region)}`;
      for (const selector of value.place.path) {
        key +=
          selector.kind === "field" ? `.${selector.name}` : `[${term(naming, selector.index)}]`;
      }
      return key;
    }
  }
}

function term(naming: Naming, { symbols, coefficients, constant }: Linear): string {
  let key = "";
  symbols.forEach((sym, at) => {
    key += `${coefficients[at] ?? 0}*${nameOfSymbol(naming, sym)}+`;
  });
  return key + constant.toString();
}

/** Inputs keep their names; what came into being on the way is numbered. */
function nameOfSymbol(naming: Naming, sym: Sym): string {
  const found = naming.symbols.get(sym);
  if (found !== undefined) return found;
  const { origin } = symbolOf(naming.run.symbols, sym);
  const lasting = origin.kind === "input" || origin.kind === "constant" || origin.kind === "app";
  const name = lasting ? `s${sym}` : `n${naming.symbols.size}`;
  naming.symbols.set(sym, name);
  const region = naming.run.regions.byKey.get(`of:${sym}`);
  if (region !== undefined) nameOfRegion(naming, region.id);
  return name;
}

function nameOfRegion(naming: Naming, region: RegionId): string {
  const found = naming.regions.get(region);
  if (found !== undefined) return found;
  const { kind } = regionOf(naming.run.regions, region);
  const name = kind === "fresh" ? `r${naming.regions.size}` : `R${region}`;
  naming.regions.set(region, name);
  naming.open.push(region);
  return name;
}
