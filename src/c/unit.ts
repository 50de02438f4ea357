// One excerpt of C -> everything that it says: functions, structs, constants, prototypes.

import type { Complaint, Excerpt } from "../types.ts";
import type { CFunction, CUnit } from "./ir.ts";
import { defineConstants } from "./constants.ts";
import { directivesOf } from "./directives.ts";
import { addFacts, type Facts } from "./facts.ts";
import { functionsOf, type FunctionInput, type Functions } from "./functions.ts";
import { blockMacrosDefined } from "./macro-bodies.ts";
import { startsWithName, type Piece } from "./pieces.ts";
import { nameIn, regionsOf, tagIn, type Regions, type Tail } from "./regions.ts";
import { itemsOf, type Item } from "./slice.ts";
import { sourceOf } from "./source.ts";
import { beginsInComment, withoutMacroTail } from "./starts.ts";
import type { CParser } from "./syntax.ts";

export { loadC, type CParser } from "./syntax.ts";

/** Never fails: what was not understood is in the complaints of the unit or of its functions. */
export function unitOf(parser: CParser, excerpt: Excerpt): CUnit {
  const inComment = !excerpt.whole && beginsInComment(excerpt.text);
  const source = sourceOf(excerpt.file, excerpt.text, excerpt.firstLine, inComment);
  const { code: plain, conditionals, definitions } = directivesOf(source.code, source.shown);
  const code = excerpt.whole ? plain : withoutMacroTail(plain);
  const facts: Facts = {
    structs: [],
    constants: new Map(),
    prototypes: new Map(),
    callbacks: [],
  };
  defineConstants(definitions, facts.constants);
  const regions: Regions = excerpt.whole
    ? { tail: undefined, items: itemsOf(code, conditionals) }
    : regionsOf(code, conditionals, excerpt.section);
  const input = { source, code, conditionals, macros: blockMacrosDefined(definitions) };
  const found = functionsIn(parser, input, regions, excerpt.section);
  addAllFacts(parser, input, facts, regions, excerpt);
  defineConstants(definitions, facts.constants);
  for (const { name, returns, params, whole } of found.functions) {
    // The head of a fragment may be cut off.
    if (!whole || returns === undefined || facts.prototypes.has(name)) continue;
    facts.prototypes.set(name, { returns, params: params.map(({ type }) => type) });
  }
  return { file: excerpt.file, ...facts, ...found };
}

function functionsIn(
  parser: CParser,
  input: FunctionInput,
  { tail, items }: Regions,
  section: string,
): Functions {
  const functions: CFunction[] = [];
  const complaints: Complaint[] = [];
  const pieces = [
    ...(tail?.kind === "function" ? [tailPiece(tail, section)] : []),
    ...items.flatMap((item) => (item.kind === "function" ? [itemPiece(item)] : [])),
  ];
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
