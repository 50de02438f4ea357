// Two states that meet in one block and agree on everything that the rest of the function can ask
// about have the same future: the second is not followed. Where the comparison leaves out too much,
// something is missed; what is found on the first was followed exactly.

import type { CFunction } from "../c/ir.ts";
import type { Atom } from "./constraints.ts";
import { chargedKey } from "./charged.ts";
import { clearedKey } from "./cleared.ts";
import { ownedKey } from "./fate.ts";
import { type Futures, futuresOf } from "./liveness.ts";
import {
  type Meeting, type Naming, askedOnce, endsOf, entries, lastName, isCharged, isMentioned, nameOfRegion,
  canBeReached, term, valueKey,
} from "./merge-names.ts"; // prettier-ignore
import { keyOf } from "./linear.ts";
import { regionOf } from "./regions.ts";
import type { Entry, Frame, ObjectState, RegionMemory, Run, State } from "./state.ts";
import type { RegionId } from "./values.ts";

/** Memory that nothing is said about counts only for the lists that it may hold. */
const plain = "memory";
const patience = 16;
const rarely = 16;

/** True when a state with the same future was here before. Notes the state otherwise. */
export function metBefore(run: Run, state: State): boolean {
  if (run.limits.unmerged === true) return false;
  const futures = futuresIn(run, state.frame);
  if (!futures.joins.has(state.block)) return false;
  // Where states hardly ever agree, asking costs more than following them to where they do.
  const meeting = meetingAt(run, state);
  if (meeting.asked >= patience && meeting.agreed * rarely < meeting.asked) return false;
  meeting.asked += 1;
  // It takes as long as an instruction.
  run.instructions += 1;
  const key = keyOfState(run, state);
  if (run.met.has(key)) {
    meeting.agreed += 1;
    return true;
  }
  run.met.add(key);
  return false;
}

function meetingAt({ meetings }: Run, { frame, block }: State): Meeting {
  const blocks = meetings.get(frame.fn) ?? [];
  meetings.set(frame.fn, blocks);
  return (blocks[block] ??= { asked: 0, agreed: 0 });
}

function futuresIn({ program, model, role }: Run, { fn, parent }: Frame): Futures {
  return futuresOf(program, model, fn, parent === undefined ? role : "callee");
}

/** Where each activation is. */
interface At {
  readonly frame: Frame;
  readonly block: number;
  /** Which of the calls in the block it is in. */
  readonly pc: number;
  readonly futures: Futures;
}

function keyOfState(run: Run, state: State): string {
  const frames: At[] = [];
  let [block, pc] = [state.block, 0];
  for (let frame: Frame | undefined = state.frame; frame !== undefined; frame = frame.parent) {
    frames.push({ frame, block, pc, futures: futuresIn(run, frame) });
    [block, pc] = [frame.back?.block ?? 0, frame.back?.pc ?? 0];
  }
  const naming: Naming = {
    run,
    state,
    symbols: new Map(),
    regions: new Map(),
    open: [],
    live: new Map(frames.map((at) => [at.frame.region, futureAt(at).live])),
    mentions: frames.map((at) => futureAt(at).mentions),
  };
  let key = state.marks;
  for (const at of frames)
    key += `\n${at.frame.fn.name}@${at.block}:${at.pc}${locals(naming, at.frame)}`;
  key +=
    turnsIn(state, frames) +
    outside(naming) +
    dataKey(run, state) +
    rest(naming) +
    ownedKey(run, state) +
    chargedKey(run, state) +
    clearedKey(run, state);
  const root = frames.at(-1)?.frame.fn;
  if (run.role === "callee" && root !== undefined) key += taken(naming, root);
  return key + conditions(naming);
}

/** Locals that lead to where data was; and what a callee's caller asks: whose data was moved. */
function dataKey({ role }: Run, { stale, moves }: State): string {
  const told = role === "callee" ? [...moves].map(([of, { ways }]) => [of, ...ways].join()) : [];
  return [...stale.keys(), ...told].join(" ");
}

