// Who holds what: references, release, data of a built object, owners and what they are charged.

import { type Block, type Place, type Value, keyOfPlace, number } from "./heap.ts";
import { meetListsOf } from "./lists.ts";
import { type Machine, lose, newBlock, say } from "./machine.ts";
import { behind, blockBehind, numberOf, peek, settled, use } from "./memory.ts";

/** What a built object weighs besides its data. */
const HEAD_BYTES = 256n;
/** What a truesize grows by where the contract does not say. */
const SOME_BYTES = 64n;

/** A new object of which the run holds one reference. */
export function acquire(machine: Machine, object: string, by: string, name = `${by}()`): Value {
  const block = newBlock(machine, name, { object, acquired: machine.line });
  say(machine, `${by}() gives a new ${object}`);
  return { kind: "pointer", block, path: [] };
}

/** One reference goes; with the last one the object. */
export function consume(machine: Machine, of: Value, how: "frees" | "takes", by: string): void {
  const block = blockBehind(machine, of);
  if (block === undefined) return;
  if (block.doubt) {
    endForCertain(machine, block, how, by);
    return;
  }
  block.object ??= "skb";
  if (!givable(machine, block, how === "takes", by)) return;
  block.held -= 1;
  say(machine, `${by}() ${how} ${block.name}`);
  if (block.held > 0 || block.queue !== undefined) return;
  giveBack(machine, block);
  const gone = { how: how === "frees" ? "freed" : "taken", line: machine.line } as const;
  block.gone = gone;
  if (block.data !== undefined) block.data.gone ??= gone;
}

/** Whatever an unknown callee did before: with this, the function has let go of it. */
function endForCertain(machine: Machine, block: Block, how: "frees" | "takes", by: string): void {
  if (block.gone !== undefined || block.queue !== undefined) return;
  block.held -= 1;
  if (block.held > 0) return;
  say(machine, `${by}() ${how} ${block.name}`);
  giveBack(machine, block);
  block.doubt = false;
  block.gone = { how: how === "frees" ? "freed" : "taken", line: machine.line };
}

/** The slab object alone goes: data and charge stay behind. */
export function freeHead(machine: Machine, of: Value, by: string): void {
  const block = blockBehind(machine, of);
  if (block === undefined || block.doubt) return;
  block.object ??= "head";
  if (!givable(machine, block, false, by)) return;
  block.held = 0;
  block.gone = { how: "head freed", line: machine.line };
  if (block.data !== undefined && block.data.gone === undefined) block.data.held = 1;
  say(machine, `${by}() frees the head ${block.name}`);
}

/** Plain memory goes. */
export function freeMemory(machine: Machine, of: Value, by: string): void {
  const block = blockBehind(machine, of);
  if (block === undefined || block.doubt) return;
  if (!givable(machine, block, false, by)) return;
  meetListsOf(machine, block);
  block.held = 0;
  block.gone = { how: "freed", line: machine.line };
  say(machine, `${by}() frees ${block.name}`);
}

export function reference(machine: Machine, of: Value): void {
  const block = blockBehind(machine, of);
  if (block === undefined) return;
  use(machine, block, "pass");
  block.object ??= "skb";
  block.held += 1;
}

export function doubt(machine: Machine, of: Value): void {
  const block = blockBehind(machine, of);
  if (block === undefined) return;
  use(machine, block, "pass");
  block.doubt = true;
}

/** A raw head becomes an skb that owns the data. */
export function build(machine: Machine, head: Value, data: Value | undefined, size: bigint): void {
  const block = blockBehind(machine, head);
  if (block === undefined) return;
  use(machine, block, "write");
  say(machine, `builds ${block.name}`);
  block.object = "skb";
  setTruesize(block, size + HEAD_BYTES);
  const buffer = data && blockBehind(machine, data);
  if (buffer === undefined) return;
  use(machine, buffer, "pass");
  buffer.held = 0;
  block.data = buffer;
}

