// Preprocessor lines of masked code -> conditionals with their arms, and code without them.

export interface Arm {
  /** `CONFIG_X`, `!CONFIG_X`, or the words of the condition. */
  readonly condition: string;
  /** Offsets of the lines between the directives. */
  readonly start: number;
  readonly end: number;
}

export interface Conditional {
  readonly start: number;
  readonly end: number;
  readonly arms: readonly Arm[];
  /** False when no arm may be taken at all: there is no `#else`. */
  readonly hasElse: boolean;
}

/** A `#define` with its name, parameters and body; continuation lines joined. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
  readonly start: number;
}

export interface Directives {
  /** Outer before inner. */
  readonly conditionals: readonly Conditional[];
  readonly definitions: readonly Definition[];
  /** The code with all directive lines blanked. */
  readonly code: string;
}

interface Open {
  readonly start: number;
  readonly arms: Arm[];
  condition: string;
  from: number;
  hasElse: boolean;
}

const MAX_CONDITION = 120;
/** Conditionals inside conditionals beyond this are not looked at. */
const MAX_LEVELS = 60;

/** `shown` is the text with its strings and characters, of the same length as the masked code. */
export function directivesOf(code: string, shown: string): Directives {
  const definitions: Definition[] = [];
  const open: Open[] = [];
  const closed: Conditional[] = [];
  const parts: string[] = [];
  let from = 0;
  for (const match of code.matchAll(/^[ \t]*#[ \t]*(\w*)((?:[^\\\n]|\\[^\n]|\\\n)*)/gm)) {
    const start = match.index;
    const end = start + match[0].length;
    const [, word = "", rest = ""] = match;
    parts.push(code.slice(from, start), match[0].replace(/[^\n]/g, " "));
    from = end;
    if (word === "define") {
      const words = joined(shown.slice(end - rest.length, end));
      definitions.push(definitionOf(words, start));
    } else conditional(word, joined(rest), { start, end }, open, closed);
  }
  parts.push(code.slice(from));
  for (const left of open.slice(0, MAX_LEVELS).reverse())
    closed.push(close(left, code.length, code.length));
  const conditionals = closed.sort((one, other) => one.start - other.start || other.end - one.end);
  return { conditionals, definitions, code: parts.join("") };
}

/** Continued lines on one line. */
function joined(words: string): string {
  return words.replace(/\\\n/g, " ").replace(/\s+/g, " ").trim();
}

function conditional(
  word: string,
  words: string,
  { start, end }: { readonly start: number; readonly end: number },
  open: Open[],
  closed: Conditional[],
): void {
  if (word === "if" || word === "ifdef" || word === "ifndef") {
    const condition = open.length < MAX_LEVELS ? conditionOf(word, words) : "?";
    open.push({ start, arms: [], condition, from: end, hasElse: false });
  } else if (word === "else" || word === "elif") {
    // Without a visible `#if`, all text so far belongs to an arm of one that we cannot see.
    if (open.length === 0) {
      open.push({ start: -1, arms: [], condition: "?", from: 0, hasElse: false });
    }
    const top = open.at(-1);
    if (top === undefined) return;
    top.arms.push({ condition: top.condition, start: top.from, end: start });
    top.condition = word === "elif" ? conditionOf("if", words) : otherwise(top.arms);
    top.hasElse ||= word === "else";
    top.from = end;
  } else if (word === "endif") {
    const top = open.pop();
    if (top !== undefined && open.length < MAX_LEVELS) closed.push(close(top, start, end));
  }
}

function close(open: Open, start: number, end: number): Conditional {
  const arms = [...open.arms, { condition: open.condition, start: open.from, end: start }];
  return { start: open.start, end, arms, hasElse: open.hasElse };
}

function conditionOf(word: string, words: string): string {
  const plain = words.slice(0, MAX_CONDITION);
  if (word === "ifdef") return plain;
  if (word === "ifndef") return negated(plain);
  const single = /^(!?) ?(?:defined|IS_ENABLED|IS_BUILTIN|IS_REACHABLE) ?\(? ?(\w+) ?\)?$/.exec(
    plain,
  );
  return single === null ? plain : `${single[1] ?? ""}${single[2] ?? ""}`;
}

/** What holds in the `#else` arm. */
function otherwise(arms: readonly Arm[]): string {
  const conditions = arms.slice(0, MAX_LEVELS).map(({ condition }) => negated(condition));
  return conditions.join(" && ").slice(0, MAX_CONDITION);
}

/** The opposite of a condition, in the same words. */
export function negated(condition: string): string {
  if (/^!\w+$/.test(condition)) return condition.slice(1);
  if (condition === "0") return "1";
  if (condition === "1") return "0";
  return /^\w+$/.test(condition) ? `!${condition}` : `!(${condition})`;
}

function definitionOf(words: string, start: number): Definition {
  const match = /^(\w+)(\([^()]*\))?(.*)$/s.exec(words);
  const [, name = "", list, body = ""] = match ?? [];
  const parameters = list
    ?.slice(1, -1)
    .split(",")
    .map((parameter) => parameter.trim());
  return { name, parameters, body: body.trim(), start };
}
