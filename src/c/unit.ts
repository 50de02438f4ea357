// One excerpt of C -> everything that it says: functions, structs, constants, prototypes.

import type { Complaint, Excerpt } from "../types.ts";
import type { CFunction, CUnit, FunctionHead } from "./ir.ts";
import { defineConstants } from "./constants.ts";
import { declaredIn, type DeclaredIn } from "./declared.ts";
import { directivesOf, type Definition } from "./directives.ts";
import { addFacts, type Facts } from "./facts.ts";
import { functionsOf, type FunctionInput, type Functions } from "./functions.ts";
import { blockMacrosDefined } from "./macro-bodies.ts";
import { startsWithName, type Piece } from "./pieces.ts";
import { nameIn, regionsOf, tagIn, type Regions, type Tail } from "./regions.ts";
import { itemsOf, type Item } from "./slice.ts";
import { lineAt, sourceOf } from "./source.ts";
import { beginsInComment, withoutMacroTail } from "./starts.ts";
import type { CParser } from "./syntax.ts";

export { loadC, type CParser } from "./syntax.ts";

/**
 * Never fails: what was not understood is in the complaints of its functions. A function is read when
 * somebody asks for it: those of a big file cost far more than all else that it says.
 */
export function unitOf(parser: CParser, excerpt: Excerpt): CUnit {
  const { input, regions, definitions } = slicesOf(excerpt);
  const facts: Facts = {
    structs: [],
    constants: new Map(),
    prototypes: new Map(),
    callbacks: [],
  };
  defineConstants(definitions, facts.constants);
  addAllFacts(parser, input, facts, regions, excerpt);
  defineConstants(definitions, facts.constants);
  const pieces = piecesOf(regions, excerpt.section);
  return {
    file: excerpt.file,
    whole: excerpt.whole,
    ...facts,
    ...functionsIn(parser, input, pieces),
  };
}

/** All functions of a unit, in order. */
export function allFunctions({ heads, named }: CUnit): readonly CFunction[] {
  return [...new Set(heads.map(({ name }) => name))].flatMap(named);
}

/** What of a unit was not understood at all. */
export function allComplaints({ heads, complaintsAbout }: CUnit): readonly Complaint[] {
  return [...new Set(heads.map(({ name }) => name))].flatMap(complaintsAbout);
}

/** Names and lines of the functions of an excerpt, in order, without parsing any of them. */
export function functionNames(excerpt: Excerpt): readonly FunctionHead[] {
  const { input, regions } = slicesOf(excerpt);
  return piecesOf(regions, excerpt.section).map((piece) => headOf(input, piece));
}

function slicesOf(excerpt: Excerpt): {
  readonly input: FunctionInput;
  readonly regions: Regions;
  readonly definitions: readonly Definition[];
} {
  const inComment = !excerpt.whole && beginsInComment(excerpt.text);
  const source = sourceOf(excerpt.file, excerpt.text, excerpt.firstLine, inComment);
  const { code: plain, conditionals, definitions } = directivesOf(source.code, source.shown);
  const code = excerpt.whole ? plain : withoutMacroTail(plain);
  const regions: Regions = excerpt.whole
    ? { tail: undefined, items: itemsOf(code, conditionals) }
    : regionsOf(code, conditionals, excerpt.section);
  const input = { source, code, conditionals, macros: blockMacrosDefined(definitions) };
  return { input, regions, definitions };
}

function piecesOf({ tail, items }: Regions, section: string): readonly Piece[] {
  return [
    ...(tail?.kind === "function" ? [tailPiece(tail, section)] : []),
    ...items.flatMap((item) => (item.kind === "function" ? [itemPiece(item)] : [])),
  ];
}

/** The functions of an excerpt alone, without what else it says. */
export type FunctionsOf = Pick<CUnit, "heads" | "named" | "mentioning" | "complaintsAbout">;

/** A file that others may call and include. */
export interface Library extends FunctionsOf {
  readonly declared: DeclaredIn;
}

/**
 * What a file offers: the functions that are there when all is configured that can be, and what it
 * declares. Nothing is read before somebody asks.
 */
