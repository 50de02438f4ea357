// A fragment assigns names that it does not declare: locals whose declaration stands above it.

import type { CFunction, Instruction } from "./ir.ts";

const known = new WeakMap<CFunction, ReadonlySet<string>>();

/** The `outer` names of a fragment that are its locals; none for a whole function. */
export function undeclaredLocals(fn: CFunction): ReadonlySet<string> {
  const found = known.get(fn);
  if (found !== undefined) return found;
  const instructions = fn.whole ? [] : fn.cfg.blocks.flatMap((block) => block.instructions);
  const names = new Set(instructions.flatMap((each) => targetOf(each) ?? []));
  known.set(fn, names);
  return names;
}

function targetOf(instruction: Instruction): string | undefined {
  const isStore = instruction.kind === "assign" || instruction.kind === "call";
  const to = isStore ? instruction.to : undefined;
  return to?.kind === "outer" ? to.name : undefined;
}
