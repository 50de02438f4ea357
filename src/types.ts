// The nouns of interleave, in the order in which the data flows.
// Everything here is plain readonly data: no methods, no I/O, no imports.

// ---------------------------------------------------------------- mail

export type MessageId = string & { readonly __brand: "MessageId" };
export type CommitId = string & { readonly __brand: "CommitId" };

export interface Person {
  readonly name: string;
  readonly address: string;
}

/** Something that we could not understand or look at, in one line each. */
export interface Complaint {
  readonly what: string;
  readonly why: string;
}

/**
 * One mail, decoded. `body` is the first text part and, where another one holds the diff, that one
 * behind it; a whole attached patch file stands alone.
 */
export interface Message {
  /** Without angle brackets. A mail without one gets an id made from its content hash. */
  readonly id: MessageId;
  readonly subject: string;
  readonly from: Person;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  /** ISO 8601 in UTC, or undefined when the header is missing or impossible. */
  readonly date: string | undefined;
  readonly inReplyTo: readonly MessageId[];
  /** Oldest first, as in the header, with In-Reply-To appended where it is not in it. */
  readonly references: readonly MessageId[];
  /** Lower-case name to every value, unfolded and decoded, of the headers that we may read. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  /** What was wrong with the mail's form (unknown charset, mangled part, no Message-ID…). */
  readonly problems: readonly Complaint[];
}

/** A mail and the threads below it. The message is absent when we only saw replies to it. */
export interface Thread {
  readonly id: MessageId;
  readonly message: Message | undefined;
  readonly replies: readonly Thread[];
}

// ---------------------------------------------------------------- diff

/** Lines count from 1. A removed line has no place in the new file, an added one none in the old. */
export interface HunkLine {
  readonly kind: "same" | "added" | "removed";
  /** Without the leading mark and without the line end. */
  readonly text: string;
  readonly oldLine: number | undefined;
  readonly newLine: number | undefined;
  /** Line of the mail body that this line is quoted from, from 1. */
  readonly bodyLine: number;
  /** True when `\ No newline at end of file` follows. */
  readonly noNewline: boolean;
}

export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** What git prints behind the second @@, often the head of the enclosing function. */
  readonly section: string;
  /** Line of the mail body of the @@ line, from 1. */
  readonly bodyLine: number;
  readonly lines: readonly HunkLine[];
}

export interface FileDiff {
  readonly kind: "modified" | "added" | "deleted" | "renamed" | "copied" | "mode" | "binary";
  /** Without the a/ and b/; undefined for /dev/null. */
  readonly oldPath: string | undefined;
  readonly newPath: string | undefined;
  /** Blob ids of the `index` line, possibly abbreviated. */
  readonly oldBlob: string | undefined;
  readonly newBlob: string | undefined;
  readonly oldMode: string | undefined;
  readonly newMode: string | undefined;
  /** Line of the mail body of the `diff --git` (or `---`) line, from 1. */
  readonly bodyLine: number;
  readonly hunks: readonly Hunk[];
}

/** One stretch of consecutive lines of one file, as one side of a patch shows it. */
export interface Excerpt {
  readonly file: string;
  readonly side: "before" | "after";
  /** Number in the file of the first line of `text`. */
  readonly firstLine: number;
  readonly text: string;
  /** Behind the @@, or "" when `text` is the whole file. */
  readonly section: string;
  /** True when `text` is the whole file. */
  readonly whole: boolean;
  /** Lines of `text` (in file numbering) that the patch added (after) or removed (before). */
  readonly changed: ReadonlySet<number>;
}

// ---------------------------------------------------------------- series

export interface Trailer {
  readonly name: string;
  readonly value: string;
}

/** A trailer that somebody sent in answer to a patch or a cover letter. */
export interface FollowUp extends Trailer {
  /** The mail that it came in. */
  readonly id: MessageId;
  readonly from: Person;
  /** False when the trailer names another address than the sender's. */
  readonly own: boolean;
}

