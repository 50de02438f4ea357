// What happens in a scan → lines: reviews on standard output, the rest on standard error, where a
// terminal gets progress that is written over itself and a log gets a line now and then.

import { plainOf } from "../report/plain.ts";
import { progressOf } from "../report/progress.ts";
import type { News } from "../scan/scan.ts";
import type { Review } from "../types.ts";
import type { World } from "../world.ts";

export interface NewsTeller {
  readonly tell: (news: News) => void;
  /** Comes back when every word is written. */
  readonly end: () => Promise<void>;
}

/** Between two looks at progress, in milliseconds. */
const TERMINAL_MS = 100;
const LOG_MS = 10_000;
const CLEAR = "\r\u001b[2K";

export function newsTeller({ outputs, clock }: World): NewsTeller {
  const { standard, errors } = outputs;
  let writing = Promise.resolve();
  let shown = "";
  const write = (output: typeof errors, text: string) => {
    writing = writing.then(() => output.write(text));
  };
  const line = (output: typeof errors, text: string) => {
    if (shown !== "") write(errors, CLEAR);
    write(output, `${text}\n`);
    if (shown !== "") write(errors, shown);
  };
  const progress = progressTeller(clock.elapsed, errors.isTerminal ? TERMINAL_MS : LOG_MS);
  return {
    tell: (news) => {
      if (news.kind === "reviewed") line(standard, reviewLines(news.review));
      else if (news.kind === "trouble") line(errors, plainOf(`${news.mailbox}: ${news.why}`));
      else if (news.kind === "dead") line(errors, plainOf(`put aside: ${news.what}: ${news.why}`));
      const text = progress(news);
      if (text === undefined) return;
      if (!errors.isTerminal) {
        if (text !== "") write(errors, `${text}\n`);
        return;
      }
      shown = text;
      write(errors, `${CLEAR}${text}`);
    },
    end: async () => {
      if (shown !== "") write(errors, CLEAR);
      shown = "";
      await writing;
    },
  };
}

interface Work {
  readonly began: number;
  done: number;
}

/** Undefined: nothing new to show; an empty text: the work is done. */
function progressTeller(now: () => number, everyMs: number): (news: News) => string | undefined {
  const works = new Map<string, Work>();
  let last = now();
  let isShown = false;
  const told = (key: string, what: string, done: number, left: number) => {
    const time = now();
    const work = works.get(key) ?? { began: time, done: 0 };
    works.set(key, work);
    work.done += done;
    if (left > 0 && time - last < everyMs) return undefined;
    if (left > 0) {
      last = time;
      isShown = true;
      const seconds = (time - work.began) / 1000;
      return progressOf({ what, done: work.done, total: work.done + left, seconds });
    }
    works.delete(key);
    const was = isShown;
    isShown = false;
    return was ? "" : undefined;
  };
  return (news) => {
    if (news.kind === "read") {
      const text = told(news.mailbox, "mails", news.mails, news.left);
      return text === undefined || text === "" ? text : plainOf(`${news.mailbox}: ${text}`);
    }
    return news.kind === "assembled" ? told("", "threads", 1, news.left) : undefined;
  };
}

/** One line for the series and one for each introduced finding. */
function reviewLines({ series, patches }: Review): string {
  const { version, title, total, missing, id } = series;
  const findings = patches.flatMap((patch) =>
    patch.findings.filter((finding) => finding.class === "introduced"),
  );
  const count = `${total - missing.length} of ${total} patches`;
  const result = findings.length === 0 ? "nothing found" : `${findings.length} findings`;
  const head = plainOf(`v${version} ${title} (${count}) <${id}>: ${result}`);
  const rest = findings.map(({ file, line, rule, what }) =>
    plainOf(`    ${file}:${line}: ${rule}: ${what}`),
  );
  return [head, ...rest].join("\n");
}
