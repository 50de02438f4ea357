// What the effects of a contract do to a path.

import type { Effect } from "../model/contract.ts";
import { termOf } from "./arithmetic.ts";
import { bulk } from "./bulk.ts";
import { amountOf, type Call, placeOfRef, resolve } from "./contracts.ts";
import { behind } from "./evaluate.ts";
import { charge, letGo, own } from "./ledgers.ts";
import { add, constant } from "./linear.ts";
import { clear, known, write } from "./memory.ts";
import {
  acquire,
  consume,
  doubt,
  freeHead,
  meetObject,
  objectBehind,
  objectGiven,
  on,
  reference,
  truesizeOf,
  useObject,
} from "./objects.ts";
import {
  enlistObject, initQueue, openQueue, purgeQueue, queueObject, spliceQueue,
  unqueueObject, useQueue,
} from "./queues.ts"; // prettier-ignore
import { holderOf } from "./parts.ts";
import { forgetLinks } from "./links.ts";
import { moveData } from "./moves.ts";
import { emit, objectOf, setObject } from "./state.ts";
import { intern } from "./symbols.ts";
import { doubtBehind } from "./unknown.ts";
import { type Value } from "./values.ts";
import { keyOfRef, writeBack } from "./written-back.ts";

/** A built skb's truesize is the size of its data plus the head's own: this many bytes. */
const headBytes = 256;

export function applyEffect(call: Call, effect: Effect): void {
  if (call.state.dead) return;
  switch (effect.do) {
    case "use":
    case "consume":
    case "free-head":
    case "reference":
    case "orphan":
    case "enlist":
    case "doubt":
    case "move":
      applyToObject(call, effect, resolve(call, effect.of));
      return;
    case "acquire":
      acquireInto(call, effect);
      return;
    case "relink":
      forgetLinks(call.run, call.state);
      return;
    case "write":
      writeBack(call, effect);
      return;
    case "clear":
      clearObject(call, resolve(call, effect.of));
      return;
    case "build":
      build(call, effect);
      return;
    case "resize":
      resize(call, effect);
      return;
    case "fill":
    case "drain":
      bulk(call, effect);
      return;
    case "free-memory":
      freeMemory(call, effect);
      return;
    case "charge":
      charge(call, resolve(call, effect.counter), effect);
      return;
    case "own":
      own(call, resolve(call, effect.of), resolve(call, effect.sk), effect);
      return;
    default:
      applyToQueue(call, effect);
  }
}

type OnObject = Extract<
  Effect,
  { do: "use" | "consume" | "free-head" | "reference" | "orphan" | "enlist" | "doubt" | "move" }
>;

function applyToObject(call: Call, effect: OnObject, value: Value): void {
  const { run, state, callee } = call;
  switch (effect.do) {
    case "use":
      useObject(state, objectBehind(run, state, value), "pass", callee);
      return;
    case "consume":
      consume(run, state, value, callee, effect.how, effect.object);
      return;
    case "free-head":
      freeHead(run, state, value, callee);
      return;
    case "reference":
      reference(run, state, value, callee);
      return;
    case "orphan":
      letGo(run, state, objectGiven(run, state, value, "skb"));
      return;
    case "enlist":
      enlistObject(run, state, value, callee);
      return;
    case "move":
      moveData(call, effect, value);
      return;
    case "doubt": {
      const object =
        value.kind === "address"
          ? (meetObject(run, state, value.place.region) ?? holderOf(run, state, value.place.region))
          : objectGiven(run, state, value, "skb");
      // What is only found behind an argument need not be looked at.
      if (effect.of.path === undefined) useObject(state, object, "pass", callee);
      // Plain memory goes with all that is found by it.
      if (object === undefined || object.kind === "memory")
        doubtBehind(run, state, value, effect.why, "objects");
      if (object === undefined) return;
      // What it was given is its callers' business first.
      if (!object.doubt && object.origin !== "given")
        run.assumptions.add(
          `${effect.why}: nothing is said about ${object.name} after ${callee}()`,
        );
      doubt(state, object.region, effect.why);
    }
  }
}

/** Its fields are zero, its truesize among them. */
function clearObject({ run, state, callee }: Call, value: Value): void {
  const object = objectBehind(run, state, value);
  useObject(state, object, "write", callee);
  clear(state, behind(run, state, value));
  if (object !== undefined) setObject(state, { ...object, truesize: constant(0) });
}