export interface Patch {
  readonly id: MessageId;
  /** From 1. */
  readonly position: number;
  readonly total: number;
  /** The whole Subject, as mailed. */
  readonly subject: string;
  /** Subject without its prefixes. */
  readonly title: string;
  /** The commit message below the title, without in-body headers, trailers kept. */
  readonly description: string;
  /** Who wrote it: in-body From, X-Original-From, else the mail's author. */
  readonly author: Person;
  readonly date: string | undefined;
  readonly trailers: readonly Trailer[];
  readonly files: readonly FileDiff[];
  /** The mail that it came in: what a reply quotes. */
  readonly message: Message;
  /** As `git patch-id --stable` prints it: the same for the same change, wherever it applies. */
  readonly patchId: string;
  readonly followUps: readonly FollowUp[];
  readonly problems: readonly Complaint[];
  /** Those of `problems` for which a file of the diff is missing in `files`. */
  readonly damaged: readonly Complaint[];
}

/** One version of a patch series: the patches that arrived, in order. */
export interface Series {
  /** Of the cover letter, else of the first patch that arrived. */
  readonly id: MessageId;
  /** Title of the cover letter, else of the first patch. */
  readonly title: string;
  readonly version: number;
  readonly author: Person;
  /** Tree tags and flags of the subject in order: `net-next`, `RFC`. */
  readonly tags: readonly string[];
  /** The versions before it that were seen, by their ids, the oldest first. */
  readonly earlier: readonly MessageId[];
  readonly cover: Message | undefined;
  readonly patches: readonly Patch[];
  readonly total: number;
  /** Positions that have not arrived. */
  readonly missing: readonly number[];
  /** Positions whose patch is that of an earlier version: only some were sent again. */
  readonly carried: readonly number[];
  readonly baseCommit: CommitId | undefined;
  readonly changeId: string | undefined;
  /** What has to be applied first, as the mails name it. */
  readonly prerequisites: {
    readonly patchIds: readonly string[];
    readonly messageIds: readonly MessageId[];
  };
  /** Answers to the cover letter, which hold for every patch. */
  readonly followUps: readonly FollowUp[];
  /** What does not fit together in it. */
  readonly problems: readonly Complaint[];
}

// ---------------------------------------------------------------- paths

/** A line of a file as the patch leaves it, with the words of the source there. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** An object in memory, numbered in the order in which its path meets it. */
export type ObjectId = number & { readonly __brand: "ObjectId" };

/** What an object is: a built sk_buff, a raw slab head, a data buffer, or a named other resource. */
export type ObjectKind = "skb" | "head" | "data" | "memory" | (string & {});

interface At {
  readonly at: Place;
}

interface OnObject extends At {
  readonly object: ObjectId;
  readonly of: ObjectKind;
  /** The words of the source for it: `req->buf`. */
  readonly name: string;
}

/** A queue head (`struct sk_buff_head`) as the source names it. */
export interface QueueName {
  /** Words of the source: `batch->send_queue`. */
  readonly name: string;
  /** Tag of the struct whose field it is, where known. */
  readonly struct: string | undefined;
  /** Name of the field or the local variable. */
  readonly field: string;
  readonly local: boolean;
}

/**
 * One thing that happens on a path, in the terms of the allocator model.
 * Objects about which an unknown callee leaves a doubt get a `doubt` step and, after it, no
 * `use`, `held`, `slot` or `balance` steps: what a rule sees is certain within the bounds.
 */
