// The text of one function definition, or a part of one -> CFunction, once for each arm of its
// conditionals.

import type { Complaint } from "../types.ts";
import type { Cfg, CFunction, CType, Span, Variable } from "./ir.ts";
import { armTexts, type ArmText } from "./arms.ts";
import { baseOf, declaredBy, hasSpecifier, parametersOf } from "./ctype.ts";
import type { Conditional } from "./directives.ts";
import { branch, enter, finished, newBlock, terminate } from "./graph.ts";
import { labelScopesIn } from "./label-scopes.ts";
import { newLowering, openScope, textOf, type Lowering } from "./lowering.ts";
import { normalised } from "./normalise.ts";
import type { MacroFacts } from "./notes.ts";
import { framed, type Piece } from "./pieces.ts";
import { lineAt, spanOf, wordsOf, type Source } from "./source.ts";
import { lowerStatement } from "./statements.ts";
import { MAX_NESTING, part, type CParser, type Syntax } from "./syntax.ts";

export interface FunctionInput {
  readonly source: Source;
  /** The code without directive lines. */
  readonly code: string;
  readonly conditionals: readonly Conditional[];
  readonly macros: ReadonlyMap<string, MacroFacts>;
}

export interface Functions {
  readonly functions: readonly CFunction[];
  readonly complaints: readonly Complaint[];
}

/** Longer definitions are generated tables, not functions that somebody reviews. */
const MAX_FUNCTION = 400_000;

/** One CFunction for each arm; none, and a complaint, when even the head cannot be read. */
export function functionsOf(parser: CParser, input: FunctionInput, piece: Piece): Functions {
  const { source, code, conditionals } = input;
  const what = `${source.file}:${lineAt(source, piece.start)} ${piece.name}()`;
  if (piece.end - piece.start > MAX_FUNCTION) {
    return { functions: [], complaints: [{ what, why: "longer than we read" }] };
  }
  const texts = armTexts(code, piece.start, piece.end, conditionals);
  if (texts === undefined) {
    return { functions: [], complaints: [{ what, why: "more conditionals than we turn" }] };
  }
  const functions: CFunction[] = [];
  const complaints: Complaint[] = [];
  for (const text of texts) {
    const result = functionOf(parser, input, piece, text);
    if (typeof result === "string") complaints.push({ what, why: result });
    else functions.push(result);
  }
  // An arm may hold the head without its body; that is nobody's loss when another has both.
  return { functions, complaints: functions.length > 0 ? [] : complaints.slice(0, 1) };
}

function functionOf(
  parser: CParser,
  { source, macros }: FunctionInput,
  piece: Piece,
  { code, arm }: ArmText,
): CFunction | string {
  const frame = framed(piece, code);
  if (frame === undefined) return `nested deeper than ${MAX_NESTING} levels`;
  const { before, after } = frame;
  const shift = piece.start - before.length;
  const { code: plain, notes } = normalised(before + frame.code + after, shift, false, macros);
  const root = parser.parse(plain, shift);
  if (root === undefined) return "the parser gave up";
  const definition = root.children.findLast(({ type }) => type === "function_definition");
  const body = definition === undefined ? undefined : part(definition, "body");
  if (definition === undefined || body === undefined) return "the head cannot be read";
  const visible = { start: piece.start, end: piece.end, before };
  const labels = labelScopesIn(body, notes, plain, shift);
  const lowering = newLowering(source, notes, piece.name, visible, labels);
  const head = headOf(lowering, definition);
  if (head === undefined) return "the head cannot be read";
  const cfg = cfgOf(lowering, piece, body);
  if (cfg === undefined) return "more instructions or jumps than we follow";
  return {
    ...head,
    ...(piece.kind === "tail" ? { name: piece.name } : {}),
    ...(piece.typeless ? { returns: undefined } : {}),
    file: source.file,
    firstLine: lineAt(source, piece.start),
    lastLine: lineAt(source, Math.max(piece.start, piece.end - 1)),
    whole: piece.kind === "definition",
    arm,
    cfg,
    locals: lowering.locals,
    text: wordsOf(source, piece.start, piece.end, MAX_FUNCTION),
    complaints: lowering.complaints,
  };
}

interface Head {
  readonly name: string;
  readonly static: boolean;
  readonly returns: CType;
  readonly params: readonly Variable[];
}

/** Name, type and parameters; the parameters are made known to the body. */
function headOf(lowering: Lowering, definition: Syntax): Head | undefined {
  const words = (node: Syntax): string => textOf(lowering, node);
  const declarator = part(definition, "declarator");
  if (declarator === undefined) return undefined;
  const declared = declaredBy(baseOf(definition, words), declarator, words);
  if (declared.name === "" || declared.parameters === undefined) return undefined;
  openScope(lowering, definition.start);
  const params = parametersOf(declared.parameters, words).map(({ name, type }): Variable => {
    lowering.scopes.at(-1)?.names.set(name, name);
    lowering.uses.set(name, 1);
    return { name, type, static: false };
  });
  const isStatic = hasSpecifier(definition, "static", words);
  return { name: declared.name, static: isStatic, returns: declared.type, params };
}

function cfgOf(lowering: Lowering, piece: Piece, body: Syntax): Cfg | undefined {
  const { graph, source } = lowering;
  const entry = graph.current;
  if (piece.kind === "tail") enter(graph, newBlock(graph));
  const start = graph.current;
  lowerStatement(lowering, body);
  const at = spanOf(source, piece.end - 1, piece.end);
  terminate(graph, { kind: "return", value: undefined, at });
  for (const [label, block] of lowering.labels) {
    const draft = graph.blocks[block];
    if (draft === undefined || lowering.placed.has(label)) continue;
    draft.end = { kind: "cut", why: `the label ${label} is not in the text`, at };
  }
  if (piece.kind === "tail") {
    enter(graph, entry);
    lowerEntries(lowering, start, spanOf(source, piece.start, piece.start));
  }
  return finished(graph, { kind: "cut", why: "not understood", at });
}

/** Control may come from above to the start of the text, or to a label that nothing here goes to. */
function lowerEntries(lowering: Lowering, start: number, at: Span): void {
  const { graph } = lowering;
  for (const [label, block] of lowering.labels) {
    if (lowering.gone.has(label) || !lowering.placed.has(label)) continue;
    const next = newBlock(graph);
    branch(graph, { kind: "opaque", text: label, reads: [] }, block, next, at);
    enter(graph, next);
  }
  terminate(graph, { kind: "goto", to: start, at });
}
