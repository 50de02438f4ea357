// Command line → one command with checked arguments, its exit status, and errors in one line.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { version } from "./commands/version.ts";
import { realWorld } from "./io/real-world.ts";
import { plainOf } from "./report/plain.ts";
import { Refusal, type World } from "./world.ts";

/** Runs one command line, without the name of the program, and tells the exit status. */
export async function run(words: readonly string[], world: World): Promise<number> {
  let status = 0;
  const program = programFor(world, (found) => (status = found));
  try {
    await program.parseAsync(words, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    await world.outputs.errors.write(`interleave: ${messageOf(error)}\n`);
    return statusOf(error);
  }
}

/** 2: the caller can mend the command line or configuration; 3: what it named was not reviewed. */
function statusOf(error: unknown): 2 | 3 {
  if (error instanceof CommanderError) return 2;
  return error instanceof Refusal && error.kind === "usage" ? 2 : 3;
}

/** A refusal is one line; anything else is our own fault and keeps its stack. */
function messageOf(error: unknown): string {
  if (error instanceof Refusal) return plainOf(error.message.replaceAll(/\s+/g, " "));
  if (error instanceof CommanderError) {
    return plainOf(error.message.replace(/^error: /, "").replaceAll(/\s+/g, " "));
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `a fault of our own: ${stack}`;
}

function programFor(world: World, done: (status: number) => void): Command {
  const program = new Command("interleave")
    .description("Reviews patch series from mailing lists by symbolic execution.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.outputs.standard.write(text),
      writeErr: () => undefined,
    });
  program
    .command("review [input]")
    .description("review a patch or series: a Message-ID, a .eml or .mbox file, or - for stdin")
    .option("--source <source>", "where to look for a Message-ID (may be given again)", gathered)
    .option("--tree <folder>", "a git repository that the series applies to; it is only read")
    .option("--base <rev>", "the commit of --tree that the series applies on")
    .option("--rules <rules>", "only these rules, separated by commas")
    .option("--format <format>", "text, json, sarif, html or mail", "text")
    .option("--output <file>", "write to a file in place of standard output")
    .option("--explain-series", "tell why each mail was put where it is, and review nothing")
    .option("--config <file>", "the configuration in place of interleave.yml")
    .option("--all <paths...>", "every function of the C files below these paths of --tree")
    .option("--resume <file>", "with --all: what is done is kept here, and not done again")
    .action(async (input: string | undefined, options: ReviewOptions) => {
      done(await reviewing(input, options, world));
    });
  program
    .command("scan")
    .description("review every series that arrives in the configured sources")
    .option("--once", "read what is there, review it, and end (this is the default)")
    .option("--watch", "go on with what arrives, until SIGTERM")
    .option("--retry-dead", "first take back what could not be processed")
    .option("--config <file>", "the configuration in place of interleave.yml")
    .action(async (options: ScanOptions) => {
      const { scan } = await import("./commands/scan.ts");
      done(await scan(options, world));
    });
  addServing(program, world, done);
  return program;
}

/** A review has three ways: of mail, of the mail's places alone, of a whole tree. */
async function reviewing(
  input: string | undefined,
  { all, resume, explainSeries, ...options }: ReviewOptions,
  world: World,
): Promise<number> {
  if (all !== undefined) {
    if (input !== undefined) throw new Refusal("usage", "--all takes no mail");
    const { reviewAll } = await import("./commands/review-all.ts");
    return await reviewAll({ paths: all, resume, ...options }, world);
  }
  if (input === undefined) throw new Refusal("usage", "missing required argument 'input'");
  if (explainSeries === true) {
    const { explainSeries: explain } = await import("./commands/explain-series.ts");
    return await explain({ input, ...options }, world);
  }
  const { review } = await import("./commands/review.ts");
  return await review({ input, ...options }, world);
}

function addServing(program: Command, world: World, done: (status: number) => void): void {
  program
    .command("serve")
    .description("answer GitHub, and say what reviews have found")
    .option("--config <file>", "the configuration in place of interleave.yml")
    .action(async (options: { readonly config?: string }) => {
      const { serve } = await import("./commands/serve.ts");
      done(await serve(options, world));
    });
  program
    .command("outbox [key]")
    .description("list what was said, is to be said, and could not be said")
    .option("--retry", "try again what could not be said: all of it, or what has this key")
    .option("--config <file>", "the configuration in place of interleave.yml")
    .action(async (key: string | undefined, options: OutboxOptions) => {
      const { outbox } = await import("./commands/outbox.ts");
      done(await outbox({ ...options, ...(key === undefined ? {} : { key }) }, world));
    });
}

interface OutboxOptions {
  readonly retry?: boolean;
  readonly config?: string;
}

interface ScanOptions {
  readonly once?: boolean;
  readonly watch?: boolean;
  readonly retryDead?: boolean;
  readonly config?: string;
}

interface ReviewOptions {
  readonly source?: readonly string[];
  readonly tree?: string;
  readonly base?: string;
  readonly rules?: string;
  readonly format: string;
  readonly output?: string;
  readonly all?: readonly string[];
  readonly resume?: string;
  readonly explainSeries?: boolean;
  readonly config?: string;
}

function gathered(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  process.exitCode = await run(process.argv.slice(2), realWorld());
}
