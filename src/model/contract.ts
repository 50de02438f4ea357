// What a kernel function does to memory, as data: the language that the tables of this folder are
// written in. The engine and the replay give it meaning; the meaning is defined here, in words.

/**
 * A thing that a call can see. `arg` counts from 0; `ret` is what the call returns.
 * `path` goes on from the pointer: `{ arg: 0, path: ["skb"] }` is the content of `arg0->skb`;
 * `{ arg: 3, path: [] }` is the content of `*arg3`. Without `path`: the argument itself.
 * A path that ends at a struct inside another means that struct's address: `xs->sk`.
 * A function whose argument is a macro-style lvalue is handled as if it took its address.
 * A pointer into an object (`&skb->list`) is as good as a pointer to it.
 */
export type Ref =
  | { readonly arg: number; readonly path?: readonly string[] }
  | { readonly ret: true; readonly path?: readonly string[] };

/** An integer: a constant, a thing, or a sum of integers. */
export type Amount =
  number | Ref | { readonly sum: readonly Amount[] } | { readonly minus: Amount };

/**
 * When a case is possible. All guards of a case must hold. Pointers: `null`, `error` (ERR_PTR) and
 * `object` (neither) are the three classes. A guard on a value that is not known splits the path.
 */
export type Guard =
  | { readonly is: "null" | "error" | "object" | "not-null"; readonly of: Ref }
  /** The queue behind the pointer holds nothing, or something, as far as that is known. */
  | { readonly is: "empty" | "filled"; readonly of: Ref }
  | {
      readonly compare: "==" | "!=" | "<" | "<=" | ">" | ">=";
      readonly left: Amount;
      readonly right: Amount;
    };

/** What a case returns. It is settled before the effects, which may speak of it. */
export type Returns =
  | { readonly kind: "void" }
  /** An integer between the bounds (both included, default unbounded), chosen by the case. */
  | { readonly kind: "int"; readonly min?: number; readonly max?: number }
  | { readonly kind: "amount"; readonly amount: Amount }
  | { readonly kind: "null" }
  /** ERR_PTR(e), e between the bounds (default -4095…-1). */
  | { readonly kind: "error"; readonly min?: number; readonly max?: number }
  /** The same value as the thing. */
  | { readonly kind: "same"; readonly as: Ref }
  /** A new object, acquired by the caller: one reference. */
  | { readonly kind: "fresh"; readonly object: string }
  /** A valid pointer that the caller does not own. */
  | { readonly kind: "borrowed" }
  /** Any value, pointer or integer; nothing is known. */
  | { readonly kind: "any" };

/**
 * Effects happen in the order of the list, after the arguments were evaluated and before the
 * result is stored. Effects on a NULL pointer do nothing. Effects on an ERR_PTR do nothing
 * (a rule of its own may say more later).
 */
export type Effect =
  /** The callee reads or writes through the pointer: the object must be live. Implied, before all others, for every pointer argument that another effect of the case names. */
  | { readonly do: "use"; readonly of: Ref }
  /** One reference is taken from the caller. With the last one the object is gone: its data is released, its destructor runs (an owned skb gives back its truesize). `object`: what it is where its type does not tell; by default an skb. */
  | {
      readonly do: "consume";
      readonly of: Ref;
      readonly how: "frees" | "takes";
      readonly object?: string;
    }
  /** The slab object alone is released, whatever it carries: charge and data of a built skb are lost. */
  | { readonly do: "free-head"; readonly of: Ref }
  /** One more reference for the caller. */
  | { readonly do: "reference"; readonly of: Ref }
  /** A new object is stored through the pointer (out-parameter); the caller holds one reference. */
  | { readonly do: "acquire"; readonly into: Ref; readonly object: string }
  /** The thing behind the pointer gets a value; `atLeast`: some number not below the amount. */
  | {
      readonly do: "write";
      readonly to: Ref;
      readonly value:
        | Amount
        /** `within`: a pointer into that object. */
        | { readonly min: number; readonly max: number; readonly within?: Ref }
        | { readonly atLeast: Amount }
        | "any";
    }
  /** memset: the fields of the object are zero, its ownership is as before. */
  | { readonly do: "clear"; readonly of: Ref }
  /** A raw head becomes a built skb that owns `data`; truesize = `size` + a positive constant. */
  | { readonly do: "build"; readonly head: Ref; readonly data?: Ref; readonly size?: Amount }
  /**
   * The data of the object may be somewhere else after it, and what was there before is freed. `way`
   * says why: it always is; it was not all in one piece (up to `length` bytes from the start of the
   * data, where that is given); or it was shared. What was done once need not be done again.
   */
  | { readonly do: "move"; readonly of: Ref; readonly way: MoveWay; readonly length?: Amount }
  /** truesize of the object grows by the amount; "any": it is some new positive number. */
  | { readonly do: "resize"; readonly of: Ref; readonly by: Amount | "any" }
  /** The reference moves into the queue behind the pointer. `locked`: others may take it at once. */
  | { readonly do: "queue"; readonly of: Ref; readonly queue: Ref; readonly locked: boolean }
  /** The reference moves into a queue whose lock the callee does not take: the caller still has it when the callee returns, and with it the object lasts. */
  | { readonly do: "enlist"; readonly of: Ref }
  /** The object leaves whatever queue it is in; its reference is the caller's again. */
  | { readonly do: "unqueue"; readonly of: Ref }
  /** The first or last object of the queue (as `ret`, kind fresh or null): only that the queue is used. */
  | { readonly do: "queue-use"; readonly queue: Ref }
  | { readonly do: "queue-init"; readonly queue: Ref }
  /** Every object of the queue is freed. */
  | { readonly do: "queue-purge"; readonly queue: Ref }
  /** All objects move. `init`: the source is empty and initialised after it; else it must not be used. */
  | { readonly do: "queue-splice"; readonly from: Ref; readonly to: Ref; readonly init: boolean }
  /** Lists are linked anew: whatever was found as the next or the first of one may be something else. */
  | { readonly do: "relink" }
  /** A lock is let go: where it is a queue's own, whoever waited for it may take what is on the queue. */
  | { readonly do: "unlock"; readonly lock: Ref }
  /** Slots 0…count-1 from the pointer on get new raw objects, one each, owned by the array. */
  | { readonly do: "fill"; readonly array: Ref; readonly count: Amount; readonly object: string }
  /** The raw objects in slots 0…count-1 from the pointer on are released; the slots keep stale pointers. */
  | { readonly do: "drain"; readonly array: Ref; readonly count: Amount }
  /** Plain memory (an array, a struct) is freed. What it alone holds is lost. */
  | { readonly do: "free-memory"; readonly of: Ref }
  /**
   * `n` bytes are added to (sign 1) or taken from (-1) the counter behind the pointer. Where the
   * pointer is to a `references` field (`&skb->users`), it is that many references to the object
   * instead; where it is to no field with a meaning, nothing.
   */
  | { readonly do: "charge"; readonly counter: Ref; readonly bytes: Amount; readonly sign: 1 | -1 }
  /** The skb is owned by the socket: destructor set, and with `charged` its truesize is added to the socket's counter. An owner that it had is let go first. */
  | {
      readonly do: "own";
      readonly of: Ref;
      readonly sk: Ref;
      readonly destructor: string;
      readonly charged: boolean;
    }
  /** The owner is let go: the destructor runs now, and is forgotten. */
  | { readonly do: "orphan"; readonly of: Ref }
  /** The callee may keep the pointer, and may or may not take the reference: nothing is certain about the object afterwards. */
  | { readonly do: "doubt"; readonly of: Ref; readonly why: string };