export type Step =
  /** This function now holds a (first) reference to the object. */
  | (OnObject & { readonly kind: "acquire"; readonly by: string })
  /** One more reference to the same object. */
  | (OnObject & { readonly kind: "reference"; readonly by: string })
  /** `by` took one reference: freed it, or keeps it for itself. `last`: no reference known to us is left. */
  | (OnObject & {
      readonly kind: "consume";
      readonly by: string;
      readonly how: "frees" | "takes";
      readonly last: boolean;
    })
  | (OnObject & {
      readonly kind: "use";
      /** "return": the result tells the caller that it is his again. "leave": a field still leads to it. */
      readonly how: "read" | "write" | "pass" | "free" | "queue" | "return" | "leave";
      /** The function that it is passed to, the field that leads to it, or "" for a read or write. */
      readonly by: string;
      /** What of it, where that is found by a pointer into it. */
      readonly part?: string;
      /** What had become of it before this step. */
      readonly state: "live" | "consumed" | "queued" | "queued-locked" | "moved";
    })
  | (OnObject & { readonly kind: "queue"; readonly by: string; readonly queue: QueueName })
  /** Its data may be somewhere else, and pointers that lead to where it was are used later. */
  | (OnObject & { readonly kind: "move"; readonly by: string })
  /** The pointer was put where others find it: a field, an out-parameter, the return value. */
  | (OnObject & { readonly kind: "store"; readonly into: string })
  | (OnObject & { readonly kind: "doubt"; readonly why: string })
  /** Which of its outcomes a callee had: `kmalloc_reserve()` `fails`. */
  | (At & { readonly kind: "outcome"; readonly by: string; readonly label: string })
  | (At & { readonly kind: "assume"; readonly condition: string; readonly holds: boolean })
  | (At & {
      readonly kind: "charge";
      /** The counter: `xs->sk.sk_wmem_alloc`. */
      readonly ledger: string;
      readonly by: string;
      /** Bytes as the source says them: `total_truesize`. */
      readonly bytes: string;
      readonly sign: 1 | -1;
    })
  /** The object now uncharges its truesize when it dies. */
  | (OnObject & { readonly kind: "own"; readonly ledger: string; readonly by: string })
  | (At & {
      readonly kind: "queue-use";
      readonly queue: QueueName;
      readonly by: string;
      /** `never`: not initialised on this path, nor anywhere in the tree or the series. */
      readonly state: "ready" | "never" | "unknown";
    })
  | (At & { readonly kind: "return"; readonly value: string | undefined })
  // Facts at the end of the path, `at` the return.
  /** Live, and nothing that outlives the function points to it. `given`: a parameter that is its to free, `as` what it is installed as. */
  | (OnObject & { readonly kind: "held"; readonly given: boolean; readonly as?: string })
  /** A slot of an array-backed free list: what it holds, and whether the count covers it. */
  | (At & {
      readonly kind: "slot";
      readonly array: string;
      readonly count: string;
      /** Words for the index: `skb_count - 1`. */
      readonly index: string;
      readonly holds: "live" | "freed" | "queued" | "moved" | "nothing";
      readonly counted: boolean;
      /** The object, where one slot of it was touched on this path. */
      readonly object: ObjectId | undefined;
      /** Where the slot got what it holds, when on this path. */
      readonly since: Place | undefined;
      /** False when the array itself is freed or replaced, so that the slot can no longer be reached. */
      readonly reachable: boolean;
    })
  /** Bytes charged on this path against the bytes that destructors will give back. */
  | (At & {
      readonly kind: "balance";
      readonly ledger: string;
      readonly charged: string;
      readonly owed: string;
      readonly equal: boolean;
      /** What grew by it, and was charged before the patch. */
      readonly grown?: string;
    });

export type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

/** One feasible way through a function. */
export interface Path {
  readonly function: string;
  readonly steps: readonly Step[];
  /** `cut`: it left what the mail shows; `bound`: a loop turned more often than we follow. */
  readonly end: "return" | "cut" | "bound";
}

// ---------------------------------------------------------------- findings

/** What is lost, for a rule to claim and for the replay to see. */
export type LossKind =
  | "leak"
  | "use-after-free"
  | "double-free"
  | "slot-leak"
  | "slot-dangling"
  | "uninitialised-queue"
  | "unbalanced";

/** The steps that prove a finding, in path order, each with the words to put beside it. */
export type Witness = readonly { readonly step: Step; readonly note: string }[];

