// The text of one function definition -> CFunction, once for each arm of its conditionals.

import type { Complaint } from "../types.ts";
import type { CFunction, CType, Variable } from "./ir.ts";
import { armTexts, type ArmText } from "./arms.ts";
import { baseOf, declaredBy, hasSpecifier, parametersOf } from "./ctype.ts";
import type { Conditional } from "./directives.ts";
import { finished, terminate } from "./graph.ts";
import { labelScopesIn } from "./label-scopes.ts";
import { newLowering, openScope, textOf, type Lowering } from "./lowering.ts";
import { normalised } from "./normalise.ts";
import type { BlockMacro } from "./notes.ts";
import type { Item } from "./slice.ts";
import { lineAt, spanOf, wordsOf, type Source } from "./source.ts";
import { lowerStatement } from "./statements.ts";
import { every, MAX_NESTING, nestingOf, part, type CParser, type Syntax } from "./syntax.ts";

export interface FunctionInput {
  readonly source: Source;
  /** The code without directive lines. */
  readonly code: string;
  readonly conditionals: readonly Conditional[];
  readonly macros: ReadonlyMap<string, BlockMacro["kind"]>;
}

/** Longer definitions are generated tables, not functions that somebody reviews. */
const MAX_FUNCTION = 400_000;

/** One CFunction for each arm; none, and a complaint, when even the head cannot be read. */
export function functionsOf(
  parser: CParser,
  input: FunctionInput,
  item: Item,
): { readonly functions: readonly CFunction[]; readonly complaints: readonly Complaint[] } {
  const { source, code, conditionals } = input;
  const what = `${source.file}:${lineAt(source, item.start)} ${item.name}()`;
  if (item.end - item.start > MAX_FUNCTION) {
    return { functions: [], complaints: [{ what, why: "longer than we read" }] };
  }
  const functions: CFunction[] = [];
  const complaints: Complaint[] = [];
  for (const text of armTexts(code, item.start, item.end, conditionals)) {
    const result = functionOf(parser, input, item, text);
    if (typeof result === "string") complaints.push({ what, why: result });
    else functions.push(result);
  }
  return { functions, complaints };
}

function functionOf(
  parser: CParser,
  { source, macros }: FunctionInput,
  item: Item,
  { code, arm }: ArmText,
): CFunction | string {
  if (nestingOf(code) > MAX_NESTING) return `nested deeper than ${MAX_NESTING} levels`;
  const { code: plain, notes } = normalised(code, item.start, false, macros);
  const root = parser.parse(plain, item.start);
  if (root === undefined) return "the parser gave up";
  const definition = [...every(root, "function_definition")].at(-1);
  const body = definition === undefined ? undefined : part(definition, "body");
  if (definition === undefined || body === undefined) return "the head cannot be read";
  const lowering = newLowering(
    source,
    notes,
    item.name,
    false,
    labelScopesIn(body, notes, plain, item.start),
  );
  const head = headOf(lowering, definition);
  if (head === undefined) return "the head cannot be read";
  lowerStatement(lowering, body);
  return {
    ...head,
    file: source.file,
    firstLine: lineAt(source, item.start),
    lastLine: lineAt(source, item.end - 1),
    whole: true,
    arm,
    locals: lowering.locals,
    cfg: cfgOf(lowering, item),
    text: wordsOf(source, item.start, item.end, MAX_FUNCTION),
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
export function headOf(lowering: Lowering, definition: Syntax): Head | undefined {
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

function cfgOf(lowering: Lowering, item: Item): CFunction["cfg"] {
  const { graph, source } = lowering;
  const at = spanOf(source, item.end - 1, item.end);
  terminate(graph, { kind: "return", value: undefined, at });
  for (const [label, block] of lowering.labels) {
    const draft = graph.blocks[block];
    if (draft === undefined || lowering.placed.has(label)) continue;
    draft.end = { kind: "cut", why: `the label ${label} is not in the text`, at };
  }
  return finished(graph, { kind: "cut", why: "not understood", at });
}
