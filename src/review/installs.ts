// All the code in sight → the functions that statements put into fields: `hdev->send = port_send;`.

import type { CFunction, CType, Expr } from "../c/ir.ts";
import type { Installation } from "../engine/program.ts";
import type { Model } from "../model/model.ts";
import type { Bodies } from "./bodies.ts";

/** Of the fields that the model has something to say about, where a declared variable says whose they are. */
export function installsIn(bodies: Bodies, model: Model): readonly Installation[] {
  return bodies.mentioning(model.assignedFields).flatMap((fn) =>
    fn.cfg.blocks.flatMap(({ instructions }) =>
      instructions.flatMap((instruction) => {
        if (instruction.kind !== "assign" || instruction.to.kind !== "field") return [];
        const { base, field } = instruction.to;
        const name = nameOf(instruction.value);
        const struct = model.assignedFields.has(field) ? structOf(fn, base) : undefined;
        if (name === undefined || struct === undefined) return [];
        return [{ file: fn.file, function: name, struct, field }];
      }),
    ),
  );
}

function nameOf(value: Expr): string | undefined {
  if (value.kind === "address" || value.kind === "cast") return nameOf(value.of);
  return value.kind === "outer" ? value.name : undefined;
}

/** Of `p->` and `s.`, the tag of what it is. */
function structOf(fn: CFunction, base: Expr): string | undefined {
  const variable = base.kind === "deref" ? base.of : base;
  if (variable.kind !== "local") return undefined;
  const type = [...fn.params, ...fn.locals].find(({ name }) => name === variable.name)?.type;
  return type === undefined ? undefined : tagOf(type);
}

function tagOf({ base }: CType): string | undefined {
  return /^struct (\w+)$/.exec(base)?.[1];
}
