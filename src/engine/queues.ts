// Queue heads: whether they were initialised, and the objects that are on them.

import type { QueueName } from "../types.ts";
import { behind } from "./evaluate.ts";
import { constantOf } from "./linear.ts";
import type { Queued } from "./object-state.ts";
import { doubt, doubtOnQueue, homeOf, objectGiven, on, queueMisuse } from "./objects.ts";
import { target } from "./pointers.ts";
import { regionOf, wordsOfPlace } from "./regions.ts";
import { type QueueState, type Run, type State, emit, here, setObject } from "./state.ts";
import { structAt } from "./types-of.ts";
import { type Place, type Value, keyOfPlace } from "./values.ts";

/** The object's reference moves into the queue. */
export function queueObject(
  run: Run,
  state: State,
  value: Value,
  queue: Value,
  locked: boolean,
  by: string,
): void {
  const place = behind(run, state, queue);
  useQueue(run, state, place, by);
  // It is linked in: a NULL ends here, as it does wherever it is written through.
  target(run, state, value);
  const name = nameOfQueue(run, place);
  put(run, state, value, by, name, {
    key: keyOfPlace(place),
    name: name.name,
    local: name.local,
    locked: locked && !isPrivate(run, state, place, name),
    shared: isShared(run, name),
    at: here(state),
  });
}

/** The same for a queue that the callee found, and whose lock it did not take. */
export function enlistObject(run: Run, state: State, value: Value, by: string): void {
  const name = `a queue of ${by}()`;
  const queue: QueueName = { name, struct: undefined, field: "", local: false };
  const key = `of ${by}()`;
  put(run, state, value, by, queue, {
    ...{ key, name, local: false, locked: false, shared: false, at: here(state) },
  });
}

function put(
  run: Run,
  state: State,
  value: Value,
  by: string,
  queue: QueueName,
  queued: Queued,
): void {
  const object = objectGiven(run, state, value, "skb");
  if (object === undefined || object.doubt || state.dead) return;
  if (object.consumed !== undefined || object.queued !== undefined) {
    queueMisuse(state, object, by);
    return;
  }
  emit(state, { kind: "queue", ...on(state, object), by, queue });
  setObject(state, { ...object, queued });
}

/** Nobody else takes from it meanwhile: its owner is here, or it was only just initialised here. */
function isPrivate(run: Run, state: State, place: Place, { field }: QueueName): boolean {
  const known = state.queues.get(keyOfPlace(place));
  return run.model.ownersQueues.includes(field) || (known?.ready === true && !known.others);
}

/** Whether somebody is known to take from it, as soon as its lock is free. */
function isShared({ model, program }: Run, { field }: QueueName): boolean {
  return model.sharedQueues.includes(field) || (field !== "" && program.isTakenFrom(field));
}

/** Says that the queue is used, and whether it was initialised before. */
export function useQueue(run: Run, state: State, place: Place, by: string): void {
  const queue = nameOfQueue(run, place);
  const found = state.queues.get(keyOfPlace(place)) ?? doubtedAround(state, place);
  emit(state, {
    kind: "queue-use",
    at: here(state),
    queue,
    by,
    state: found === undefined && isAny(place) ? "unknown" : readiness(run, found, queue),
  });
}

/** A callee that was given the struct around the queue may have initialised it. */
function doubtedAround(state: State, { region, path }: Place): QueueState | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const around = state.queues.get(keyOfPlace({ region, path: path.slice(0, length) }));
    if (around?.ready === false) return around;
  }
  return undefined;
}

/** One queue of an array may be any of them: which were initialised hangs on how many there are. */
function isAny({ path }: Place): boolean {
  return path.some(
    (selector) => selector.kind === "index" && constantOf(selector.index) === undefined,
  );
}

function readiness(
  run: Run,
  found: QueueState | undefined,
  queue: QueueName,
): "ready" | "never" | "unknown" {
  if (found !== undefined) return found.ready ? "ready" : "unknown";
  if (queue.local) return "never";
  if (queue.field === "") return "unknown";
  const facts = run.program.queueReady(queue.struct, queue.field);
  return facts === "yes" ? "ready" : facts === "no" ? "never" : "unknown";
}

export function initQueue(run: Run, state: State, queue: Value): void {
  setQueue(state, behind(run, state, queue), true);
}

/** Nobody knows any more whether it is initialised. */
export function doubtQueue(state: State, place: Place): void {
  setQueue(state, place, false);
}

