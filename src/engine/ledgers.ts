// Bytes charged to a socket's counter, and owners of objects that will give them back.

import type { Effect } from "../model/contract.ts";
import { type Call, amountOf } from "./contracts.ts";
import { behind } from "./evaluate.ts";
import { type Linear, negate } from "./linear.ts";
import { read } from "./memory.ts";
import { objectBehind, objectGiven, on, reference, truesizeOf } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf, wordsOfPlace, wordsOfTerm } from "./regions.ts";
import {
  type ObjectState,
  type Run,
  type State,
  emit,
  here,
  objectOf,
  setObject,
} from "./state.ts";
import { type Place, type Value, address, field, keyOfPlace, start, unknown } from "./values.ts";

/** `counter` points to a counter field; anything else is no ledger of ours. */
export function charge(
  call: Call,
  counter: Value,
  { bytes: amount, sign }: Extract<Effect, { do: "charge" }>,
): void {
  const { run, state, callee } = call;
  const bytes = amountOf(call, amount);
  const place = behind(run, state, counter);
  const last = place.path.at(-1);
  const meaning = last?.kind === "field" ? run.model.fieldOf(last.name)?.is : undefined;
  if (meaning === "references" && sign === 1) {
    reference(run, state, pointerTo(run, place.region), callee);
  }
  if (meaning !== "counter") return;
  const holder: Place = { region: place.region, path: place.path.slice(0, -1) };
  const words =
    (typeof amount === "object" && "arg" in amount ? call.words[amount.arg] : undefined) ??
    wordsOfTerm(run.symbols, bytes);
  addCharge(
    run,
    state,
    holder,
    sign === 1 ? bytes : negate(bytes),
    sign === 1 ? words : `-${words}`,
  );
  emit(state, {
    kind: "charge",
    at: here(state),
    ledger: nameOfHolder(run, holder),
    by: callee,
    bytes: words,
    sign,
  });
}

/** The value that points to the whole of a region. */
function pointerTo(run: Run, region: number): Value {
  const sym = regionOf(run.regions, region).symbol;
  return sym === undefined ? address(start(region)) : unknown(sym);
}

/** The object is owned by the socket from now on; with `charged` its truesize is on the counter. */
export function own(
  call: Call,
  of: Value,
  sk: Value,
  { destructor, charged }: Extract<Effect, { do: "own" }>,
): void {
  const { run, state, callee } = call;
  letGo(run, state, objectGiven(run, state, of, "skb"));
  const object = objectBehind(run, state, of);
  if (object === undefined || state.dead) return;
  const truesize = truesizeOf(run, state, object);
  const holder = behind(run, state, sk);
  const uncharges = run.model.uncharges(destructor);
  const latest = objectOf(state, object.region) ?? object;
  setObject(state, { ...latest, owner: sk, uncharges });
  if (charged) addCharge(run, state, holder, truesize, `${latest.name}->truesize`);
  if (!uncharges) return;
  emit(state, { kind: "own", ...on(state, latest), ledger: nameOfHolder(run, holder), by: callee });
}

/** The owner is let go: what it was owed is given back now. */
export function letGo(run: Run, state: State, object: ObjectState | undefined): void {
  if (object === undefined) return;
  if (object.uncharges && object.owner !== undefined) {
    const holder = behind(run, state, object.owner);
    addCharge(
      run,
      state,
      holder,
      negate(truesizeOf(run, state, object)),
      `-${object.name}->truesize`,
    );
  }
  const latest = objectOf(state, object.region) ?? object;
  setObject(state, { ...latest, owner: undefined, uncharges: false });
}

/** A field with a meaning was written: owner, destructor or truesize of an object. */
export function fieldWritten(
  run: Run,
  state: State,
  place: Place,
  value: Value,
  words: string,
): void {
  const last = place.path.at(-1);
  if (last?.kind !== "field" || place.path.length !== 2) return;
  const meaning = run.model.fieldOf(last.name);
  if (meaning === undefined || meaning.is === "counter" || meaning.is === "references") return;
  const start: Value = {
    kind: "address",
    place: { region: place.region, path: place.path.slice(0, 1) },
  };
  const object = objectGiven(run, state, start, meaning.object);
  if (object === undefined) return;
  switch (meaning.is) {
    case "owner":
      setObject(state, { ...object, owner: value });
      return;
    case "truesize":
      setObject(state, { ...object, truesize: value.kind === "int" ? value.term : undefined });
      return;
    case "destructor": {
      const uncharges = meaning.uncharges.includes(words);
      if (!uncharges) leaveUnpaid(run, state, object);
      const owned = { ...object, uncharges };
      setObject(state, owned);
      const ledger = ledgerOf(run, state, owned)?.name ?? "";
      if (uncharges) emit(state, { kind: "own", ...on(state, object), ledger, by: words });
    }
  }
}

/**
 * What was charged before the function for an object that nobody gives back any more: others may
 * take it over.
 */
function leaveUnpaid(run: Run, state: State, object: ObjectState): void {
  if (object.origin !== "given" || object.uncharges) return;
  const owner = field(start(object.region), run.model.ownerField);
  const holder = regionBehind(run, object.owner ?? read(run, state, owner));
  if (holder !== undefined) state.ledgerDoubts = [...state.ledgerDoubts, holder];
}

/** Key and name of the counter's holder that the object's owner is. */
export function ledgerOf(
  run: Run,
  state: State,
  object: ObjectState,
): { readonly key: string; readonly name: string } | undefined {
  if (object.owner === undefined) return undefined;
  const holder = behind(run, { ...state }, object.owner);
  return { key: keyOfPlace(holder), name: nameOfHolder(run, holder) };
}

function addCharge(run: Run, state: State, holder: Place, bytes: Linear, words: string): void {
  const name = nameOfHolder(run, holder);
  state.charges = [...state.charges, { ledger: keyOfPlace(holder), name, bytes, words }];
}

/** The counter as the source names it: `xs->sk.sk_wmem_alloc`. */
function nameOfHolder(run: Run, holder: Place): string {
  return wordsOfPlace(run.regions, run.symbols, field(holder, run.model.counterField));
}
