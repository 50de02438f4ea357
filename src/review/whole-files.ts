// The text of a whole file → its unit, worked out once for every patch and series that shows it.

import { createHash } from "node:crypto";
import { unitOf, type CParser } from "../c/unit.ts";
import type { CUnit } from "../c/ir.ts";
import type { Excerpt } from "../types.ts";

/** Together the texts that a parser's units are remembered of; a unit takes 20 bytes for each. */
const CHARACTERS_MAX = 4_000_000;

interface Held {
  readonly unit: CUnit;
  readonly weight: number;
}

/** The first of the map is the one not asked for the longest. */
interface Remembered {
  readonly units: Map<string, Held>;
  weight: number;
}

const remembered = new WeakMap<CParser, Remembered>();

/**
 * As `unitOf` for an excerpt that is a whole file. What one patch leaves is what the next begins
 * with: the text is the same, and only the lines that are new in it are others.
 */
export function wholeUnitOf(parser: CParser, excerpt: Excerpt): CUnit {
  const known = remembered.get(parser) ?? { units: new Map<string, Held>(), weight: 0 };
  remembered.set(parser, known);
  const { file, text, changed } = excerpt;
  const key = `${file} ${createHash("sha256").update(text).digest("hex")}`;
  const held = known.units.get(key);
  const unit = held?.unit ?? unitOf(parser, excerpt);
  keep(known, key, { unit, weight: text.length });
  return held === undefined ? unit : withAdded(unit, changed);
}

/** A file that no patch changed. */
export function wholeExcerpt(file: string, text: string): Excerpt {
  return { file, text, side: "after", firstLine: 1, section: "", whole: true, changed: new Set() };
}

function keep(known: Remembered, key: string, held: Held): void {
  if (!known.units.delete(key)) known.weight += held.weight;
  known.units.set(key, held);
  for (const [oldest, { weight }] of known.units) {
    if (known.weight <= CHARACTERS_MAX) break;
    known.units.delete(oldest);
    known.weight -= weight;
  }
}

/** Nothing else of a unit depends on which lines are new. */
function withAdded(unit: CUnit, changed: ReadonlySet<number>): CUnit {
  const structs = unit.structs.map((struct) => ({
    ...struct,
    fields: struct.fields.map((field) => ({ ...field, added: changed.has(field.line) })),
  }));
  return { ...unit, structs };
}