/** What a path takes for granted of its arguments: where a callee's ways meet, each keeps its own. */
function taken({ run, state: { constraints } }: Naming, { params }: CFunction): string {
  let key = "\n?";
  for (const { name } of params) {
    const sym = run.symbols.byKey.get(`param:${name}`)?.id;
    if (sym === undefined) continue;
    const { min, max } = constraints.ranges.get(sym) ?? {};
    const value = constraints.solved.get(sym);
    const isApart = constraints.apart.some(
      ({ symbols }) => symbols.length === 1 && symbols[0] === sym,
    );
    key += ` ${min}..${max}${value === undefined ? "" : keyOf(value)}${isApart ? "!" : ""}`;
  }
  return key;
}

const nothing = { live: new Set<string>(), mentions: new Set<string>() };

function futureAt({ futures, block }: At): Futures["byBlock"][number] {
  return futures.byBlock[block] ?? nothing;
}

function locals(naming: Naming, frame: Frame): string {
  const memory = naming.state.regions[frame.region];
  if (memory === undefined) return "";
  return content(naming, memory, (family) => isLive(naming, frame.region, family));
}

/** Whether the local that the family lies in is read later. */
function isLive({ live }: Naming, region: RegionId, family: string): boolean {
  return live.get(region)?.has(endsOf(family).first) === true;
}

/** Memory that outlives the function: what is asked about later, and where objects were put. */
function outside(naming: Naming): string {
  const { run, state } = naming;
  const seen = new Set<RegionId>();
  let key = "";
  for (;;) {
    for (let region = naming.open.pop(); region !== undefined; region = naming.open.pop()) {
      if (!seen.has(region)) key += cells(naming, region);
      seen.add(region);
    }
    state.regions.forEach((memory, region) => {
      if (memory === undefined || seen.has(region) || naming.regions.has(region)) return;
      const { kind } = regionOf(run.regions, region);
      if (kind === "globals" || (kind === "input" && canBeReached(naming, region)))
        nameOfRegion(naming, region);
      else if (kind === "input" && holdsObjects(naming, memory)) key += stores(naming, region);
    });
    if (naming.open.length === 0) return key;
  }
}

function cells(naming: Naming, region: RegionId): string {
  const { run, state } = naming;
  const memory = state.regions[region];
  const object = state.objects[region];
  let key = object === undefined ? "" : objectKey(naming, object);
  if (memory !== undefined && regionOf(run.regions, region).kind !== "frame") {
    key += content(naming, memory, (family, found) => {
      const { last } = endsOf(family);
      return last === "" || isMentioned(naming, last) || found.some((entry) => holdsObject(naming, entry)); // prettier-ignore
    });
  }
  // Memory of which nobody asks anything may be there or not.
  return key === "" ? "" : `\n${nameOfRegion(naming, region)}${key}`;
}

/** Objects in memory that is not asked about: they are not lost. */
function stores(naming: Naming, region: RegionId): string {
  const memory = naming.state.regions[region];
  if (memory === undefined) return "";
  return content(naming, memory, (_, found) => found.some((entry) => holdsObject(naming, entry)));
}

function content(
  naming: Naming,
  memory: RegionMemory,
  asked: (family: string, found: readonly Entry[]) => boolean,
): string {
  let key = "";
  for (const family of familiesOf(memory)) {
    const found = memory.cells.get(family) ?? [];
    if (asked(family, found)) key += ` ${family}=${entries(naming, found)}`;
  }
  const zeroed = memory.zeroed.filter((family) => asked(family, []));
  return zeroed.length === 0 ? key : `${key} 0:${zeroed.join()}`;
}

const sorted = new WeakMap<RegionMemory["cells"], readonly string[]>();

/** In one order, whatever was written first. A map of cells is never changed once it is there. */
function familiesOf({ cells }: RegionMemory): readonly string[] {
  const known = sorted.get(cells);
  if (known !== undefined) return known;
  const families = [...cells.keys()].sort();
  sorted.set(cells, families);
  return families;
}

function holdsObjects(naming: Naming, { cells: families }: RegionMemory): boolean {
  for (const found of families.values())
    if (found.some((entry) => holdsObject(naming, entry))) return true;
  return false;
}

