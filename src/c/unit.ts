// One excerpt of C -> everything that it says: functions, structs, constants, prototypes.

import type { Complaint, Excerpt } from "../types.ts";
import type { CFunction, CUnit } from "./ir.ts";
import { defineConstants } from "./constants.ts";
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
 * Never fails: what was not understood is in the complaints of the unit or of its functions.
 * With `wanted`, only functions of these names are lowered (their callees of a big file cost as
 * much as they do); structs, constants, callbacks and declared prototypes are always complete.
 */
export function unitOf(parser: CParser, excerpt: Excerpt, wanted?: ReadonlySet<string>): CUnit {
  const { input, regions, definitions } = slicesOf(excerpt);
  const facts: Facts = {
    structs: [],
    constants: new Map(),
    prototypes: new Map(),
    callbacks: [],
  };
  defineConstants(definitions, facts.constants);
  const pieces = piecesOf(regions, excerpt.section);
  const found = functionsIn(
    parser,
    input,
    wanted === undefined ? pieces : pieces.filter(({ name }) => wanted.has(name)),
  );
  addAllFacts(parser, input, facts, regions, excerpt);
  defineConstants(definitions, facts.constants);
  for (const { name, returns, params, whole } of found.functions) {
    // The head of a fragment may be cut off.
    if (!whole || returns === undefined || facts.prototypes.has(name)) continue;
    facts.prototypes.set(name, { returns, params: params.map(({ type }) => type) });
  }
  return { file: excerpt.file, ...facts, ...found };
}

/** Names and lines of the functions of an excerpt, in order, without parsing any of them. */
export function functionNames(
  excerpt: Excerpt,
): readonly { readonly name: string; readonly firstLine: number; readonly lastLine: number }[] {
  const { input, regions } = slicesOf(excerpt);
  return piecesOf(regions, excerpt.section).map(({ name, start, end }) => ({
    name,
    firstLine: lineAt(input.source, start),
    lastLine: lineAt(input.source, Math.max(start, end - 1)),
  }));
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

function functionsIn(parser: CParser, input: FunctionInput, pieces: readonly Piece[]): Functions {
  const functions: CFunction[] = [];
  const complaints: Complaint[] = [];
  for (const piece of pieces) {
    const found = functionsOf(parser, input, piece);
    functions.push(...found.functions);
    complaints.push(...found.complaints);
  }
  return { functions, complaints };
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
