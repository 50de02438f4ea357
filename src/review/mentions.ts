// Text of C → which of some fields stand anywhere where they may be initialised. Bodies do not show
// everything: macros, tables of offsets and code that was not understood are here as text only.

import { sourceOf } from "../c/source.ts";

export interface Understood {
  /** A call that leaves a queue that it is given as it was: initialised, or not. */
  readonly isHarmless: (callee: string) => boolean;
  /** Lines whose effect is known from the body that they are in, without blanks around them. */
  readonly lines: ReadonlySet<string>;
}

const TOKEN = /[A-Za-z_]\w*|[(){};]/g;

/** Enough around a name to see what is done with it; of longer lines nothing is understood. */
const AROUND_MAX = 200;
const NESTING_MAX = 8;

/** A field of that name of any struct counts; what is not known to be harmless is a doubt. */
export function mayInitialise(
  texts: readonly string[],
  fields: ReadonlySet<string>,
  understood: Understood,
): ReadonlySet<string> {
  const doubtful = new Set<string>();
  for (const text of new Set(texts)) {
    if ([...fields].some((field) => text.includes(field))) {
      look(sourceOf("", text, 1).code, fields, understood, doubtful);
    }
  }
  return doubtful;
}

function look(
  code: string,
  fields: ReadonlySet<string>,
  understood: Understood,
  doubtful: Set<string>,
): void {
  // What each open parenthesis belongs to; "" when it only groups.
  let open: string[] = [];
  let last = { word: "", end: 0 };
  for (const { 0: token, index } of code.matchAll(TOKEN)) {
    if (token === "(") {
      const isCall = last.word !== "" && code.slice(last.end, index).trim() === "";
      open.push(isCall ? last.word : "");
    } else if (token === ")") open.pop();
    else if (/[{};]/.test(token)) open = [];
    const end = index + token.length;
    last = { word: /\w/.test(token) ? token : "", end };
    if (!fields.has(token) || doubtful.has(token)) continue;
    const callee = open.slice(-NESTING_MAX).findLast((name) => name !== "");
    const around = {
      before: code.slice(Math.max(0, index - AROUND_MAX), index),
      after: code.slice(end, end + AROUND_MAX),
    };
    if (!isHarmlessAt(around, token, callee, understood)) doubtful.add(token);
  }
}

interface Around {
  readonly before: string;
  readonly after: string;
}

function isHarmlessAt(
  around: Around,
  field: string,
  callee: string | undefined,
  { isHarmless, lines }: Understood,
): boolean {
  const { before, after } = around;
  // `offsetof(struct port, txq)` is as good as an address.
  if (/\b(?:struct|union)\s+\w+\s*,\s*$/.test(before)) return false;
  if (callee !== undefined && isHarmless(callee)) return true;
  // A declaration, or something else of that name; as a whole argument it may be for a macro.
  if (!/(?:->|\.)\s*$/.test(before)) {
    return callee === undefined || !(/[(,]\s*$/.test(before) && /^\s*[),]/.test(after));
  }
  return isRead(around, callee) || lines.has(lineOf(around, field));
}

const KEYWORDS: ReadonlySet<string | undefined> = new Set([undefined, "if", "while", "switch"]);

/** The value of something in it, and neither its address nor something to assign to. */
function isRead({ before, after }: Around, callee: string | undefined): boolean {
  if (!KEYWORDS.has(callee) || /(?<!&)&(?!&)[^&;,=?]*$/.test(before)) return false;
  return /^\s*\.\s*\w+\s*(?:[);,?:]|[<>!=]=|[<>](?![<>])|&&|\|\||[-+*/%](?![-=+>]))/.test(after);
}

function lineOf({ before, after }: Around, field: string): string {
  const start = before.slice(before.lastIndexOf("\n") + 1);
  return `${start}${field}${/^[^\n]*/.exec(after)?.[0] ?? ""}`.trim();
}
