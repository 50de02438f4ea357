// What a tool says of damaged files and of the same files undamaged → what it found and how noisy it is.

export interface Warning {
  /** Lines of the file that it is about: its own and those of the path that it tells. */
  readonly lines: readonly number[];
  readonly text: string;
}

/** A function of a file, from its first line to its last. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

export interface Told {
  readonly warnings: readonly Warning[];
  readonly fn: Extent;
}

export interface Compared {
  /** New warnings that touch the damaged function. */
  readonly hits: readonly Warning[];
  /** All that the tool says of the damaged file besides. */
  readonly others: number;
  /** All that it says of the undamaged one. */
  readonly twin: number;
}

/** In the tool's favour: whatever is new in the function counts as the damage. */
export function compared(damaged: Told, twin: Told): Compared {
  const known = new Map<string, number>();
  for (const { text } of inside(twin)) known.set(plain(text), (known.get(plain(text)) ?? 0) + 1);
  const hits = inside(damaged).filter(({ text }) => {
    const left = known.get(plain(text)) ?? 0;
    known.set(plain(text), left - 1);
    return left <= 0;
  });
  return {
    hits,
    others: damaged.warnings.length - hits.length,
    twin: twin.warnings.length,
  };
}

function inside({ warnings, fn }: Told): readonly Warning[] {
  return warnings.filter(({ lines }) => lines.some((line) => line >= fn.first && line <= fn.last));
}

/** A damage moves the lines below it. */
function plain(text: string): string {
  return text.replace(/\d+/g, "N");
}

/** `file:line:column: warning: text`, and notes below it with places of their own. */
export function warningsIn(output: string, file: string): readonly Warning[] {
  const found: { lines: number[]; text: string }[] = [];
  for (const line of output.split("\n")) {
    const [, where = "", at = "", rest = ""] = /^([^\s:]+):(\d+):(?:[\d-]+:)? ?(.*)$/.exec(line) ?? [];
    if (where === "") continue;
    const isNote = rest.startsWith("note: ");
    if (!isNote) found.push({ lines: [], text: rest });
    if (where === file) found.at(-1)?.lines.push(Number(at));
  }
  return found;
} // prettier-ignore
