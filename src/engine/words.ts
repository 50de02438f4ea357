// Expressions in the words of C, for names of objects and callees.

import type { Expr } from "../c/ir.ts";

const most = 120;

export function wordsOf(expr: Expr): string {
  const words = render(expr);
  return words.length > most ? `${words.slice(0, most)}…` : words;
}

function render(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return `${expr.value}`;
    case "string":
      return expr.text;
    case "local":
    case "outer":
      return expr.name.replace(/#\d+$/, "");
    case "field":
      return expr.base.kind === "deref"
        ? `${render(expr.base.of)}->${expr.field}`
        : `${render(expr.base)}.${expr.field}`;
    case "deref":
      return `*${render(expr.of)}`;
    case "index":
      return `${render(expr.base)}[${render(expr.index)}]`;
    case "address":
      return `&${render(expr.of)}`;
    case "unary":
      return `${expr.op}${render(expr.of)}`;
    case "binary":
      return `${render(expr.left)} ${expr.op} ${render(expr.right)}`;
    case "cast":
    case "container":
      return render(expr.of);
    case "sizeof":
    case "opaque":
      return expr.text;
  }
}
