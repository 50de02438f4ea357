// Struct and union definitions of the syntax tree -> StructDecl; anonymous levels are skipped.

import type { CType, StructDecl, StructField } from "./ir.ts";
import { baseOf, declaredBy, namedType, type TextOf } from "./ctype.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

export interface StructInput {
  readonly file: string;
  readonly textOf: TextOf;
  readonly lineOf: (node: Syntax) => number;
  readonly isAdded: (line: number) => boolean;
  /** False when the text does not show all of it. */
  readonly whole: boolean;
}

/** The struct that `specifier` defines and those defined inside it. `tag` if it has none itself. */
export function structsOf(input: StructInput, specifier: Syntax, tag: string): StructDecl[] {
  const body = part(specifier, "body");
  const name = part(specifier, "name");
  const own = name === undefined ? tag : input.textOf(name);
  if (body === undefined || own === "") return [];
  const inner: StructDecl[] = [];
  const fields = fieldsOf(input, body, own, inner);
  const { file, whole } = input;
  return [{ tag: own, file, line: input.lineOf(specifier), whole, fields }, ...inner];
}

export function fieldsOf(
  input: StructInput,
  body: Syntax,
  tag: string,
  inner: StructDecl[],
): readonly StructField[] {
  return namedParts(body).flatMap((node) =>
    node.type === "field_declaration" ? declaredFields(input, node, tag, inner) : [],
  );
}

function declaredFields(
  input: StructInput,
  node: Syntax,
  tag: string,
  inner: StructDecl[],
): readonly StructField[] {
  const type = part(node, "type");
  const declarators = node.children.filter(({ field }) => field === "declarator");
  const body = type === undefined ? undefined : part(type, "body");
  const isTagged = type !== undefined && part(type, "name") !== undefined;
  if (type !== undefined && body !== undefined && declarators.length === 0 && !isTagged) {
    return fieldsOf(input, body, tag, inner);
  }
  const base = baseOf(node, input.textOf);
  return declarators.map((declarator, index) => {
    const declared = declaredBy(base, declarator, input.textOf);
    const line = input.lineOf(declared.at);
    const hidden = `${tag}::${declared.name}`;
    if (type !== undefined && body !== undefined && index === 0) {
      inner.push(...structsOf(input, type, hidden));
    }
    // A struct without a tag is named for the field that it is the type of.
    const isHidden = body !== undefined && !isTagged;
    const own = isHidden ? { ...declared.type, base: `${base.base} ${hidden}` } : declared.type;
    const field = declared.parameters === undefined ? own : pointerTo(own);
    return { name: declared.name, type: field, line, added: input.isAdded(line) };
  });
}

function pointerTo(type: CType): CType {
  return { ...namedType(type.base), pointers: type.pointers, arrays: type.arrays };
}
