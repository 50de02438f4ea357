// Files, mails and settings as text → a World, and what was written to it.

import { plainMailbox } from "../io/mailboxes.ts";
import { mailsInStream } from "../io/mails-in-stream.ts";
import {
  Refusal,
  type Output,
  type Settings,
  type Source,
  type Tree,
  type World,
} from "../world.ts";

interface Fakes {
  /** What is in files, by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, string>>;
  /** The mails of sources, by name; `bundled` is what there is without a name. */
  readonly sources?: Readonly<Record<string, readonly string[]>>;
  /** The text of interleave.yml. */
  readonly settings?: string;
  readonly tree?: Tree;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The mails that scans have kept. */
  readonly kept?: readonly string[];
}

export interface FakeWorld {
  readonly world: World;
  readonly out: () => string;
  readonly errors: () => string;
  readonly written: ReadonlyMap<string, string>;
}

export function fakeWorld(fakes: Fakes): FakeWorld {
  const { files = {}, sources = {}, secrets = {}, settings, tree, kept } = fakes;
  const written = new Map<string, string>();
  const outputTo = (name: string): Output => ({
    colour: false,
    isTerminal: false,
    write: (text) => {
      written.set(name, (written.get(name) ?? "") + text);
      return Promise.resolve();
    },
  });
  let ticks = 0;
  const named = (name: string | undefined): Promise<Source> => {
    const mails = sources[name ?? "bundled"];
    return mails
      ? Promise.resolve(sourceOf(name ?? "the bundled fixtures", mails))
      : Promise.reject(new Refusal("usage", `--source ${name ?? ""}: not found`));
  };
  const world: World = {
    settings: () => Promise.resolve(settingsOf(settings)),
    sources: {
      file: (path) => {
        const text = files[path];
        return Promise.resolve(text === undefined ? undefined : sourceOf(path, [text]));
      },
      named,
    },
    kept: () => Promise.resolve(kept && sourceOf("the store", kept)),
    mailbox: async (address) => plainMailbox(await named(address)),
    tree: (folder) =>
      tree
        ? Promise.resolve(tree)
        : Promise.reject(new Refusal("usage", `${folder}: no repository`)),
    outputs: {
      standard: outputTo("standard output"),
      errors: outputTo("standard error"),
      file: (path) => Promise.resolve(outputTo(path)),
    },
    journal: (file) => Promise.reject(new Refusal("usage", `${file}: no journals here`)),
    clock: { now: () => Date.UTC(2026, 0, 2, 10), elapsed: () => (ticks += 1) },
    secret: (name) => Promise.resolve(secrets[name]),
  };
  return {
    world,
    out: () => written.get("standard output") ?? "",
    errors: () => written.get("standard error") ?? "",
    written,
  };
}

function settingsOf(text: string | undefined): Settings | undefined {
  return text === undefined ? undefined : { name: "interleave.yml", text };
}

function sourceOf(name: string, texts: readonly string[]): Source {
  return {
    name,
    async *mails() {
      for (const text of texts) yield* mailsInStream([Buffer.from(text, "latin1")], name);
    },
  };
}