/** A new object through an out-parameter. */
function acquireInto(call: Call, { into, object }: Extract<Effect, { do: "acquire" }>): void {
  const { run, state, callee } = call;
  const place = placeOfRef(call, { ...into, path: into.path ?? [] });
  const name = outName(call, into);
  write(run, state, place, acquire(run, state, object, name, callee, keyOfRef(into)));
}

type OnQueue = Extract<
  Effect,
  {
    do:
      | "queue" | "unqueue" | "queue-use" | "queue-init" | "queue-purge" | "queue-splice"
      | "unlock";
  }
>; // prettier-ignore

function applyToQueue(call: Call, effect: OnQueue): void {
  const { run, state, callee } = call;
  switch (effect.do) {
    case "queue": {
      const queue = resolve(call, effect.queue);
      queueObject(run, state, resolve(call, effect.of), queue, effect.locked, callee);
      return;
    }
    case "unlock":
      openQueue(run, state, resolve(call, effect.lock));
      return;
    case "unqueue":
      unqueueObject(run, state, resolve(call, effect.of));
      return;
    case "queue-use":
      useQueue(run, state, behind(run, state, resolve(call, effect.queue)), callee);
      return;
    case "queue-init":
      initQueue(run, state, resolve(call, effect.queue));
      return;
    case "queue-purge":
      purgeQueue(run, state, resolve(call, effect.queue), callee);
      return;
    case "queue-splice": {
      const [from, to] = [resolve(call, effect.from), resolve(call, effect.to)];
      spliceQueue(run, state, from, to, effect.init, callee);
      return;
    }
  }
}

/** A raw head becomes an skb that owns the data buffer. */
function build(call: Call, effect: Extract<Effect, { do: "build" }>): void {
  const { run, state, callee } = call;
  const object = objectGiven(run, state, resolve(call, effect.head), "head");
  if (object === undefined || state.dead) return;
  useObject(state, object, "write", callee);
  const data = effect.data && objectBehind(run, state, resolve(call, effect.data));
  const size = effect.size === undefined ? undefined : amountOf(call, effect.size);
  const truesize = size && add(size, constant(headBytes));
  const kind = object.kind === "head" ? "skb" : object.kind;
  setObject(state, {
    ...object,
    kind,
    data: data?.region ?? object.data,
    truesize: truesize ?? object.truesize,
  });
  if (data === undefined) return;
  emit(state, { kind: "store", ...on(state, data), into: object.name });
  setObject(state, { ...data, tokens: 0 });
}

function resize(call: Call, effect: Extract<Effect, { do: "resize" }>): void {
  const { run, state } = call;
  const object = objectGiven(run, state, resolve(call, effect.of), "skb");
  if (object === undefined || state.dead) return;
  const old = truesizeOf(run, state, object);
  const latest = objectOf(state, object.region) ?? object;
  if (effect.by === "any") {
    const key = `truesize:${object.region}:${state.clock}`;
    const name = `${object.name}->truesize`;
    const origin = { kind: "truesize" } as const;
    const value = known(state, intern(run.symbols, key, name, origin, undefined, { min: 1 }));
    setObject(state, { ...latest, truesize: termOf(run, state, value) });
    return;
  }
  const truesize = add(old, amountOf(call, effect.by));
  setObject(state, { ...latest, truesize });
}

function freeMemory(call: Call, effect: Extract<Effect, { do: "free-memory" }>): void {
  const { run, state, callee } = call;
  const value = resolve(call, effect.of);
  const object = objectBehind(run, state, value);
  if (object !== undefined) {
    consume(run, state, value, callee, "frees");
    if (object.kind !== "memory" && run.model.resources?.has(object.kind) !== true) return;
  }
  const place = value.kind === "address" ? value.place : undefined;
  const region = place?.region ?? regionIfAny(call, value);
  if (region !== undefined && !state.freed.includes(region)) state.freed = [...state.freed, region];
}

function regionIfAny(call: Call, value: ReturnType<typeof resolve>): number | undefined {
  if (value.kind !== "int" || value.term.symbols.length === 0) return undefined;
  return behind(call.run, { ...call.state }, value).region;
}

function outName(call: Call, ref: { readonly arg: number } | { readonly ret: true }): string {
  return "arg" in ref ? (call.words[ref.arg]?.replace(/^&/, "") ?? "it") : call.name;
}
