// A definition, or the visible part of one -> the text to parse, with what must stand around it.

import { MAX_NESTING, nestingOf } from "./syntax.ts";
import { wrapped } from "./wrapping.ts";

/** A stretch of an excerpt that belongs to one function. */
export interface Piece {
  /** `definition`: all of it. `head`: its beginning. `tail`: something behind its head. */
  readonly kind: "definition" | "head" | "tail";
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Of a tail: the end of the text is the end of the function. */
  readonly closed: boolean;
  /** What was visible of the head of a tail: the text behind the @@. */
  readonly section: string;
  /** The head begins with the name: its type is on a line above, or it is a macro. */
  readonly typeless: boolean;
}

export interface Framed {
  readonly before: string;
  readonly code: string;
  readonly after: string;
}

/** undefined: it nests too deep to be parsed. */
export function framed(piece: Piece, text: string): Framed | undefined {
  if (nestingOf(text) > MAX_NESTING) return undefined;
  const frame = frameOf(piece, text);
  // Brackets that close nothing have been opened in front.
  return nestingOf(frame.before) > MAX_NESTING ? undefined : frame;
}

function frameOf(piece: Piece, text: string): Framed {
  const type = piece.typeless ? "void " : "";
  if (piece.kind === "definition") return { before: type, code: text, after: "" };
  const { before, code, after } = wrapped(text, piece.closed, piece.kind === "head");
  if (piece.kind === "head") return { before: type + before, code, after };
  return { before: `${headOf(piece.section)} { ${before}`, code, after: `${after} }` };
}

/** The head as far as the section shows it, made complete; a plain one if it shows none. */
function headOf(section: string): string {
  const open = section.indexOf("(");
  if (open < 0 || section.includes("=") || !/^[\w\s*]+$/.test(section.slice(0, open))) return PLAIN;
  const type = startsWithName(section) ? "void " : "";
  if (/\)\s*\{?\s*$/.test(section)) return type + section.replace(/\s*\{?\s*$/, "");
  const comma = section.lastIndexOf(",");
  const parameters = comma < 0 ? "void" : section.slice(open + 1, comma);
  if (!/^[\w\s*,[\]]*$/.test(parameters)) return PLAIN;
  return `${type}${section.slice(0, open)}(${parameters})`;
}

/** `name(…`: the type is not there. */
export function startsWithName(section: string): boolean {
  return /^\s*\w+\s*\(/.test(section);
}

const PLAIN = "void x(void)";