/** What is known of what is on the queue: only a local one, or one whose lock is held, tells. */
export function contentOf(run: Run, state: State, queue: Value): "empty" | "filled" | "unknown" {
  const place = behind(run, { ...state }, queue);
  const key = keyOfPlace(place);
  const own = state.objects.filter((object) => object?.queued?.key === key);
  if (own.some((object) => object?.doubt === true)) return "unknown";
  if (own.some((object) => object?.queued?.local === true || object?.queued?.locked === false))
    return "filled";
  const local = regionOf(run.regions, place.region).kind === "frame";
  const known = state.queues.get(key);
  return local && known?.ready === true && !known.others ? "empty" : "unknown";
}

/** Whether an unknown callee saw this local queue: it may have put there, or taken away, anything. */
export function isDoubted(run: Run, state: State, queue: Value): boolean {
  const place = behind(run, { ...state }, queue);
  const key = keyOfPlace(place);
  if (regionOf(run.regions, place.region).kind !== "frame") return false;
  return (
    state.queues.get(key)?.ready !== true ||
    state.objects.some((object) => object?.queued?.key === key && object.doubt)
  );
}

/** Somebody walks the queue: what this path put there is known by another pointer from now on. */
export function meetAll(run: Run, state: State, queue: Value): void {
  doubtOnQueue(state, keyOfPlace(behind(run, state, queue)), "it is met on its queue");
}

/** The queue's own lock is free: others may have taken by now what this path put there. */
export function openQueue(run: Run, state: State, lock: Value): void {
  const { region, path } = behind(run, { ...state }, lock);
  const last = path.at(-1);
  if (last?.kind !== "field" || last.name !== run.model.queueLock) return;
  const key = keyOfPlace({ region, path: path.slice(0, -1) });
  for (const object of state.objects) {
    if (object?.queued === undefined || object.queued.local) continue;
    if (homeOf(object.queued) === undefined || object.queued.key === key)
      doubt(state, object.region, "its queue is open");
  }
}

/** All that this path queued there is freed. */
export function purgeQueue(run: Run, state: State, queue: Value, by: string): void {
  const place = behind(run, state, queue);
  useQueue(run, state, place, by);
  const key = keyOfPlace(place);
  for (const object of state.objects) {
    if (object?.queued?.key !== key || object.doubt) continue;
    emit(state, { kind: "consume", ...on(state, object), by, how: "frees", last: true });
    const consumed = { by, how: "frees" as const, at: here(state) };
    setObject(state, { ...object, queued: undefined, tokens: 0, consumed });
  }
}

/** All that this path queued in one queue is in the other now. */
export function spliceQueue(
  run: Run,
  state: State,
  from: Value,
  to: Value,
  init: boolean,
  by: string,
): void {
  const [source, sink] = [behind(run, state, from), behind(run, state, to)];
  useQueue(run, state, source, by);
  useQueue(run, state, sink, by);
  const key = keyOfPlace(source);
  const name = nameOfQueue(run, sink);
  for (const object of state.objects) {
    if (object?.queued?.key !== key) continue;
    const queued = { ...object.queued, key: keyOfPlace(sink), name: name.name, local: name.local };
    setObject(state, { ...object, queued });
  }
  const known = state.queues.get(keyOfPlace(sink));
  if (known?.ready === true) setQueue(state, sink, true, true);
  if (init) setQueue(state, source, true);
}

/** The object leaves whatever queue it is on; its reference is this function's again. */
export function unqueueObject(run: Run, state: State, value: Value): void {
  const object = objectGiven(run, state, value, "skb");
  if (object?.queued === undefined) return;
  setObject(state, { ...object, queued: undefined });
}

export function nameOfQueue(run: Run, place: Place): QueueName {
  const last = place.path.at(-1);
  const field = last?.kind === "field" ? last.name : "";
  const local = regionOf(run.regions, place.region).kind === "frame";
  const struct: Place = { region: place.region, path: place.path.slice(0, -1) };
  return {
    name: wordsOfPlace(run.regions, run.symbols, place),
    struct: place.path.length > 1 ? structAt(run, struct) : undefined,
    field: field.replace(/#\d+$/, ""),
    local,
  };
}

function setQueue(state: State, place: Place, ready: boolean, others = false): void {
  const queues = new Map(state.queues);
  queues.set(keyOfPlace(place), { ready, others });
  state.queues = queues;
}
