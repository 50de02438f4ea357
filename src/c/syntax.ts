// Masked, normalised C -> a plain syntax tree that remembers where it came from.
// The tree is copied out of tree-sitter at once, so that nothing else has to know tree-sitter
// or its memory, and it is never deeper than MAX_DEPTH: everything behind may recurse on it.

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { Language, Parser, type TreeCursor } from "web-tree-sitter";

/** A node of the grammar of tree-sitter-c. Operators and keywords are kept as unnamed nodes. */
export interface Syntax {
  readonly type: string;
  readonly named: boolean;
  /** What it is to its parent: `left`, `body`, … */
  readonly field: string | undefined;
  /** Offsets in the source, the end behind the last character. */
  readonly start: number;
  readonly end: number;
  /** It is, or something below it is, an error, missing, or was cut off for depth. */
  readonly broken: boolean;
  readonly children: readonly Syntax[];
  /** The name of a type as it was parsed, which may be none of the source. */
  readonly word: string | undefined;
}

export interface CParser {
  /** undefined: the parser gave up, which only happens on text that is not C. */
  readonly parse: (code: string, shift: number) => Syntax | undefined;
}

/** Levels of the syntax tree that we look at; a block in a block is two. */
export const MAX_DEPTH = 500;
/** Brackets inside brackets that we hand to the parser at all. */
export const MAX_NESTING = 200;
/** Calls of tree-sitter's progress hook for 100 characters; real code needs less than one. */
const MAX_PROGRESS = 4;

// Marks that say nothing that the nodes around them do not say.
const SILENT: ReadonlySet<string> = new Set([
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  ";",
  ",",
  '"',
  "comment",
]);
const TYPES: ReadonlySet<string> = new Set([
  "primitive_type", "type_identifier", "sized_type_specifier",
]); // prettier-ignore
// Nodes that have nothing inside that anybody asks for.
const LEAVES: ReadonlySet<string> = new Set([
  "identifier", "type_identifier", "field_identifier", "statement_identifier", "primitive_type",
  "number_literal", "string_literal", "char_literal", "true", "false", "null",
]); // prettier-ignore

/** Loads the grammar, once in a process. */
export async function loadC(): Promise<CParser> {
  loading ??= load();
  return loading;
}

let loading: Promise<CParser> | undefined;

async function load(): Promise<CParser> {
  const grammar = createRequire(import.meta.url).resolve("tree-sitter-c/tree-sitter-c.wasm");
  const [bytes] = await Promise.all([readFile(grammar), Parser.init()]);
  const language = await Language.load(bytes);
  const parser = new Parser();
  parser.setLanguage(language);
  return { parse: (code, shift) => treeOf(parser, language, code, shift) };
}

function treeOf(
  parser: Parser,
  language: Language,
  code: string,
  shift: number,
): Syntax | undefined {
  let steps = MAX_PROGRESS * (10 + code.length / 100);
  const tree = parser.parse(code, null, { progressCallback: () => --steps < 0 });
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  const cursor = tree.walk();
  const root = copyOf({ code, cursor, language, shift, sound: !tree.rootNode.hasError }, 0);
  cursor.delete();
  tree.delete();
  return root;
}

interface Copy {
  readonly code: string;
  readonly cursor: TreeCursor;
  readonly language: Language;
  readonly shift: number;
  /** Nothing in the whole tree is an error or missing. */
  readonly sound: boolean;
}

// Every question to the cursor is a call into wasm, so none is asked whose answer is known.
function copyOf(copy: Copy, depth: number): Syntax {
  const { cursor, language, shift } = copy;
  const id = cursor.nodeTypeId;
  const type = cursor.nodeType;
  const named = language.nodeTypeIsNamed(id);
  const start = cursor.startIndex;
  // The type of punctuation is its text.
  const end = named ? cursor.endIndex : start + type.length;
  const field = SILENT.has(type) ? undefined : language.fields[cursor.currentFieldId];
  const children: Syntax[] = [];
  let broken = !copy.sound && (type === "ERROR" || cursor.nodeIsMissing);
  if (depth >= MAX_DEPTH) {
    broken = true;
  } else if (named && !LEAVES.has(type) && cursor.gotoFirstChild()) {
    do {
      const child = copyOf(copy, depth + 1);
      broken ||= child.broken;
      if (!SILENT.has(child.type)) children.push(child);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return {
    type,
    named,
    field: field ?? undefined,
    start: start + shift,
    end: end + shift,
    broken,
    children,
    word: TYPES.has(type) ? copy.code.slice(start, end) : undefined,
  };
}

/** The child that is `field` to `node`. */
export function part(node: Syntax, field: string): Syntax | undefined {
  return node.children.find((child) => child.field === field);
}

/** Children without punctuation. */
export function namedParts(node: Syntax): readonly Syntax[] {
  return node.children.filter((child) => child.named);
}

/** Every node of `type` at or below `node`, in source order. */
export function* every(node: Syntax, type: string): Generator<Syntax> {
  if (node.type === type) yield node;
  for (const child of node.children) yield* every(child, type);
}

/** How deep brackets nest in masked code. */
export function nestingOf(code: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
    if (bracket === "(" || bracket === "[" || bracket === "{") deepest = Math.max(deepest, ++depth);
    else depth = Math.max(0, depth - 1);
  }
  return deepest;
}
