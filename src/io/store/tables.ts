// The tables of the store as types. What cannot be rebuilt stands in `Kept`, what follows from
// it by threading and assembling again in `Derived`; `rebuild` empties exactly the latter.

import type { Generated } from "kysely";

/** Raw mail. `rank` counts other contents under one Message-ID: 0 came first and is believed. */
interface MailTable {
  id: Generated<number>;
  message_id: string;
  content_hash: string;
  rank: number;
  /** Address of the sender in lower case. */
  author: string;
  /** Name of the sender in lower case; empty where there is none. */
  name: string;
  /** Its Date header in milliseconds, where it has one that can be. */
  sent: number | null;
  /** When it came to us, in milliseconds. */
  arrived: number;
  /** See `titleOf`: what the versions of a patch have in common; empty for a reply. */
  title: string;
  change_id: string | null;
  /** Bytes of the mail as it came. */
  size: number;
  packed: number;
  raw: Uint8Array;
}

/** Where a mail was seen: `epoch` is IMAP's UIDVALIDITY, or what else makes a uid unique. */
interface SightingTable {
  source: string;
  epoch: string;
  uid: string;
  mail: number;
}

/** How far a source has been read. It moves in the transaction that stores the mail. */
interface CursorTable {
  source: string;
  epoch: string;
  last: string;
}

interface ReviewTable {
  id: Generated<number>;
  /** What was reviewed: see `editionOf`. Unique, so that nothing is reviewed twice. */
  edition: string;
  reviewed: number;
  /** The review without the mails, as JSON of a `ReviewRecord`. */
  record: string;
}

export type FindingState = "open" | "gone" | "ignored";

interface FindingTable {
  review: number;
  /** Fingerprint of the finding. */
  id: string;
  message_id: string;
  rule: string;
  class: string;
  file: string;
  line: number;
  function: string;
  state: FindingState;
  /** Why it is ignored or gone; empty while open. */
  reason: string;
}

/** What could not be processed: a mail of a source, a thread that could not be assembled, … */
interface DeadLetterTable {
  kind: DeadLetterKind;
  /** Mail: JSON of [source, epoch, uid]. Thread: a Message-ID in it. Series: its edition. */
  key: string;
  reason: string;
  /** The mail itself, where we got that far. */
  raw: Uint8Array | null;
  tries: number;
  since: number;
}

export type DeadLetterKind = "mail" | "thread" | "series";

interface LockTable {
  name: string;
  /** Drawn anew for each holder, so that nobody releases the lock of another. */
  token: string;
  host: string;
  pid: number;
  /** Start time of the process: a pid alone may have been given out again. */
  started: string;
  beat: number;
}

/**
 * `held`: waits for approval. `sending`: may or may not have got through. `dead`: given up until
 * somebody asks for it. `dropped`: something newer took its place before it was said.
 */
export type OutboxState = "planned" | "sending" | "sent" | "held" | "dead" | "dropped";

/** What we say to the outside: see `src/io/outbox`. */
interface OutboxTable {
  key: string;
  lane: string;
  /** Order within the lane. */
  seq: number;
  kind: string;
  batch: string;
  /** JSON; what was said, or is to be said when the state is not `sent`. */
  content: string;
  state: OutboxState;
  tries: number;
  due: number;
  reason: string;
  /** JSON of where it stands at the destination; null before it was said. */
  place: string | null;
  since: number;
}

/** Which lane of the outbox, and so which pull request, a version of a series belongs to. */
interface LaneTable {
  /** Its Message-ID: see `Series.id`. */
  series: string;
  lane: string;
  /** By these a later version is known when the mails do not link it to this one. */
  change_id: string | null;
  author: string;
  title: string;
}

/** Lanes about which somebody said that they have heard enough. */
interface StoppedTable {
  lane: string;
  by: string;
  since: number;
}

/** Deliveries of webhooks that were taken: GitHub sends one again under the same id. */
interface DeliveryTable {
  guid: string;
  arrived: number;
}

/** Authors who asked not to be written to. */
interface OptOutTable {
  address: string;
  message_id: string;
  since: number;
}

export interface Kept {
  mail: MailTable;
  sighting: SightingTable;
  cursor: CursorTable;
  review: ReviewTable;
  finding: FindingTable;
  dead_letter: DeadLetterTable;
  lock: LockTable;
  outbox: OutboxTable;
  lane: LaneTable;
  stopped: StoppedTable;
  delivery: DeliveryTable;
  opt_out: OptOutTable;
}

/** Every Message-ID that was seen or only referred to, and the thread that it belongs to. */
interface ThreadedTable {
  message_id: string;
  thread: number;
}

/** Threads with mail that has not been assembled into series. */
interface TouchedTable {
  thread: number;
}

/**
 * `waiting`: patches are missing, until `due`. `ready`: to be reviewed. `reviewed`: done.
 * `superseded`: a newer version came. `replaced`: more patches of the same version came.
 * `failed`: its review is a dead letter.
 */
export type SeriesState = "waiting" | "ready" | "reviewed" | "superseded" | "replaced" | "failed";

interface SeriesTable {
  edition: string;
  /** A Message-ID of it, by which its thread is found again. */
  message_id: string;
  title: string;
  version: number;
  author: string;
  total: number;
  state: SeriesState;
  /** Why it is in this state, for people. */
  reason: string;
  due: number;
  /** How often a review of it was begun: one that ends the process does not hold up the others. */
  tries: Generated<number>;
}

/** Which mails are the patches of which edition. */
interface SlotTable {
  edition: string;
  position: number;
  message_id: string;
}

export interface Derived {
  threaded: ThreadedTable;
  touched: TouchedTable;
  series: SeriesTable;
  slot: SlotTable;
}

export type Tables = Kept & Derived;
