// Bytes charged on a path against bytes that destructors will give back.

import { assume, negate } from "./constraints.ts";
import type { Fact } from "./exit.ts";
import { type Linear, add, constant, constantOf, sub } from "./linear.ts";
import { growthOf } from "./charged.ts";
import { ledgerOf } from "./ledgers.ts";
import { wordsOfTerm } from "./regions.ts";
import { truesizeOf } from "./objects.ts";
import { type ObjectState, type Run, type State, here } from "./state.ts";
import { symbolOf } from "./symbols.ts";

interface Account {
  readonly ledger: string;
  readonly name: string;
  /** What was charged and what is owed, in the words of the source. */
  readonly charges: string[];
  readonly owes: string[];
  charged: Linear | undefined;
  owed: Linear | undefined;
  owners: ObjectState[];
}

/** One fact for each counter of which this path knows both sides. */
export function balances(run: Run, state: State): Fact[] {
  const facts: Fact[] = [];
  for (const account of accountsOf(run, state)) {
    const { charged, owed } = account;
    if (charged === undefined || owed === undefined || account.owners.length === 0) continue;
    if (doubtful(state, account) || !understood(run, charged)) continue;
    const difference = sub(charged, owed);
    if (difference === undefined) continue;
    const equal = { kind: "eq", term: difference } as const;
    const differs = negate(equal);
    const always = constantOf(difference) === 0 || assume(state.constraints, differs) === undefined;
    facts.push({
      step: {
        kind: "balance",
        at: here(state),
        ledger: account.name,
        charged: account.charges.length === 0 ? "0" : account.charges.join(" + "),
        owed: account.owes.length === 0 ? "0" : account.owes.join(" + "),
        equal: always,
      },
      given: always ? [] : [differs],
    });
  }
  return [...facts, ...unpaid(run, state)];
}

/** Buffers that grew on a path which charges nothing, though their growth is to be charged. */
function unpaid(run: Run, state: State): Fact[] {
  if (run.charged.length === 0 || state.charges.length > 0) return [];
  return state.objects.flatMap((object): Fact[] => {
    const duty = run.charged.find((each) => each.object === object?.name);
    const owed = object && duty && growthOf(run, state, object);
    if (duty === undefined || owed === undefined || !understood(run, owed)) return [];
    const grows = negate({ kind: "eq", term: owed });
    if (assume(state.constraints, grows) === undefined) return [];
    const words = wordsOfTerm(run.symbols, owed);
    const { object: grown, ledger } = duty;
    const step = { kind: "balance", at: here(state), ledger, charged: "0", owed: words, equal: false, grown } as const; // prettier-ignore
    return [{ step, given: [grows] }];
  });
}

function accountsOf(run: Run, state: State): Account[] {
  const accounts = new Map<string, Account>();
  const accountOf = (ledger: string, name: string): Account => {
    const found = accounts.get(ledger);
    if (found !== undefined) return found;
    const made: Account = {
      ledger, name, charges: [], owes: [], charged: constant(0), owed: constant(0), owners: [],
    }; // prettier-ignore
    accounts.set(ledger, made);
    return made;
  };
  for (const { ledger, name, bytes, words } of state.charges) {
    const account = accountOf(ledger, name);
    account.charges.push(words);
    account.charged = account.charged && add(account.charged, bytes);
  }
  for (const object of state.objects) {
    if (object === undefined || object.origin === "given") continue;
    const ledger = ledgerOf(run, state, object) ?? ledgerOfDead(accounts, object);
    if (ledger === undefined) continue;
    const charges = accounts.get(ledger.key)?.charged;
    if (!object.uncharges && !mentions(charges, object)) continue;
    const account = accountOf(ledger.key, ledger.name);
    account.owners.push(object);
    if (object.uncharges) {
      account.owes.push(`${object.name}->truesize`);
      account.owed = account.owed && add(account.owed, truesizeOf(run, state, object));
    }
  }
  return [...accounts.values()];
}

/** What was charged for an object that died here without an owner is lost. */
function ledgerOfDead(
  accounts: ReadonlyMap<string, Account>,
  object: ObjectState,
): { readonly key: string; readonly name: string } | undefined {
  if (object.owner !== undefined || object.consumed === undefined) return undefined;
  const account = [...accounts.values()].find(({ charged }) => mentions(charged, object));
  return account && { key: account.ledger, name: account.name };
}

/** Was the object's truesize charged, though nothing will give it back? */
function mentions(charged: Linear | undefined, object: ObjectState): boolean {
  if (charged === undefined || object.truesize === undefined) return false;
  return object.truesize.symbols.some((sym) => charged.symbols.includes(sym));
}

function doubtful(state: State, account: Account): boolean {
  const region = Number(/^\d+/.exec(account.ledger)?.[0]);
  return state.ledgerDoubts.includes(region) || account.owners.some(({ doubt }) => doubt);
}

/** Every byte of the sum is one whose origin the path knows. */
function understood(run: Run, term: Linear): boolean {
  return term.symbols.every((sym) => {
    const { origin } = symbolOf(run.symbols, sym);
    return (
      origin.kind === "truesize" ||
      origin.kind === "input" ||
      (origin.kind === "outcome" && origin.known)
    );
  });
}
