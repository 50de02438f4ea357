// How long each function took, and how large it is → a table by size: whether what a function costs
// grows with it, or faster.

import { percentile } from "./times.ts";

export interface Cost {
  /** Instructions and branches of the function's body. */
  readonly size: number;
  readonly ms: number;
  /** Followed to the end of every path. */
  readonly whole: boolean;
}

const SMALLEST = 10;

export function costReport(costs: readonly Cost[]): string {
  const bySize = new Map<number, Cost[]>();
  for (const cost of costs) {
    const row = rowOf(cost.size);
    bySize.set(row, [...(bySize.get(row) ?? []), cost]);
  }
  const rows = [...bySize].sort(([a], [b]) => a - b);
  return [
    "| instructions | functions | in part | in the middle | at the 90th of 100 | on average | for an instruction |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map(([row, each]) => words(row, each)), "",
  ].join("\n"); // prettier-ignore
}

/** Each row is of functions twice as large as those of the row before. */
function rowOf(size: number): number {
  return Math.max(0, Math.ceil(Math.log2(size / SMALLEST)));
}

function words(row: number, costs: readonly Cost[]): string {
  const [least, most] = [row === 0 ? 1 : SMALLEST * 2 ** (row - 1) + 1, SMALLEST * 2 ** row];
  const times = costs.map(({ ms }) => ms);
  const [time, size] = [sum(times), sum(costs.map((each) => each.size))];
  const part = costs.filter(({ whole }) => !whole).length;
  const mean = `${milliseconds(time / costs.length)} | ${((1000 * time) / size).toFixed(0)} µs`;
  const spread = [0.5, 0.9].map((at) => milliseconds(percentile(times, at))).join(" | ");
  return `| ${least} to ${most} | ${costs.length} | ${part} | ${spread} | ${mean} |`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
