// Arguments of `review` → mail, series, reviews, words, and the exit status.

import type { Review, Stats } from "../types.ts";
import { Refusal, type World } from "../world.ts";

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
export async function review(arguments_: ReviewArguments, world: World): Promise<0 | 1> {
  const format = formatOf(arguments_.format);
  return 0;
}

function formatOf(name: string): Format {
  const format = formats.find((each) => each === name);
  if (format !== undefined) return format;
  throw new Refusal("usage", `--format ${name}: not one of ${formats.join(", ")}`);
}
