// What stands in the outbox as work to do: the content of each kind of letter to ourselves.

import type { Command } from "./command.ts";

/** `command`: somebody wrote one under a pull request. */
export interface CommandWork {
  readonly command: Command;
  readonly comment: number;
  readonly pull: number;
  readonly login: string;
}

/** `person`: somebody opened a pull request of their own, or pushed to it. */
export interface PersonWork {
  readonly number: number;
  readonly head: string;
}

/** `rerun`: somebody asked for a check again. */
export interface RerunWork {
  readonly head: string;
  /** Tells one request from the next. */
  readonly run: string;
}