/** Why the data of an object is moved. */
export type MoveWay = "always" | "pull" | "linearise" | "unshare";

/** One of the ways a call can go. */
export interface Case {
  /** Finishes the sentence "f() …": "fails", "succeeds", "gives none". */
  readonly label: string;
  readonly when?: readonly Guard[];
  readonly returns: Returns;
  readonly effects: readonly Effect[];
}

/** A predicate or constructor on pointers and integers that the engine computes itself. */
export type Operator =
  | "identity" // likely(x), rcu_dereference(x): the first argument
  | "is-err"
  | "is-err-or-null"
  | "ptr-err"
  | "err-ptr"
  | "err-cast"
  | "ptr-err-or-zero"
  | "warn" // WARN_ON(x): the truth of the first argument; both outcomes are possible
  | "bug" // BUG_ON(x): assume that it is false
  | "stop" // BUG(), panic(): the path ends without a return
  | "min"
  | "max"
  | "counter-read" // sk_wmem_alloc_get(sk), refcount_read(r): some number ≥ 0, no effect
  | "sizeof"
  | "memcpy"
  | "memset"
  | "no-op"; // locks, prints, tracing: no effect that anybody asks for, result any

/** One function. Exactly one of `cases` happens on a call. Every argument that no effect mentions is borrowed: used, not kept. */
export type Contract = {
  readonly name: string;
  /** Given where two functions of that name are about: the number of arguments of this one. */
  readonly arity?: number;
  /** Known by the pattern of its name alone: a body that is in sight knows better. */
  readonly family?: true;
  /** Where it was read: "net/core/skbuff.c:2256" or "include/linux/skbuff.h". */
  readonly source?: string;
  /** Said in a review that relied on it, when the body was not seen: "xsk_build_skb() frees allocated_skb on error". */
  readonly assumption?: string;
} & (
  | { readonly kind: "cases"; readonly cases: readonly Case[] }
  | { readonly kind: "operator"; readonly operator: Operator }
  /** The result depends on the arguments (and what they point to) alone; nothing changes. The same call twice on a path gives the same answer. */
  | { readonly kind: "pure" }
  /** Borrows its arguments, changes what is behind them at most in ways nobody asks for; result any. */
  | { readonly kind: "borrows" }
);

/** A field with a meaning of its own, wherever it is written directly. */
export type FieldMeaning =
  /** Bytes that the destructor gives back: `skb->truesize`. */
  | { readonly field: string; readonly object: string; readonly is: "truesize" }
  /** `skb->destructor = sock_wfree`: values that uncharge. */
  | {
      readonly field: string;
      readonly object: string;
      readonly is: "destructor";
      readonly uncharges: readonly string[];
    }
  | { readonly field: string; readonly object: string; readonly is: "owner" }
  /** `sk->sk_wmem_alloc`. */
  | { readonly field: string; readonly object: string; readonly is: "counter" }
  /** Reference count reached as a field: `skb->users`. */
  | { readonly field: string; readonly object: string; readonly is: "references" };

/** Both included; a missing bound is none. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A function that is installed in the field owns the parameter at entry: one reference, of an object that is there. */
export interface Obligation {
  readonly struct: string;
  readonly field: string;
  /** From 0. */
  readonly parameter: number;
  readonly object: string;
  /**
   * Results with which the parameter goes back to the caller, alive. With every other one it must
   * have been consumed, queued or stored.
   */
  readonly keeps: readonly Range[];
  /** Its control block is the function's to use: what is there at entry means nothing. */
  readonly scratch?: boolean;
  /** Where the caller that holds it to that was read. */
  readonly source: string;
}

/** A function pointer, as the field of a struct. */
export interface PointerContract {
  readonly struct: string;
  readonly field: string;
  readonly contract: Contract;
}
