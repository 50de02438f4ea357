// What is lost when the function has returned: objects that nobody can reach any more, and
// counters that nobody will bring back to where they were.

import type { Range } from "../model/contract.ts";
import { type Block, type Value, keyOfPlace, wordsOf } from "./heap.ts";
import { type Machine, lose } from "./machine.ts";
import { numberOf, settled } from "./memory.ts";
import { slotLosses } from "./slots.ts";
import { debtOf, truesizeOf } from "./ownership.ts";
import { followed, reachable, rootsOf } from "./reach.ts";

export function finish(machine: Machine, returned: Value): void {
  const back = givenBack(machine, returned);
  const roots = rootsOf(machine, returned);
  if (roots.returned?.gone?.how === "freed" && !roots.returned.doubt)
    lose(machine, "use-after-free", `${roots.returned.name} is gone, and returned`);
  const kept = reachable({ ...roots, blocks: [...roots.blocks, ...back] }, () => false);
  leaks(machine, new Set([...kept, ...back]));
  slotLosses(machine, roots);
  unbalanced(machine);
  unpaid(machine);
  uncleared(machine);
}

/** Fields that others see, and that still lead to what is gone. */
function uncleared(machine: Machine): void {
  const fields = machine.program.cleared ?? [];
  for (const { cells, gone, outlives } of fields.length === 0 ? [] : machine.blocks) {
    if (gone !== undefined || !outlives) continue;
    for (const [key, value] of cells) {
      const field = /\.(\w+)(?:\[[^\]]*\])*$/.exec(key)?.[1] ?? "";
      const block = fields.includes(field) ? followed(value) : undefined;
      if (block?.gone === undefined || block.doubt) continue;
      lose(machine, "use-after-free", `${block.name} is gone, and ${field} leads to it`);
    }
  }
}

/** With some results the caller takes a parameter for his own again. */
function givenBack(machine: Machine, returned: Value): readonly Block[] {
  return (machine.program.owned ?? []).flatMap(({ name, keeps }) => {
    const block = machine.given.get(name);
    if (block === undefined || block.doubt || !keeps.some((range) => isIn(range, returned)))
      return [];
    if (block.gone === undefined) return [block];
    lose(machine, "use-after-free", `${name} is gone, and given back to the caller`);
    return [];
  });
}

/** A valid pointer is larger than any number that a range ends with. */
function isIn({ min = -Infinity, max = Infinity }: Range, value: Value): boolean {
  if (value.kind === "pointer") return max === Infinity;
  const result = numberOf(value);
  return result >= min && result <= max;
}

/** What a parameter grew by is to be charged; this run charged nothing at all. */
function unpaid(machine: Machine): void {
  const names = machine.program.charged ?? [];
  if ([...machine.ledgers.values()].some(({ bytes }) => bytes !== 0n)) return;
  for (const block of machine.blocks) {
    if (!names.includes(block.name) || block.gone !== undefined || block.doubt) continue;
    const before = debtOf(machine, block) === undefined ? block.truesizeBefore : 0n;
    const grown = before === undefined ? 0n : truesizeOf(machine, block) - before;
    if (grown !== 0n)
      lose(machine, "unbalanced", `${grown} bytes of ${block.name} are not charged`);
  }
}

/** Objects that this run acquired or took a reference of, still holds, and leaves nowhere. */
function leaks(machine: Machine, kept: ReadonlySet<Block>): void {
  for (const block of machine.blocks) {
    if (block.gone !== undefined || block.doubt) continue;
    const { queue } = block;
    const isShared = block.acquired === undefined && block.held > 1 && queue === undefined;
    if (block.outlives && !isShared) continue;
    // What came out of a list at entry is lost only where the list gave it up for a queue.
    if (
      block.acquired === undefined &&
      !isShared &&
      (queue === undefined || block.object === undefined)
    )
      continue;
    if (queue === undefined && block.held <= 0) continue;
    if (kept.has(queue?.block ?? block) || queue?.block.outlives === true) continue;
    const where = queue === undefined ? "" : ` in ${wordsOf(queue)}`;
    lose(machine, "leak", `${block.name} is lost${where}`, block);
  }
}

interface Account {
  owed: bigint;
  doubt: boolean;
}

/** Bytes charged on this run against what live objects will give back. */
function unbalanced(machine: Machine): void {
  const accounts = new Map<string, Account>();
  const accountOf = (key: string): Account => {
    const account = accounts.get(key) ?? { owed: 0n, doubt: false };
    accounts.set(key, account);
    return account;
  };
  for (const [key, { holder }] of machine.ledgers) accountOf(key).doubt = holder.block.doubt;
  for (const block of machine.blocks) {
    const holder = block.gone === undefined ? debtOf(machine, block) : undefined;
    if (holder === undefined) continue;
    const account = accountOf(keyOfPlace(settled(holder)));
    account.owed += truesizeOf(machine, block);
    account.doubt ||= block.doubt || holder.block.doubt;
  }
  // An object that had an owner before may have grown, and its charge with it.
  const grown = grownBytes(machine);
  for (const [key, { owed, doubt }] of accounts) {
    const charged = machine.ledgers.get(key)?.bytes ?? 0n;
    if (doubt || charged === owed || charged === owed + grown) continue;
    lose(machine, "unbalanced", `${charged} bytes charged, ${owed} will be given back`);
  }
}

function grownBytes(machine: Machine): bigint {
  let bytes = 0n;
  for (const block of machine.blocks) {
    if (block.truesizeBefore !== undefined && !block.owned)
      bytes += truesizeOf(machine, block) - block.truesizeBefore;
  }
  return bytes;
}