/** What a rule says about one path. */
export interface Finding {
  readonly rule: string;
  /** The step that it is about; the comment stands under its line. */
  readonly at: Step;
  readonly loss: LossKind;
  /** One or two sentences: what is wrong. */
  readonly what: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  readonly witness: Witness;
}

/**
 * Concrete inputs and callee outcomes on which one path happens: what a replay starts from.
 * Pointers: 0 is NULL, a positive number a valid object of its own but for `same`, -4095…-1 an ERR_PTR.
 */
export interface Scenario {
  /** What was in memory at entry, by canonical place: `nb_pkts`, `xs->batch.skb_count`. */
  readonly inputs: Readonly<Record<string, number>>;
  /**
   * What callees may have left in memory, by canonical place and by how many of them had their hands
   * on it so far: `len~1`. A local that nobody wrote is `len~0`.
   */
  readonly left: Readonly<Record<string, number>>;
  /** Places of `inputs` whose content is followed as a pointer. */
  readonly pointers: readonly string[];
  /** Places of `inputs`, and results of calls, that point to one thing. */
  readonly same: readonly (readonly string[])[];
  /** Values of named constants that neither the mail nor the tree defines. */
  readonly constants: Readonly<Record<string, number>>;
  /** One for each call on the path, in order. */
  readonly outcomes: readonly Outcome[];
  readonly more: readonly MoreTurns[];
}

/**
 * A loop was left, `after` so many outcomes, that turns more often: calls between these lines go as
 * they can go first then, and what nobody has named is NULL or zero.
 */
export interface MoreTurns {
  readonly after: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface Outcome {
  readonly callee: string;
  readonly line: number;
  /** Index into the contract's cases; -1 for a function without a contract. */
  readonly case: number;
  /** What it returned where the case leaves a choice: an int, or 0 / 1 / -e for a pointer. */
  readonly returns: number;
  /** Whether that is followed as a pointer. */
  readonly pointer: boolean;
  /** What places behind it are called; `callee()` by default. */
  readonly as?: string;
  /** What it wrote through its arguments where the case leaves a choice, in effect order. */
  readonly wrote: readonly number[];
}

// ---------------------------------------------------------------- review

export interface WitnessLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly note: string;
}

/** A finding that was replayed, classed and placed. */
export interface Reported {
  /** Fingerprint that survives moved lines. */
  readonly id: string;
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly what: string;
  readonly fix: string;
  readonly class: "introduced" | "pre-existing" | "intermediate-only";
  readonly witness: readonly WitnessLine[];
  /** Words to value: `nb_pkts` → 2, `second kmalloc_reserve()` → "fails". */
  readonly values: Readonly<Record<string, number | string>>;
  readonly replayed: boolean;
}

export interface FunctionReview {
  readonly file: string;
  readonly name: string;
  readonly status: "checked" | "partial" | "skipped";
  readonly why: string;
  readonly paths: number;
  readonly assumptions: readonly string[];
  /** Invariants that were looked at and held on every path, one sentence each. */
  readonly held: readonly string[];
}

export interface PatchReview {
  readonly patch: Patch;
  /** null: there was no tree to apply it to. */
  readonly applies: boolean | null;
  readonly functions: readonly FunctionReview[];
  readonly findings: readonly Reported[];
}

/** All that we say about one series, and all that we could not look at. */
export interface Review {
  readonly series: Series;
  readonly base: { readonly rev: string; readonly how: string } | null;
  readonly patches: readonly PatchReview[];
  readonly skipped: readonly Complaint[];
  /** What bounds the answer, one sentence each: loop turns, paths, call depth. */
  readonly bounds: readonly string[];
}

/** Counts and milliseconds of one run, over all its series. */
export interface Stats {
  readonly messages: number;
  readonly patches: number;
  readonly functions: number;
  readonly paths: number;
  readonly msParse: number;
  readonly msApply: number;
  readonly msEngine: number;
  readonly msReplay: number;
  readonly msTotal: number;
}