export function libraryOf(parser: CParser, excerpt: Excerpt): Library {
  const { input, regions, definitions } = slicesOf(excerpt);
  const pieces = piecesOf(regions, excerpt.section);
  const certain = pieces.filter((piece) => !isConditional(piece, pieces, input));
  const { source, code } = input;
  const declared = declaredIn(parser, { source, code, definitions, items: regions.items });
  return { ...functionsIn(parser, input, certain), declared };
}

/**
 * Whether it hangs on more than a kernel that has everything. The guard of a header has no other arm
 * and goes on behind its last function.
 */
function isConditional(
  { start, end }: Piece,
  pieces: readonly Piece[],
  { conditionals }: FunctionInput,
): boolean {
  const last = pieces.at(-1)?.end ?? 0;
  return conditionals.some((one) => {
    const isGuard = !one.hasElse && one.arms.length === 1 && one.end >= last;
    if (isGuard || one.start > start || end > one.end) return false;
    const [first] = one.arms;
    return first === undefined || end > first.end || !asksForMore(first.condition);
  });
}

/** Whether the condition holds when every CONFIG_ option is set. */
function asksForMore(condition: string): boolean {
  const rest = condition.replace(/\b(?:defined|IS_ENABLED|IS_BUILTIN|IS_REACHABLE)\b/g, "");
  return rest.includes("CONFIG_") && /^[\s()|&]*$/.test(rest.replace(/\bCONFIG_\w+/g, ""));
}

function functionsIn(parser: CParser, input: FunctionInput, pieces: readonly Piece[]): FunctionsOf {
  const read = new Map<string, Functions>();
  const readOf = (name: string): Functions => {
    const known = read.get(name);
    if (known !== undefined) return known;
    const all = pieces
      .filter((piece) => piece.name === name)
      .map((piece) => functionsOf(parser, input, piece));
    const found = {
      functions: all.flatMap(({ functions }) => functions),
      complaints: all.flatMap(({ complaints }) => complaints),
    };
    if (all.length > 0) read.set(name, found);
    return found;
  };
  const isMentioned = ({ start, end }: Piece, words: ReadonlySet<string>): boolean =>
    wordsIn(input.code.slice(start, end)).some((word) => words.has(word));
  return {
    heads: pieces.map((piece) => headOf(input, piece)),
    named: (name) => readOf(name).functions,
    complaintsAbout: (name) => readOf(name).complaints,
    mentioning: (words) => {
      const found = pieces.filter((piece) => isMentioned(piece, words));
      return [...new Set(found.map(({ name }) => name))];
    },
  };
}

function wordsIn(code: string): readonly string[] {
  return code.match(/[A-Za-z_]\w*/g) ?? [];
}

function headOf({ source }: FunctionInput, { name, start, end }: Piece): FunctionHead {
  return {
    name,
    firstLine: lineAt(source, start),
    lastLine: lineAt(source, Math.max(start, end - 1)),
  };
}

function tailPiece({ start, end, closed }: Tail, section: string): Piece {
  const typeless = startsWithName(section) || section === "";
  return { kind: "tail", name: nameIn(section), start, end, closed, section, typeless };
}

function itemPiece({ name, start, end, closed, typeless }: Item): Piece {
  const kind = closed ? "definition" : "head";
  return { kind, name, start, end, closed, section: "", typeless };
}

function addAllFacts(
  parser: CParser,
  { source, code }: FunctionInput,
  facts: Facts,
  { tail, items }: Regions,
  { section, changed }: Excerpt,
): void {
  const common = { source, code, changed };
  if (tail?.kind === "fields") {
    const before = `struct ${tagIn(section) ?? ""} {`;
    addFacts(parser, facts, { ...common, ...tail, before, after: "};", whole: false });
  } else if (tail?.kind === "values" && /\{\s*$/.test(section)) {
    addFacts(parser, facts, { ...common, ...tail, before: section, after: "};", whole: false });
  }
  for (const { kind, start, end, closed } of items) {
    if (kind === "function") continue;
    const after = closed ? "" : "};";
    addFacts(parser, facts, { ...common, start, end, before: "", after, whole: closed });
  }
}
