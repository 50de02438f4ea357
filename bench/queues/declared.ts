// Units and their texts → every queue head that they declare, and the calls that initialise it.

import type { CType, CUnit } from "../../src/c/ir.ts";

export interface Declared {
  readonly kind: "field" | "local" | "global";
  readonly file: string;
  readonly line: number;
  /** Tag of the struct, or the function; "" for a global. */
  readonly holder: string;
  readonly name: string;
}

export interface Initialised {
  readonly by: string;
  readonly file: string;
  readonly line: number;
}

const QUEUE = "struct sk_buff_head";
const globalHead =
  /^(?:static\s+|DEFINE_PER_CPU\()*struct sk_buff_head[\s,]+(?:\w+\s+)?(\w+)(?:\[\w*\])?\)?(?:\s*=.*)?;/;

export function declaredIn(unit: CUnit, text: string): readonly Declared[] {
  const { file } = unit;
  const fields = unit.structs.flatMap(({ tag, fields }) =>
    fields.filter(({ type }) => isHead(type)).map(({ name, line }): Declared => ({ kind: "field", file, line, holder: tag, name })),
  );
  const functions = unit.mentioning(new Set(["sk_buff_head"])).flatMap(unit.named);
  const locals = functions.flatMap((fn) =>
    fn.locals.filter(({ type }) => isHead(type)).map(({ name }): Declared => ({ kind: "local", file, line: fn.firstLine, holder: fn.name, name })),
  );
  const globals = text.split("\n").flatMap((line, at): Declared[] => {
    const name = globalHead.exec(line)?.[1];
    return name === undefined ? [] : [{ kind: "global", file, line: at + 1, holder: "", name }];
  });
  return [...unique([...fields, ...locals]), ...globals];
} // prettier-ignore

function isHead({ base, pointers }: CType): boolean {
  return base === QUEUE && pointers === 0;
}

/** A function has one version for each of its conditional arms. */
function unique(all: readonly Declared[]): readonly Declared[] {
  const seen = new Set<string>();
  return all.filter(({ kind, holder, name, line }) => {
    const key = `${kind} ${holder} ${name} ${line}`;
    return !seen.has(key) && seen.add(key);
  });
}

const initialiser = /\b((?:__)?skb_queue_head_init(?:_class)?|skb_queue_splice(?:_tail)?_init)\(([^;]*)\);/; // prettier-ignore

/** By the last name of the place that is initialised. */
export function initialisersIn(file: string, text: string): ReadonlyMap<string, readonly Initialised[]> {
  const found = new Map<string, Initialised[]>();
  for (const [at, line] of text.split("\n").entries()) {
    const [, by = "", given = ""] = initialiser.exec(line) ?? [];
    // A splice leaves its first argument empty.
    const place = given.split(",")[0]?.replace(/\[[^\]]*\]/g, "") ?? "";
    const name = /(\w+)\W*$/.exec(place)?.[1];
    if (by === "" || name === undefined) continue;
    found.set(name, [...(found.get(name) ?? []), { by, file, line: at + 1 }]);
  }
  return found;
} // prettier-ignore
