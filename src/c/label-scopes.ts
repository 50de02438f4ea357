// Where labels are, for what a `goto` cleans up on its way out.

import type { Notes } from "./notes.ts";
import { part, type Syntax } from "./syntax.ts";

/**
 * For each label the start offsets of the blocks around it; nothing where no cleanup exists.
 * `code` is the definition, which starts at `shift`.
 */
export function labelScopesIn(
  body: Syntax,
  notes: Notes,
  code: string,
  shift: number,
): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, ReadonlySet<number>>();
  if (notes.cleanups.size > 0 || /\bguard\b|\bscoped_\w*guard\b|\bCLASS\b/.test(code)) {
    walk(body, [], code, shift, found);
  }
  return found;
}

function walk(
  node: Syntax,
  around: readonly number[],
  code: string,
  shift: number,
  found: Map<string, ReadonlySet<number>>,
): void {
  const inner =
    node.type === "compound_statement" || node.type.endsWith("_statement")
      ? [...around, node.start]
      : around;
  const label = node.type === "labeled_statement" ? part(node, "label") : undefined;
  if (label !== undefined)
    found.set(code.slice(label.start - shift, label.end - shift), new Set(inner));
  for (const child of node.children) walk(child, inner, code, shift, found);
}
