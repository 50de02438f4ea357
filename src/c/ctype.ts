// Declaration specifiers and declarators of the syntax tree -> CType and the names declared.

import type { CType } from "./ir.ts";
import { namedParts, part, type Syntax } from "./syntax.ts";

/** A name with its type, as one declarator declares it. */
export interface Declared {
  readonly name: string;
  readonly type: CType;
  /** The identifier, for its place. */
  readonly at: Syntax;
  /** Parameter list of a function declarator that is not behind a pointer. */
  readonly parameters: Syntax | undefined;
}

/** Gives the words of a node of the original source. */
export type TextOf = (node: Syntax) => string;

const UNNAMED: CType = { base: "", pointers: 0, arrays: [], integer: undefined };

// Bits and sign on a 64-bit kernel; a minus means signed.
const INTEGERS: Readonly<Record<string, number>> = {
  "bool": 1, "_Bool": 1, "char": -8, "signed char": -8, "unsigned char": 8,
  "short": -16, "signed short": -16, "short int": -16, "signed short int": -16,
  "unsigned short": 16, "unsigned short int": 16,
  "int": -32, "signed": -32, "signed int": -32, "unsigned": 32, "unsigned int": 32,
  "long": -64, "long int": -64, "signed long": -64, "signed long int": -64,
  "unsigned long": 64, "unsigned long int": 64, "long unsigned": 64, "long unsigned int": 64,
  "long long": -64, "long long int": -64, "signed long long": -64, "signed long long int": -64,
  "unsigned long long": 64, "unsigned long long int": 64, "long long unsigned int": 64,
  "u8": 8, "u16": 16, "u32": 32, "u64": 64, "s8": -8, "s16": -16, "s32": -32, "s64": -64,
  "__u8": 8, "__u16": 16, "__u32": 32, "__u64": 64,
  "__s8": -8, "__s16": -16, "__s32": -32, "__s64": -64,
  "uint8_t": 8, "uint16_t": 16, "uint32_t": 32, "uint64_t": 64,
  "int8_t": -8, "int16_t": -16, "int32_t": -32, "int64_t": -64,
  "u_int8_t": 8, "u_int16_t": 16, "u_int32_t": 32, "u_int64_t": 64,
  "__be16": 16, "__be32": 32, "__be64": 64, "__le16": 16, "__le32": 32, "__le64": 64,
  "__sum16": 16, "__wsum": 32, "__poll_t": 32, "netdev_tx_t": -32, "irqreturn_t": -32,
  "rx_handler_result_t": -32, "netdev_features_t": 64, "gfp_t": 32, "slab_flags_t": 32,
  "fmode_t": 32, "umode_t": 16, "uint": 32, "ulong": 64, "ushort": 16, "unchar": 8,
  "u_char": 8, "u_short": 16, "u_int": 32, "u_long": 64,
  "size_t": 64, "ssize_t": -64, "ptrdiff_t": -64, "uintptr_t": 64, "intptr_t": -64,
  "__kernel_size_t": 64, "__kernel_ssize_t": -64, "loff_t": -64, "off_t": -64,
  "pid_t": -32, "uid_t": 32, "gid_t": 32, "dev_t": 32, "ino_t": 64, "sector_t": 64,
  "blkcnt_t": 64, "clock_t": -64, "time64_t": -64, "ktime_t": -64, "cycles_t": 64,
  "dma_addr_t": 64, "phys_addr_t": 64, "resource_size_t": 64, "pgoff_t": 64, "vm_fault_t": 32,
  "sa_family_t": 16, "in_port_t": 16, "socklen_t": -32, "key_serial_t": -32,
}; // prettier-ignore

/** Bits and sign of the integer type with this name (also an enum's), if it is one. */
export function integerOf(base: string): CType["integer"] {
  // An int, or an unsigned int where no value is negative: wide enough for both.
  if (base.startsWith("enum ")) return { bits: 33, signed: true };
  const bits = Object.hasOwn(INTEGERS, base) ? INTEGERS[base] : undefined;
  return bits === undefined ? undefined : { bits: Math.abs(bits), signed: bits < 0 };
}

/** A name that a cast is likely to be to: `u32`, `size_t`, `foo_t`. */
export function looksLikeType(name: string): boolean {
  return /^\w+_t$/.test(name) || integerOf(name) !== undefined;
}

