// A function → what it calls.

import type { CFunction } from "../c/ir.ts";

/** Names, in the order of the calls, each as often as it is called. */
export function calleesOf(fn: CFunction): readonly string[] {
  return fn.cfg.blocks.flatMap(({ instructions }) =>
    instructions.flatMap((each) =>
      each.kind === "call" && each.callee.kind === "outer" ? [each.callee.name] : [],
    ),
  );
}
