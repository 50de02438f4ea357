// This process and this machine → the World that the commands are given.

import { existsSync } from "node:fs";
import type { Sources, World } from "../world.ts";
import { treeOf } from "./git/tree.ts";
import { journalOf } from "./journal.ts";
import { plainOutputs } from "./outputs.ts";
import { plainSources } from "./plain-files.ts";
import { readSecret, readSettings } from "./settings.ts";

export function realWorld(): World {
  const plain = plainSources(process.stdin);
  return {
    settings: readSettings,
    sources: sourcesOf(plain),
    kept: async (file) => {
      if (!existsSync(file)) return undefined;
      const { keptSource } = await import("./store/kept-source.ts");
      return keptSource(file);
    },
    mailbox: async (address) => {
      const { mailboxAt, plainMailbox } = await import("./mailboxes.ts");
      return address === undefined
        ? plainMailbox(await plain.named(undefined))
        : mailboxAt(address, process.env, plain);
    },
    outputs: plainOutputs({
      stdout: process.stdout,
      stderr: process.stderr,
      environment: process.env,
    }),
    journal: journalOf,
    tree: treeOf,
    clock: { now: Date.now, elapsed: () => performance.now() },
    secret: (name) => readSecret(name, process.env),
  };
}

/** The clients of servers are loaded for a name that may be one's, not for every start. */
function sourcesOf(plain: Sources): Sources {
  return {
    file: plain.file,
    named: async (name) => {
      if (name === undefined) return plain.named(name);
      const { remoteSource } = await import("./mailboxes.ts");
      return (await remoteSource(name, process.env)) ?? plain.named(name);
    },
  };
}
