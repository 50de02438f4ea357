// A finding → the lines of its comment: what is wrong, the steps, the values, what to do.

import type { Reported, WitnessLine } from "../types.ts";
import { plainOf } from "./plain.ts";
import { listed, wrapped } from "./wrap.ts";

const WORDS_MAX = 44;
/** A row of the witness is not prose: it may use the whole width. */
const ROW_COLUMNS = 80;

/** Plain text, at most 80 columns wide unless a single word is wider. */
export function commentOf(finding: Reported): string[] {
  const parts = [
    wrapped(plainOf(finding.what)),
    witnessLines(finding),
    wrapped(valuesOf(finding)),
    wrapped(plainOf(finding.fix)),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part, at) => (at ? ["", ...part] : part));
}

/** The values on which it happens: `This happens with nb_pkts = 2, when the second f() fails.` */
export function valuesOf({ values }: Reported): string {
  const inputs: string[] = [];
  const outcomes: string[] = [];
  for (const [words, value] of Object.entries(values)) {
    if (typeof value === "number") inputs.push(`${plainOf(words)} = ${value}`);
    else outcomes.push(`the ${plainOf(words)} ${plainOf(value)}`);
  }
  if (inputs.length + outcomes.length === 0) return "";
  const conditions = [
    ...(inputs.length > 0 ? [`with ${listed(inputs)}`] : []),
    ...(outcomes.length > 0 ? [`when ${listed(outcomes)}`] : []),
  ];
  return `This happens ${conditions.join(", ")}.`;
}

function witnessLines(finding: Reported): string[] {
  const rows = finding.witness.map((line) => ({
    place: placeOf(line, finding.file),
    words: wordsOf(line.text),
    note: plainOf(line.note),
  }));
  const places = Math.max(0, ...rows.map(({ place }) => place.length));
  const words = Math.max(0, ...rows.map((row) => row.words.length));
  return rows.flatMap((row) => {
    const start = `  ${row.place.padStart(places)}  `;
    const line = `${start}${row.words.padEnd(words)}  ${row.note}`.trimEnd();
    if (line.length <= ROW_COLUMNS || row.note === "") return [line];
    return [`${start}${row.words}`.trimEnd(), ...wrapped(row.note, " ".repeat(start.length + 2))];
  });
}

/** The line alone in the finding's own file, with the file elsewhere. */
function placeOf(line: WitnessLine, file: string): string {
  return line.file === file ? `${line.line}` : `${plainOf(line.file)}:${line.line}`;
}

function wordsOf(text: string): string {
  const words = plainOf(text.replace(/\s+/g, " ").trim());
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX - 3)}...` : words;
}
