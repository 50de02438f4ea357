// Memory that goes with an object: its data and its control block, found by pointers into it.

import { type Block, type Place, keyOf } from "./heap.ts";
import { type Machine, lose } from "./machine.ts";

/** Whether what is found in the place leads to memory that goes with the object that the place is in. */
export function isPartField({ model }: Machine, { path }: Place): boolean {
  const field = path.at(-1);
  return typeof field === "string" && model.partFields.has(field);
}

/** The same for what leads to its data. */
export function isDataField({ model }: Machine, { path }: Place): boolean {
  const field = path.at(-1);
  return typeof field === "string" && model.dataFields.has(field);
}

/** The pointer, or what is behind it, goes with the object. */
export function intoPart(
  target: Pick<Block, "part" | "inData">,
  part: Block | undefined,
  inData: boolean,
): void {
  if (target.part !== undefined || part === undefined) return;
  target.part = part;
  target.inData = inData;
}

/** Whether the place tells of what a new object has none of, as long as nothing was put there. */
export function isBornEmpty({ model }: Machine, { block, path }: Place): boolean {
  const field = path.at(-1);
  if (typeof field !== "string" || !model.linear.empty.has(field)) return false;
  if (block.part?.acquired === undefined) return false;
  const length = block.part.cells.get(keyOf([model.linear.length]));
  return length?.kind === "int" && length.value === 0n;
}

/** Memory that goes with an object is gone with it, unless somebody shares it. */
export function usePart(machine: Machine, { name, part }: Block): void {
  const around = part?.object === undefined ? part?.part : part;
  if (around?.gone === undefined || around.object !== "skb") return;
  const { how, line } = around.gone;
  if (around.doubt || machine.isDataShared || how === "head freed") return;
  lose(machine, "use-after-free", `${name}: ${around.name} was ${how} on line ${line}`, around);
}
