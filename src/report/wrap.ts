// Sentences → lines of mail width.

/** Fits in 80 columns with a level or two of quoting before it. */
export const COLUMNS = 74;

/** At the start of a line these words would be taken for a quote, a signature or a new mail. */
const NEVER_FIRST = /^(>|--$|From$)/;

/** Breaks at blanks only: a word that is longer than a line stays whole. */
export function wrapped(text: string, indent = "", columns = COLUMNS): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of unbreakable(text)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > columns) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, indent + line];
}

function unbreakable(text: string): string[] {
  const words: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (NEVER_FIRST.test(word)) words.push(`${words.pop() ?? "..."} ${word}`);
    else words.push(word);
  }
  return words;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 path`, `2 paths`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

/** Positions as ranges: `1, 2, 4-14`. */
export function ranges(positions: readonly number[]): string {
  const found: { from: number; to: number }[] = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    const last = found.at(-1);
    if (last?.to === position - 1) last.to = position;
    else found.push({ from: position, to: position });
  }
  const rangeOf = ({ from, to }: { from: number; to: number }): string =>
    from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}-${to}`;
  return found.map(rangeOf).join(", ");
}

/** One blank line where there were several, none at either end. */
export function singleSpaced(lines: readonly string[]): string[] {
  const kept = lines.filter((line, at) => line !== "" || (at > 0 && lines[at - 1] !== ""));
  return kept.at(-1) === "" ? kept.slice(0, -1) : kept;
}