/** A plain type of this name. */
export function namedType(base: string): CType {
  return { base, pointers: 0, arrays: [], integer: integerOf(base) };
}

/** The type that the specifiers of a declaration, parameter or type descriptor name. */
export function baseOf(node: Syntax, textOf: TextOf): CType {
  const type = part(node, "type");
  return type === undefined ? UNNAMED : namedType(baseName(type, textOf));
}

function baseName(type: Syntax, textOf: TextOf): string {
  const tagged = /^(struct|union|enum)_specifier$/.exec(type.type);
  if (tagged?.[1] === undefined) {
    const { word } = type;
    if (word !== undefined && !word.includes("typeof")) return word.replace(/\s+/g, " ");
    return textOf(type).replace(/\s+/g, " ").trim();
  }
  const tag = part(type, "name");
  return tag === undefined ? tagged[1] : `${tagged[1]} ${textOf(tag)}`;
}

/** Type of a `type_descriptor`: what stands in a cast. */
export function describedType(node: Syntax, textOf: TextOf): CType {
  const base = baseOf(node, textOf);
  const declarator = part(node, "declarator");
  return declarator === undefined ? base : applied(base, declarator, textOf).type;
}

/** What a declarator makes of `base`. The name is "" for an abstract one. */
export function declaredBy(base: CType, declarator: Syntax, textOf: TextOf): Declared {
  return applied(base, declarator, textOf);
}

function applied(base: CType, outermost: Syntax, textOf: TextOf): Declared {
  let type = base;
  let parameters: Syntax | undefined;
  let node = outermost;
  for (;;) {
    const inner = innerDeclarator(node);
    switch (node.type) {
      case "pointer_declarator":
      case "abstract_pointer_declarator":
      case "pointer_type_declarator":
        // `*a[4]`: the star belongs to the element, which is how CType counts it.
        type = withPointer(type);
        parameters = undefined;
        break;
      case "array_declarator":
      case "abstract_array_declarator": {
        const size = part(node, "size");
        const length = size === undefined ? "" : textOf(size);
        type = { ...type, arrays: [length, ...type.arrays] };
        break;
      }
      case "function_declarator":
      case "abstract_function_declarator":
        parameters = part(node, "parameters");
        break;
      default:
    }
    if (inner === undefined) break;
    node = inner;
  }
  const named = node.type.endsWith("identifier");
  return { name: named ? textOf(node) : "", type, at: node, parameters };
}

function withPointer(type: CType): CType {
  return { ...type, pointers: type.pointers + 1, integer: undefined };
}

function innerDeclarator(node: Syntax): Syntax | undefined {
  if (node.type.endsWith("identifier")) return undefined;
  const field = part(node, "declarator");
  if (field !== undefined) return field;
  if (!/^(abstract_)?parenthesized_declarator$|^attributed_declarator$/.test(node.type)) {
    return undefined;
  }
  return namedParts(node).find((child) => /declarator$|identifier$/.test(child.type));
}

/** Parameters of a function; `(void)` has none, `...` is not one. */
export function parametersOf(list: Syntax, textOf: TextOf): readonly Declared[] {
  const found: Declared[] = [];
  for (const node of namedParts(list)) {
    if (node.type !== "parameter_declaration") continue;
    const base = baseOf(node, textOf);
    const declarator = part(node, "declarator");
    if (declarator === undefined && base.base === "void") continue;
    const declared =
      declarator === undefined
        ? { name: "", type: base, at: node, parameters: undefined }
        : declaredBy(base, declarator, textOf);
    found.push({ ...declared, type: decayed(declared) });
  }
  return found;
}

/** An array parameter is a pointer, a function parameter a pointer to it. */
function decayed({ type, parameters }: Declared): CType {
  if (type.arrays.length > 0) return { ...withPointer(type), arrays: type.arrays.slice(1) };
  return parameters === undefined ? type : functionPointer(type);
}

function functionPointer(type: CType): CType {
  return withPointer(type);
}

/** Has one of the specifiers of a declaration this word: `static`, `extern`, `typedef`? */
export function hasSpecifier(node: Syntax, word: string, textOf: TextOf): boolean {
  return node.children.some(
    (child) => child.type === "storage_class_specifier" && textOf(child) === word,
  );
}
