// What stands in the outbox for GitHub: the content of each kind of letter, and where it was said.

import type { MessageId, Series } from "../../types.ts";
import type { Letter } from "../outbox/rows.ts";

/** `push`: the branch of a series. */
export interface PushContent {
  readonly branch: string;
  readonly series: Series;
  /** The commit that the review was made on. */
  readonly base: string | undefined;
}

export interface PushPlace {
  readonly branch: string;
  /** The branch that the pull request goes against. */
  readonly against: string;
  readonly base: string;
  readonly head: string;
  readonly commits: readonly { readonly patch: MessageId; readonly commit?: string }[];
  /** The version that was there before. */
  readonly before?: { readonly base: string; readonly head: string };
}

/** `pull`: the pull request itself. */
export interface PullContent {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

export interface PullPlace {
  readonly number: number;
}

/** `comment`: on a line of the diff. */
export interface CommentContent {
  readonly patch: MessageId;
  readonly path: string;
  readonly line?: number;
  readonly side: "LEFT" | "RIGHT";
  readonly body: string;
  /** What became of its finding; `was` are the words of before. */
  readonly settled?: "gone" | "ignored";
  readonly was?: string;
}

export interface CommentPlace {
  readonly id: number;
  readonly as: "line" | "file" | "summary";
}

/** `note`: under the pull request. `pull` is its number when that is in another lane. */
export interface NoteContent {
  readonly body: string;
  readonly pull?: number;
}

export interface NotePlace {
  readonly id: number;
}

/** `range`: the range-diff to the version before, made when it is said. */
export interface RangeContent {
  readonly head: string;
}

/** `check`: the check run of a head commit. */
export interface CheckContent {
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  readonly summary: string;
  /** Fingerprints of the findings that it counts. */
  readonly findings: readonly string[];
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly title: string;
    readonly message: string;
  }[];
}

export interface CheckPlace {
  readonly id: number;
  readonly head: string;
}

/** `close`: the end of a pull request. */
export interface CloseContent {
  readonly close: true;
}

/** `reaction`: to a comment with a command. */
export interface ReactionContent {
  readonly comment: number;
  readonly content: "+1" | "-1" | "eyes" | "confused";
}

/** The content of a letter. Only `plan` writes that column, so its shape is known by the kind. */
export function contentOf(letter: Letter): unknown {
  return JSON.parse(letter.content);
}

/** The key of a letter, hidden at the end of what it says, by which it is found again. */
export function marked(body: string, key: string): string {
  return `${body}\n\n<!-- interleave ${key} -->`;
}

/** The key that a text of ours ends with. Text of others is fenced in before it and cannot fake it. */
export function keyIn(body: string | null | undefined): string | undefined {
  return /\n<!-- interleave (\S{1,300}) -->\s*$/.exec(body ?? "")?.[1];
}