function holdsObject({ state }: Naming, entry: Entry): boolean {
  if (entry.kind === "range") return true;
  if (entry.value.kind !== "address") return false;
  const object = state.objects[entry.value.place.region];
  return object !== undefined && object.tokens > 0 && !object.doubt && counts(state, object);
}

/** Plain memory counts only for the lists that it may hold. */
function counts(state: State, { kind }: ObjectState): boolean {
  return kind !== plain || state.caches.length > 0;
}

function objectKey(naming: Naming, object: ObjectState): string {
  const { kind, tokens, origin, consumed, queued, doubt, uncharges } = object;
  if (doubt) return "{doubt}";
  const owner = object.owner === undefined ? "" : valueKey(naming, object.owner);
  const truesize = object.truesize === undefined ? "" : term(naming, object.truesize);
  const data = object.data === undefined ? "" : nameOfRegion(naming, object.data);
  return `{${kind} ${tokens} ${origin} ${consumed?.how} ${queued?.key} ${queued?.locked} ${uncharges} ${owner} ${truesize} ${data}}`;
}

/** Objects that nothing points to any more, counters, queues and what is in doubt. */
function rest(naming: Naming): string {
  const { state } = naming;
  let key = "";
  for (const object of state.objects) {
    if (object === undefined || naming.regions.has(object.region)) continue;
    // What became of what it was given is what a callee's caller asks.
    if (isTold(naming.run, object)) key += `\n>${object.region}${objectKey(naming, object)}`;
    if (object.doubt) continue;
    const matters = (object.tokens > 0 && object.origin !== "given") || object.uncharges;
    if (matters && counts(state, object))
      key += `\n-${object.acquiredLine}${objectKey(naming, object)}`;
  }
  for (const { ledger, bytes } of state.charges) key += ` $${ledger}:${term(naming, bytes)}`;
  for (const [queue, { ready }] of state.queues) {
    const [, region = "", family = ""] = /^(\d+)(.*)$/.exec(queue) ?? [];
    const asked = family.startsWith(".")
      ? isLive(naming, Number(region), family)
      : isMentioned(naming, lastName(queue));
    if (asked) key += ` q${queue}:${ready}`;
  }
  if (state.caches.length > 0) {
    key += ` f${state.freed.map((region) => nameOfRegion(naming, region)).join()}`;
    key += ` c${state.caches.map((cache) => cache.key).join()} d${state.cacheDoubts.join()}`;
  }
  const doubts = state.ledgerDoubts.filter((region) => isCharged(state, region)).toSorted();
  return doubts.length === 0 ? key : `${key} l${doubts.join()}`;
}

function isTold({ role }: Run, { origin, consumed, queued, doubt, tokens }: ObjectState): boolean {
  if (role !== "callee" || origin !== "given") return false;
  return consumed !== undefined || queued !== undefined || doubt || tokens !== 1;
}

/** How often the loops have turned that the state is in. */
function turnsIn(state: State, frames: readonly At[]): string {
  let key = "";
  for (const { frame, block, futures } of frames) {
    for (const [head, inside] of futures.loops) {
      if (!inside.has(block)) continue;
      const loop = `${frame.serial}:${head}`;
      const leaving = state.leaving.includes(loop);
      key += ` t${head}=${state.turns.get(loop) ?? ""}${leaving ? "!" : ""}`;
    }
  }
  return key;
}

/** The conditions that are about something which can still be asked. */
function conditions(naming: Naming): string {
  let open: Atom[] = [];
  for (let fact = naming.state.constraints.facts; fact !== undefined; fact = fact.before) {
    open.push(fact.atom);
  }
  const said = new Set<string>();
  // A condition that is said names regions, and what they hold can then be asked about.
  for (let named = -1; named !== naming.regions.size;) {
    named = naming.regions.size;
    const isKnown = askedOnce(naming);
    const still: Atom[] = [];
    for (const atom of open) {
      // What it says of others, too, is left out: that only makes more states agree.
      if (atom.term.symbols.every(isKnown)) said.add(`${atom.kind} ${term(naming, atom.term)}`);
      else still.push(atom);
    }
    open = still;
  }
  return `\n${[...said].sort().join(";")}`;
}