/** Truesize grows; undefined: by some positive number. */
export function resize(machine: Machine, of: Value, by: bigint | undefined): void {
  const block = blockBehind(machine, of);
  if (block === undefined || block.doubt) return;
  use(machine, block, "write");
  const before = truesizeOf(machine, block);
  if (block.outlives && !block.owned) block.truesizeBefore ??= before;
  setTruesize(block, before + (by ?? SOME_BYTES));
}

export function own(
  machine: Machine,
  of: Value,
  sk: Value,
  destructor: string,
  charged: boolean,
): void {
  orphan(machine, of);
  const block = blockBehind(machine, of);
  if (block === undefined || block.doubt) return;
  const holder = behind(machine, sk);
  block.owned = true;
  block.cells.set("@owner", { kind: "pointer", ...holder });
  block.cells.set("@destructor", { kind: "function", name: destructor });
  if (charged) addCharge(machine, holder, truesizeOf(machine, block));
}

/** The destructor runs now and is forgotten. */
export function orphan(machine: Machine, of: Value): void {
  const block = blockBehind(machine, of);
  if (block === undefined || block.doubt) return;
  use(machine, block, "write");
  giveBack(machine, block);
  block.cells.set("@owner", number(0));
  block.cells.set("@destructor", number(0));
}

/** Bytes on or off the counter that the pointer leads to; references where it is such a field. */
export function charge(machine: Machine, counter: Value, bytes: bigint, by: string): void {
  const place = behind(machine, counter);
  const last = place.path.at(-1);
  const meaning = typeof last === "string" ? machine.model.fieldOf(last)?.is : undefined;
  if (meaning === "references") {
    place.block.held += Number(bytes);
    return;
  }
  if (meaning !== "counter") return;
  addCharge(machine, { block: place.block, path: place.path.slice(0, -1) }, bytes);
  say(machine, `${by}() changes a counter by ${bytes}`);
}

/** The place whose counter gets the truesize back when the object dies; undefined: nobody's. */
export function debtOf(machine: Machine, block: Block): Place | undefined {
  // Whoever owned it before this run does not concern the bytes that this run charges.
  if (!block.owned) return undefined;
  const destructor = block.cells.get("@destructor");
  if (destructor?.kind !== "function" || !uncharges(machine, destructor.name)) return undefined;
  const owner = block.cells.get("@owner");
  if (owner === undefined || blockBehind(machine, owner) === undefined) return undefined;
  return behind(machine, owner);
}

export function truesizeOf(machine: Machine, block: Block): bigint {
  return numberOf(peek(machine, { block, path: ["truesize"] }));
}

/** Somebody gives one away that is not there to give: the same object twice. */
function givable(machine: Machine, block: Block, passed: boolean, by: string): boolean {
  if (block.gone !== undefined) {
    const detail = `${by}(): ${block.name} was ${block.gone.how} on line ${block.gone.line}`;
    lose(machine, "double-free", detail, block);
    if (passed) lose(machine, "use-after-free", detail, block);
    return false;
  }
  if (block.queue !== undefined && block.held <= 0) {
    const detail = `${by}(): ${block.name} is in a queue`;
    lose(machine, "double-free", detail, block);
    lose(machine, "use-after-free", detail, block);
    return false;
  }
  return true;
}

function giveBack(machine: Machine, block: Block): void {
  const holder = debtOf(machine, block);
  if (holder !== undefined) addCharge(machine, holder, -truesizeOf(machine, block));
}

function addCharge(machine: Machine, at: Place, bytes: bigint): void {
  const holder = settled(at);
  const key = keyOfPlace(holder);
  const ledger = machine.ledgers.get(key) ?? { holder, bytes: 0n };
  ledger.bytes += bytes;
  machine.ledgers.set(key, ledger);
}

function uncharges(machine: Machine, destructor: string): boolean {
  const meaning = machine.model.fieldOf("destructor");
  return meaning?.is === "destructor" && meaning.uncharges.includes(destructor);
}

function setTruesize(block: Block, bytes: bigint): void {
  block.cells.set("@truesize", number(bytes));
}
