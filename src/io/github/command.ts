// The text of a comment → the command in it. A command is the first line that begins at the margin;
// what is quoted or shown as code is no command.

export type Command =
  | { readonly kind: "review"; readonly messageId: string | undefined }
  | { readonly kind: "explain"; readonly finding: string }
  | { readonly kind: "ignore"; readonly finding: string; readonly reason: string }
  | { readonly kind: "send" }
  | { readonly kind: "stop" }
  /** Begins like a command and is none that we know. */
  | { readonly kind: "unknown"; readonly why: string };

const LINES_MAX = 200;
const LINE_CHARACTERS_MAX = 1000;
const REASON_CHARACTERS_MAX = 300;

/** How each command is written, for people who mistype one. */
export const usage = [
  "/interleave review [message-id]",
  "/interleave explain <finding>",
  "/interleave ignore <finding> <reason>",
  "/interleave send",
  "/interleave stop",
];

/** undefined when the comment is not for us. */
export function commandIn(body: string): Command | undefined {
  let fence: string | undefined;
  for (const long of body.split("\n", LINES_MAX)) {
    // A longer line is no command, and an expression on it could exhaust the stack.
    const line = long.slice(0, LINE_CHARACTERS_MAX);
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence)))
      fence = fence === undefined ? mark : undefined;
    if (fence !== undefined || !/^\/interleave(?:\s|$)/.test(line)) continue;
    return commandOf(line.trim().split(/\s+/).slice(1));
  }
  return undefined;
}

function commandOf(words: readonly string[]): Command {
  const [verb = "", first, ...rest] = words;
  const extra = (many: readonly string[]): Command | undefined =>
    many.length === 0 ? undefined : unknown(`${verb}: too many words`);
  switch (verb) {
    case "review":
      return extra(rest) ?? { kind: "review", messageId: idOf(first) };
    case "explain":
      if (!isFinding(first)) return unknown("explain: which finding?");
      return extra(rest) ?? { kind: "explain", finding: first };
    case "ignore":
      if (!isFinding(first)) return unknown("ignore: which finding?");
      if (rest.length === 0) return unknown("ignore: a reason, please");
      return {
        kind: "ignore",
        finding: first,
        reason: rest.join(" ").slice(0, REASON_CHARACTERS_MAX),
      };
    case "send":
    case "stop":
      return extra(words.slice(1)) ?? { kind: verb };
    default:
      return unknown(verb === "" ? "what shall I do?" : "I do not know this command");
  }
}

function unknown(why: string): Command {
  return { kind: "unknown", why };
}

function isFinding(word: string | undefined): word is string {
  return word !== undefined && /^[\w.-]{1,100}$/.test(word);
}

function idOf(word: string | undefined): string | undefined {
  return word?.replace(/^<|>$/g, "");
}
