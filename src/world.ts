// Everything outside us, as interfaces of one or two methods.
// src/io/ has the real ones, src/testing/ has fakes.

import type { Complaint, MessageId, Series } from "./types.ts";

/** The bytes of one mail, and the words for where they came from: `fixtures/seed/a.eml`. */
export interface Mail {
  readonly where: string;
  readonly bytes: Uint8Array;
}

/** A place that mail comes from: a file, a folder, standard input. */
export interface Source {
  /** How errors name it: `series.mbox`, `the bundled fixtures`. */
  readonly name: string;
  /** `about`: only this mail and its thread are wanted, if the source can look them up. */
  readonly mails: (about?: MessageId) => AsyncIterable<Mail>;
}

/** A place that can be asked for one mail. */
export interface Archive {
  /** Where it is, without secrets. */
  readonly name: string;
  /** The mail with this id and its thread, as far as the archive can tell; empty if unknown. */
  readonly find: (id: MessageId) => Promise<readonly Uint8Array[]>;
}

/** How far a mailbox has been read: `last` says where in `epoch`, in the mailbox's own terms. */
export interface Cursor {
  readonly epoch: string;
  readonly last: string;
}

/** A mail as a mailbox holds it; one that it could not hand over says why. */
export type Fetched =
  | { readonly kind: "mail"; readonly uid: string; readonly bytes: Uint8Array }
  | { readonly kind: "unreadable"; readonly uid: string; readonly why: string };

/** Some mails, oldest first, and the cursor behind them. */
export interface Batch {
  readonly mails: readonly Fetched[];
  readonly cursor: Cursor;
  /** Mails known to be still behind this batch, for a progress display. */
  readonly left: number;
}

/** What a mailbox may ask about mails that we have, where its cursor does not tell. */
export interface Known {
  readonly hasMail: (id: MessageId, bytes: number) => boolean;
  readonly hasUid: (epoch: string, uid: string) => boolean;
}

/**
 * A place where mail arrives; its cursor is kept under its name. A broken connection is an
 * exception, and the next call connects anew.
 */
export interface Mailbox extends Archive {
  /** Everything behind the cursor, until there is no more for now. */
  readonly batches: (after: Cursor | undefined, known: Known) => AsyncIterable<Batch>;
  /** Comes back when there may be more, when `ms` have passed or when `stop` says so. */
  readonly wait: (ms: number, stop: AbortSignal) => Promise<void>;
  /** One mail again, by what `batches` called it; undefined when it is gone. */
  readonly again: (epoch: string, uid: string) => Promise<Fetched | undefined>;
  readonly close: () => Promise<void>;
}

export interface Sources {
  /** A file, or `-` for standard input; undefined when there is no such file. */
  readonly file: (path: string) => Promise<Source | undefined>;
  /** What `--source` names; without a name the bundled fixtures. */
  readonly named: (name: string | undefined) => Promise<Source>;
}

/** Where words go: standard output, standard error, a file. */
export interface Output {
  readonly write: (text: string) => Promise<void>;
  /** True for a terminal that wants colour. */
  readonly colour: boolean;
  /** True when somebody is looking: progress may be written over itself. */
  readonly isTerminal: boolean;
}

export interface Outputs {
  readonly standard: Output;
  /** For errors and what is not the answer. */
  readonly errors: Output;
  /** Checks at once that the file can be written, and writes nothing until told to. */
  readonly file: (path: string) => Promise<Output>;
}

/** The text of a configuration file, and what errors call it. */
export interface Settings {
  readonly name: string;
  readonly text: string;
}

/** Milliseconds: of the calendar since 1970, and of a clock that never goes back. */
export interface Clock {
  readonly now: () => number;
  readonly elapsed: () => number;
}

/** A local git repository that series are applied to. It is only ever read. */
export interface Tree {
  /** Chooses a base (`base` is the operator's own choice) and applies patches 1…n on it. */
  readonly patched: (series: Series, base?: string) => Promise<PatchedTree>;
  /** The files of one revision as they are, without a patch. */
  readonly at: (rev: string) => Promise<Snapshot>;
  /** Ends the git processes and removes what was made beside the tree. */
  readonly close: () => Promise<void>;
}

export interface PatchedTree {
  /** The full commit id, and one sentence that says why this one. */
  readonly base: { readonly rev: string; readonly how: string };
  readonly before: Snapshot;
  /** One for each patch of the series, in order. */
  readonly patches: readonly AppliedPatch[];
}

export interface AppliedPatch {
  readonly applies: boolean;
  /** Why it does not apply, with the hunk and the line; undefined when it does. */
  readonly why: Complaint | undefined;
  /** How it was placed: `three-way` when its context had moved and git merged it by blob ids. */
  readonly how: "exact" | "three-way" | "not";
  /** The tree as this patch leaves it; what it was before when it does not apply. */
  readonly after: Snapshot;
}

/** The files of a tree at one moment. Unchanged files share their blob id and are read once. */
export interface Snapshot {
  /** undefined: no such file, not a regular file, or larger than we read. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** The blob id: equal ids are equal texts. undefined when there is no such file. */
  readonly blob: (path: string) => Promise<string | undefined>;
  /** Paths of the files below a folder (`""`: all), sorted. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /**
   * Lines of C files below the folders (or of a file among them) that may define one of the names
   * (functions and macros), or by which an initialiser may put it into a field. A cheap textual
   * answer: the caller parses the file to be sure.
   */
  readonly definitions: (
    names: readonly string[],
    folders: readonly string[],
  ) => Promise<readonly Definition[]>;
  /** C files below the folders in which one of the words stands, sorted. */
  readonly mentions: (
    words: readonly string[],
    folders: readonly string[],
  ) => Promise<readonly string[]>;
}

export interface Definition {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The line itself. */
  readonly text: string;
  /** The field that it puts the name into. */
  readonly field?: string;
}

/** A file of lines that only grows: what a long work has done so far. */
export interface Journal {
  /** Those of earlier runs. */
  readonly lines: readonly string[];
  readonly append: (line: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface World {
  /** The configuration file that is named, else the usual one; undefined when there is none. */
  readonly settings: (path: string | undefined) => Promise<Settings | undefined>;
  readonly sources: Sources;
  /** What scans have kept in this file; undefined when there is no such file. */
  readonly kept: (file: string) => Promise<Source | undefined>;
  /** The mailbox that a source's name is the address of; without one the bundled fixtures. */
  readonly mailbox: (address: string | undefined) => Promise<Mailbox>;
  /** Opens the git repository in a folder. */
  readonly tree: (folder: string) => Promise<Tree>;
  readonly outputs: Outputs;
  /** Opens the file for going on with it, or makes it. */
  readonly journal: (file: string) => Promise<Journal>;
  readonly clock: Clock;
  /** A password or key of the operator's, by name; undefined when it is not set. */
  readonly secret: (name: string) => Promise<string | undefined>;
}

/**
 * A failure that is the caller's to mend, thrown where it is noticed and told in one line:
 * `usage` for arguments and configuration, `input` for what could not be reviewed.
 */
export class Refusal extends Error {
  readonly kind: "usage" | "input";

  constructor(kind: Refusal["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}
