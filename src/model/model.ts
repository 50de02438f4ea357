// All that the tables of this folder say, as the engine and the replay ask for it.

import type { Contract, FieldMeaning, Obligation } from "./contract.ts";

/** Everything the engine and the replay know about the kernel. */
export interface Model {
  /**
   * By exact name, and the number of arguments of the call. undefined: unknown callee. Iterator macros
   * are callees too.
   */
  readonly contractOf: (callee: string, args?: number) => Contract | undefined;
  /**
   * Of a function pointer in `struct tag`'s `field`; `struct` is empty where nobody knows it: then the
   * field's name has to tell enough.
   */
  readonly pointerContractOf: (struct: string, field: string) => Contract | undefined;
  /** Fields with such a debt that statements assign functions to. */
  readonly assignedFields: ReadonlySet<string>;
  /** What a function that is installed there owes its callers. */
  readonly obligationOf: (struct: string, field: string) => Obligation | undefined;
  readonly fieldOf: (field: string) => FieldMeaning | undefined;
  /** Whether a destructor of this name gives the object's truesize back to its owner's counter. */
  readonly uncharges: (destructor: string) => boolean;
  /** The field of a socket that bytes are charged to. */
  readonly counterField: string;
  /** The field of an object that leads to that socket. */
  readonly ownerField: string;
  /** Known values of constants: GFP flags are not needed, error numbers are: ENOMEM → 12. */
  readonly constantOf: (name: string) => number | undefined;
  /**
   * Bytes of what a `sizeof` speaks of, where no configuration changes them: "sizeof(struct iphdr)"
   * → 20.
   */
  readonly sizeOf: (words: string) => number | undefined;
  /** Fields that are queues whose users hold an outer lock: nobody else takes what was queued. */
  readonly ownersQueues: readonly string[];
  /** Type tag of queue heads: `sk_buff_head`. */
  readonly queueTypes: readonly string[];
  /** Callees that initialise a queue. */
  readonly queueInitialisers: ReadonlySet<string>;
  /** Fields whose queues are taken from by others at any time. */
  readonly sharedQueues: readonly string[];
  /** The field of a queue head that is its own lock. */
  readonly queueLock: string;
  /** Fields by which lists and queues lead from one of their elements to another. */
  readonly linkFields: ReadonlySet<string>;
  /** Whether the callee waits, and others go on meanwhile. */
  readonly waits: (callee: string) => boolean;
  /** Whether the callee has somebody else go on with what it gets a pointer into. */
  readonly defers: (callee: string) => boolean;
  /** Fields of an object that lead to memory which goes with it. */
  readonly partFields: ReadonlySet<string>;
  /** Fields in the memory of an object that lead to what knows nothing of the object. */
  readonly apartFields: ReadonlySet<string>;
  /** Whether the callee answers with a pointer into what its first argument points to. */
  readonly givesPart: (callee: string) => boolean;
  /** Fields of an object that lead to its data. */
  readonly dataFields: ReadonlySet<string>;
  /** Whether the callee answers with a pointer into the data of its first argument. */
  readonly givesData: (callee: string) => boolean;
  /** Whether the data begins earlier after the call, or later, by the second argument. */
  readonly shiftOf: (callee: string) => "earlier" | "later" | undefined;
  /** Whether after the call somebody may keep the data of an object, whatever becomes of it. */
  readonly sharesData: (callee: string) => boolean;
  /** Where the field of this length is 0, all of an object is in its head, and what these fields tell of is not there. */
  readonly linear: { readonly length: string; readonly empty: ReadonlySet<string> };
  /** Array fields of objects: the name alone is a pointer into the object. */
  readonly inlineFields: ReadonlySet<string>;
  /** Variables that hold, by the kernel's custom, 0 or a negative number that says how a callee failed. */
  readonly statusNames: ReadonlySet<string>;
  /** Whether the iterator finds the next element by the one that it gave last. */
  readonly walksOn: (macro: string) => boolean;
  /** Callees that fill or drain arrays. */
  readonly bulkCallees: ReadonlySet<string>;
  /** Type of an integer field, for when the header that declares it is not at hand; `struct` is empty where that is not, either. */
  readonly fieldTypeOf: (
    struct: string,
    field: string,
  ) => { readonly bits: number; readonly signed: boolean } | undefined;
  /** What a pointer of this type points to, when the model follows it: "struct sk_buff" → "skb". */
  readonly objectOfType: (base: string) => string | undefined;
  /**
   * Kinds of objects that no type tells: they are followed from where they are acquired, and a callee
   * that is known in sum alone may have kept one that it was given. undefined: there are none.
   */
  readonly resources?: ReadonlySet<string>;
}
