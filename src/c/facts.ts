// Items of a file that are not functions -> structs, enumerators, prototypes and callbacks.

import type { CType, CUnit, StructDecl } from "./ir.ts";
import { constantValue } from "./constants.ts";
import { baseOf, declaredBy, hasSpecifier, namedType, parametersOf } from "./ctype.ts";
import { edited, normalised } from "./normalise.ts";
import { lineAt, type Source } from "./source.ts";
import { structEdits } from "./struct-macros.ts";
import { structsOf, type StructInput } from "./structs.ts";
import {
  every, MAX_NESTING, namedParts, nestingOf, part, type CParser, type Syntax,
} from "./syntax.ts"; // prettier-ignore

/** What the file-level items say, collected item by item. */
export interface Facts {
  readonly structs: StructDecl[];
  readonly constants: Map<string, bigint>;
  readonly prototypes: Map<string, { readonly returns: CType; readonly params: readonly CType[] }>;
  readonly callbacks: CUnit["callbacks"][number][];
}

/** A stretch of the file, with what has to stand around it to be a declaration. */
export interface Declaration {
  readonly source: Source;
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  readonly whole: boolean;
  readonly changed: ReadonlySet<number>;
}

/** Longer items are generated tables. */
const MAX_ITEM = 200_000;

export function addFacts(parser: CParser, facts: Facts, declaration: Declaration): void {
  const { code, start, end, before, after } = declaration;
  if (end - start > MAX_ITEM) return;
  const text = code.slice(start, end);
  if (!isTelling(before + text) || nestingOf(text) > MAX_NESTING) return;
  const shift = start - before.length;
  const all = before + text + after;
  const plain = normalised(edited(all, structEdits(all)), shift, false).code;
  const root = parser.parse(plain, shift);
  if (root === undefined) return;
  const input = inputOf(declaration);
  for (const node of root.children) addNode(input, facts, node);
}

/** Macros at top level and plain variables say nothing. */
function isTelling(text: string): boolean {
  if (/^\s*[A-Z_0-9]+\s*\(/.test(text)) return false;
  return text.includes("{") || (text.includes("(") && !text.includes("="));
}

function inputOf({ source, start, before, whole, changed }: Declaration): StructInput {
  const shift = before.length - start;
  return {
    file: source.file,
    whole,
    textOf: (node) =>
      node.start >= start
        ? source.shown.slice(node.start, node.end)
        : before.slice(node.start + shift, node.end + shift),
    lineOf: (node) => lineAt(source, Math.max(start, node.start)),
    isAdded: (line) => changed.has(line),
  };
}

function addNode(input: StructInput, facts: Facts, node: Syntax): void {
  const isTypedef = node.type === "type_definition";
  if (isTypedef || node.type === "declaration") {
    const type = part(node, "type");
    if (type !== undefined) addType(input, facts, type, isTypedef ? typedefName(input, node) : "");
    if (!isTypedef) addDeclared(input, facts, node);
  } else if (node.type.endsWith("_specifier")) {
    addType(input, facts, node, "");
  }
}

function typedefName(input: StructInput, node: Syntax): string {
  const declarator = part(node, "declarator");
  return declarator?.type === "type_identifier" ? input.textOf(declarator) : "";
}

function addType(input: StructInput, facts: Facts, type: Syntax, typedef: string): void {
  if (type.type === "enum_specifier") addEnumerators(input, facts, type);
  else if (/^(?:struct|union)_specifier$/.test(type.type)) {
    facts.structs.push(...structsOf(input, type, typedef));
    for (const inner of every(type, "enum_specifier")) addEnumerators(input, facts, inner);
  }
}

function addEnumerators(input: StructInput, { constants }: Facts, type: Syntax): void {
  let next: bigint | undefined = 0n;
  for (const node of every(type, "enumerator")) {
    const [name, value] = [part(node, "name"), part(node, "value")];
    if (name === undefined) continue;
    if (value !== undefined) next = constantValue(input.textOf(value), (one) => constants.get(one));
    if (next === undefined) continue;
    constants.set(input.textOf(name), next);
    next += 1n;
  }
}

function addDeclared(input: StructInput, facts: Facts, node: Syntax): void {
  if (hasSpecifier(node, "typedef", input.textOf)) return;
  const base = baseOf(node, input.textOf);
  for (const child of node.children) {
    if (child.field !== "declarator") continue;
    if (child.type !== "init_declarator") {
      addPrototype(input, facts, base, child);
      continue;
    }
    const value = part(child, "value");
    const tag = /^struct (\w+)$/.exec(base.base)?.[1];
    if (value !== undefined && tag !== undefined) addCallbacks(input, facts, tag, value);
  }
}

function addPrototype(input: StructInput, facts: Facts, base: CType, declarator: Syntax): void {
  const { name, type, parameters } = declaredBy(base, declarator, input.textOf);
  if (name === "" || parameters === undefined) return;
  const params = parametersOf(parameters, input.textOf).map((parameter) => parameter.type);
  facts.prototypes.set(name, { returns: type, params });
}

/** `{ .open = foo_open }`, also for each element of an array of such structs. */
function addCallbacks(input: StructInput, facts: Facts, tag: string, list: Syntax): void {
  for (const child of namedParts(list)) {
    const value = child.type === "initializer_pair" ? part(child, "value") : child;
    const designators = child.children.filter(({ field }) => field === "designator");
    const field = designators.find(({ type }) => type === "field_designator");
    if (value?.type === "initializer_list" && field === undefined) {
      addCallbacks(input, facts, tag, value);
    }
    const name = field === undefined ? undefined : namedParts(field)[0];
    const target = value === undefined ? undefined : functionIn(value);
    if (name === undefined || target === undefined || designators.length > 1) continue;
    const words = input.textOf(target);
    if (/^[A-Z0-9_]+$/.test(words)) continue;
    facts.callbacks.push({ struct: tag, field: input.textOf(name), function: words });
  }
}

/** An identifier, perhaps with `&` or a cast. */
function functionIn(value: Syntax): Syntax | undefined {
  if (value.type === "identifier") return value;
  const inner =
    value.type === "cast_expression"
      ? part(value, "value")
      : value.type === "pointer_expression"
        ? part(value, "argument")
        : undefined;
  return inner?.type === "identifier" ? inner : undefined;
}

/** A prototype for a definition. */
export function definedPrototype(
  returns: CType | undefined,
  params: readonly { readonly type: CType }[],
): { readonly returns: CType; readonly params: readonly CType[] } {
  return { returns: returns ?? namedType("int"), params: params.map(({ type }) => type) };
}
