// The instructions of a function -> lines of text, one an instruction, for tests and debugging.

import type { CFunction, Expr, Instruction, Terminator } from "./ir.ts";

/** `b0:` and its instructions, block by block; loops behind their heads. */
export function dump({ cfg }: Pick<CFunction, "cfg">): string {
  const heads = new Map(cfg.loops.map(({ head, blocks }) => [head, blocks]));
  return cfg.blocks
    .map(({ id, instructions, end }) => {
      const blocks = heads.get(id);
      const loop = blocks === undefined ? "" : ` loop ${blocks.join(" ")}`;
      const lines = [...instructions.map(instructionWords), terminatorWords(end)];
      return [`b${id}:${loop}`, ...lines.map((line) => `  ${line}`)].join("\n");
    })
    .join("\n");
}

/** An expression in something close to C. */
export function words(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return expr.value.toString();
    case "string":
      return JSON.stringify(expr.text);
    case "local":
      return expr.name;
    case "outer":
      return `@${expr.name}`;
    case "field":
      return expr.base.kind === "deref"
        ? `${words(expr.base.of)}->${expr.field}`
        : `${words(expr.base)}.${expr.field}`;
    case "deref":
      return `*${words(expr.of)}`;
    case "index":
      return `${words(expr.base)}[${words(expr.index)}]`;
    case "address":
      return `&${words(expr.of)}`;
    case "unary":
      return `${expr.op}${words(expr.of)}`;
    case "binary":
      return `(${words(expr.left)} ${expr.op} ${words(expr.right)})`;
    case "cast":
      return `(${typeWords(expr.type)})${words(expr.of)}`;
    case "sizeof":
      return expr.text;
    case "container":
      return `container(${words(expr.of)}, ${expr.type}, ${expr.member})`;
    case "opaque":
      return `opaque(${expr.reads.map(words).join(", ")})`;
  }
}

function typeWords({ base, pointers, arrays }: Extract<Expr, { kind: "cast" }>["type"]): string {
  return base + "*".repeat(pointers) + arrays.map((length) => `[${length}]`).join("");
}

export function instructionWords(one: Instruction): string {
  switch (one.kind) {
    case "assign":
      return `${words(one.to)} = ${words(one.value)}`;
    case "zero":
      return `zero ${words(one.to)}`;
    case "call": {
      const call = `${words(one.callee)}(${one.args.map(words).join(", ")})`;
      return one.to === undefined ? call : `${words(one.to)} = ${call}`;
    }
    case "iterate": {
      const cursors = one.cursors.map(words).join(", ");
      return `${words(one.more)} = iterate ${one.macro}(${one.args.map(words).join(", ")}) over ${cursors}`;
    }
    case "declare":
      return `declare ${one.name}`;
    case "cleanup":
      return `cleanup ${one.by}(${one.name})`;
    case "opaque":
      return `opaque ${one.why}: ${one.touches.map(words).join(", ")}`;
  }
}

function terminatorWords(end: Terminator): string {
  switch (end.kind) {
    case "goto":
      return `goto b${end.to}`;
    case "branch":
      return `if ${words(end.condition)} b${end.then} else b${end.else}`;
    case "return":
      return end.value === undefined ? "return" : `return ${words(end.value)}`;
    case "stop":
      return "stop";
    case "cut":
      return `cut: ${end.why}`;
  }
}
