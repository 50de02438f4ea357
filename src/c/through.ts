// Which local a place is reached through, and which a pointer is made of.

import type { Expr } from "./ir.ts";

/** The local whose content is followed to get to the place; undefined for a place in a local itself. */
export function throughLocal(place: Expr): string | undefined {
  let at = place;
  for (;;) {
    switch (at.kind) {
      case "field":
        at = at.base;
        continue;
      case "cast":
        at = at.of;
        continue;
      case "deref":
        return madeOfLocal(at.of);
      case "index":
        if (at.base.kind === "local") return at.base.name;
        at = at.base;
        continue;
      default:
        return undefined;
    }
  }
}

/** The local that holds the pointer, or one that differs from it by an offset. */
export function madeOfLocal(pointer: Expr): string | undefined {
  let at = pointer;
  for (;;) {
    switch (at.kind) {
      case "local":
        return at.name;
      case "cast":
        at = at.of;
        continue;
      case "binary":
        if (at.op !== "+" && at.op !== "-") return undefined;
        at = at.left;
        continue;
      case "address":
        return throughLocal(at.of);
      default:
        return undefined;
    }
  }
}
