// Everything outside us, as interfaces of one or two methods.
// src/io/ has the real ones, src/testing/ has fakes.

/** The bytes of one mail, and the words for where they came from: `fixtures/seed/a.eml`. */
export interface Mail {
  readonly where: string;
  readonly bytes: Uint8Array;
}

/** A place that mail comes from: a file, a folder, standard input. */
export interface Source {
  /** How errors name it: `series.mbox`, `the bundled fixtures`. */
  readonly name: string;
  readonly mails: () => AsyncIterable<Mail>;
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
}

export interface Outputs {
  readonly standard: Output;
  /** For errors and what is not the answer. */
  readonly errors: Output;
  /** Checks at once that the file can be written, and writes nothing until told to. */
  readonly file: (path: string) => Promise<Output>;
  /** True when standard output is a terminal that wants colour. */
  readonly colour: boolean;
}

/** Milliseconds: of the calendar since 1970, and of a clock that never goes back. */
export interface Clock {
  readonly now: () => number;
  readonly elapsed: () => number;
}

export interface World {
  readonly sources: Sources;
  readonly outputs: Outputs;
  readonly clock: Clock;
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
