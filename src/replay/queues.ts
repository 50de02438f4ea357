// Queue heads: whether they were initialised on this run or anywhere, and what is on them.

import {
  type Block,
  type Place,
  type QueuePlace,
  type Value,
  keyOf,
  keyOfPlace,
  wordsOf,
} from "./heap.ts";
import { type Machine, lose, newBlock, say, stuck } from "./machine.ts";
import { behind, blockBehind, isUnder, use } from "./memory.ts";
import { consume } from "./ownership.ts";
import { tagOf, typeOfPlace } from "./types-of.ts";

/** The reference moves into the queue. */
export function put(machine: Machine, of: Value, queue: Value, locked: boolean, by: string): void {
  const place = behind(machine, queue);
  useQueue(machine, queue, by);
  const field = place.path.at(-1);
  const owned = typeof field === "string" && machine.model.ownersQueues.includes(field);
  putInto(machine, of, { ...place, locked: locked && !owned }, by);
}

/** The same for a queue that the callee found, and whose lock it did not take. */
export function enlist(machine: Machine, of: Value, by: string): void {
  const block = newBlock(machine, `a queue of ${by}()`, { outlives: true });
  putInto(machine, of, { block, path: [], locked: false }, by);
}

function putInto(machine: Machine, of: Value, queue: QueuePlace, by: string): void {
  const block = blockBehind(machine, of);
  if (block === undefined || block.doubt) return;
  block.object ??= "skb";
  if (block.gone !== undefined || (block.queue !== undefined && block.held <= 0)) {
    const detail = `${by}(): ${block.name} is not there to be queued`;
    lose(machine, "use-after-free", detail, block);
    lose(machine, "double-free", detail, block);
    return;
  }
  block.held -= 1;
  block.queue = queue;
  say(machine, `${by}() queues ${block.name} in ${wordsOf(queue)}`);
}

export function takeOut(machine: Machine, of: Value): void {
  const block = blockBehind(machine, of);
  if (block?.queue === undefined) return;
  if (block.gone !== undefined) use(machine, block, "write");
  block.queue = undefined;
  block.held += 1;
}

/** Any operation on a queue but its initialisation. */
export function useQueue(machine: Machine, queue: Value, by: string): void {
  const place = behind(machine, queue);
  use(machine, place.block, "pass");
  if (isReady(machine, place)) return;
  lose(machine, "uninitialised-queue", `${by}(): ${wordsOf(place)} was never initialised`);
}

/** Whatever was on it is forgotten by it. */
export function initialise(machine: Machine, queue: Value): void {
  const place = behind(machine, queue);
  use(machine, place.block, "pass");
  for (const block of onQueue(machine, place)) {
    block.queue = undefined;
    block.held += 1;
  }
  machine.queues.set(keyOfPlace(place), true);
}

export function purge(machine: Machine, queue: Value, by: string): void {
  useQueue(machine, queue, by);
  for (const block of onQueue(machine, behind(machine, queue))) {
    block.queue = undefined;
    block.held += 1;
    consume(machine, { kind: "pointer", block, path: [] }, "frees", by);
  }
}

export function splice(machine: Machine, from: Value, to: Value, init: boolean, by: string): void {
  useQueue(machine, from, by);
  useQueue(machine, to, by);
  const [source, sink] = [behind(machine, from), behind(machine, to)];
  for (const block of onQueue(machine, source)) block.queue = { ...sink, locked: false };
  machine.queues.set(keyOfPlace(source), init);
}

/** What this run put there and comes off again; undefined when it put nothing there. */
export function takeOne(machine: Machine, queue: Value): Value | undefined {
  const [block] = onQueue(machine, behind(machine, queue));
  if (block === undefined) return undefined;
  block.queue = undefined;
  block.held += 1;
  return { kind: "pointer", block, path: [] };
}

/** A queue that gives none has none. */
export function mustBeEmpty(machine: Machine, queue: Value): void {
  if (isFilled(machine, queue)) stuck(machine, "the queue is not empty");
}

/** Whether this run put something there that nobody else can have taken. */
export function isFilled(machine: Machine, queue: Value): boolean {
  return onQueue(machine, behind(machine, queue)).some(({ queue: on }) => !on?.locked);
}

/** Zeroed memory is no initialised queue. */
export function zeroQueues(machine: Machine, { block, path }: Place): void {
  const prefix = keyOf(path);
  for (const key of [...machine.queues.keys()]) {
    const id = /^\d+/.exec(key)?.[0] ?? "";
    if (id === `${block.id}` && isUnder(key.slice(id.length), prefix)) machine.queues.delete(key);
  }
}

/** An unknown callee may have initialised it. */
export function trustQueue(machine: Machine, place: Place): void {
  machine.queues.set(keyOfPlace(place), true);
}

function onQueue(machine: Machine, place: Place): readonly Block[] {
  const key = keyOfPlace(place);
  return machine.blocks.filter(({ queue }) => queue !== undefined && keyOfPlace(queue) === key);
}

function isReady(machine: Machine, place: Place): boolean {
  const { block, path } = place;
  for (let length = path.length; length >= 0; length--) {
    const known = machine.queues.get(keyOfPlace({ block, path: path.slice(0, length) }));
    if (known !== undefined) return known;
  }
  if (block.doubt) return true;
  // A variable of a function: only this run can have initialised it.
  if (!block.pointee && !block.outlives) return false;
  const field = path.at(-1) ?? (block.pointee ? undefined : block.name);
  if (typeof field !== "string") return true;
  const struct = tagOf(typeOfPlace(machine.program, { block, path: path.slice(0, -1) }));
  return machine.program.queueReady(path.length > 0 ? struct : undefined, field) !== "no";
}
