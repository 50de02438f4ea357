// Reviews → the words of one format. Each format is loaded when it is asked for.

import type { Rule } from "../rule.ts";
import type { Person, Review, Stats } from "../types.ts";

export const formats = ["text", "json", "sarif", "html", "mail"] as const;
export type Format = (typeof formats)[number];

export interface Told {
  readonly reviews: readonly Review[];
  readonly stats: Stats;
  readonly rules: readonly Rule[];
  readonly version: string;
  /** Whom a reply is from. */
  readonly from: Person;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly colour: boolean;
}

/** What goes to the output; `""` is a mail that there is no reason to send. */
export async function wordsOf(format: Format, told: Told): Promise<string> {
  const { reviews } = told;
  switch (format) {
    case "text": {
      const { textOf } = await import("../report/text.ts");
      const { paintFor } = await import("../report/paint.ts");
      const paint = paintFor(told.colour);
      return reviews.map((review) => textOf(review, paint)).join("\n\n");
    }
    case "json":
      return (await import("../report/json.ts")).jsonOf(reviews, told.stats);
    case "sarif":
      return (await import("../report/sarif.ts")).sarifOf(reviews, told);
    case "html":
      return (await import("../report/html.ts")).htmlOf(reviews);
    case "mail":
      return (await import("../report/mail.ts")).mailOf(reviews, told);
  }
}
