// Arguments of `review` → mail, series, reviews, words, and the exit status.

import type { Rule } from "../rule.ts";
import { Refusal, type Mail, type World } from "../world.ts";

export interface ReviewArguments {
  /** A Message-ID, a file, or `-`. */
  readonly input: string;
  readonly source?: readonly string[];
  readonly tree?: string;
  readonly base?: string;
  /** Rule ids, separated by commas. */
  readonly rules?: string;
  readonly format: string;
  readonly output?: string;
}

const formats = ["text", "json", "sarif", "html", "mail"] as const;
type Format = (typeof formats)[number];

/** 0 when nothing was found, 1 with findings; refuses what cannot be reviewed. */
export async function review(given: ReviewArguments, world: World): Promise<0 | 1> {
  formatOf(given.format);
  await rulesOf(given.rules);
  if (given.tree !== undefined) throw new Refusal("usage", "--tree is not supported yet");
  if (given.base !== undefined) throw new Refusal("usage", "--base needs --tree");
  if (given.output !== undefined) await world.outputs.file(given.output);
  const mails = await mailsOf(given, world);
  throw new Refusal("input", `${mails[0]?.where ?? given.input}: mail is not read yet`);
}

function formatOf(name: string): Format {
  const format = formats.find((each) => each === name);
  if (format !== undefined) return format;
  throw new Refusal("usage", `--format ${name}: not one of ${formats.join(", ")}`);
}

async function rulesOf(names: string | undefined): Promise<readonly Rule[]> {
  const { rules } = await import("../../rules/index.ts");
  if (names === undefined) return rules;
  return names.split(",").map((name) => {
    const rule = rules.find(({ id }) => id === name.trim());
    if (rule !== undefined) return rule;
    throw new Refusal(
      "usage",
      `--rules ${name}: no such rule; there are ${rules.map(({ id }) => id).join(", ")}`,
    );
  });
}

/** Every mail of the file, or of the sources when the input is no file. */
async function mailsOf({ input, source }: ReviewArguments, world: World): Promise<Mail[]> {
  const file = await world.sources.file(input);
  const names = source ?? [undefined];
  const sources = file ? [file] : await Promise.all(names.map(world.sources.named));
  const mails: Mail[] = [];
  for (const each of sources) for await (const mail of each.mails()) mails.push(mail);
  return mails;
}
