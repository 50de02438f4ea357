// How long each of many reviews took, part by part → a report: percentiles, where the time went, the
// slowest and why.

export interface Timed {
  /** File and function. */
  readonly what: string;
  readonly kind: string;
  /** Of the file. */
  readonly lines: number;
  /** Of the function. */
  readonly paths: number;
  /** Milliseconds, as all that follows. */
  readonly all: number;
  /** Of the processor, which others who use the machine do not add to. */
  readonly cpu: number;
  readonly parts: Readonly<Record<Part, number>>;
}

const parts = ["mail", "apply", "parse", "engine", "replay", "rest"] as const;
type Part = (typeof parts)[number];

const SLOWEST = 5;

export function timesReport(times: readonly Timed[]): string {
  const all = times.map((each) => each.all);
  const cpu = times.map((each) => each.cpu);
  const sum = total(all);
  const slowest = times.toSorted((a, b) => b.all - a.all).slice(0, SLOWEST);
  return [
    "# Time for a patch, warm", "",
    `${times.length} patches, each from its mail to its review.`, "",
    "| time | in the middle | at the 90th of 100 | at the 99th | at most |",
    "| --- | --- | --- | --- | --- |",
    `| until the review is there | ${spread(all)} |`,
    `| of the processor alone | ${spread(cpu)} |`, "",
    "| part | of the time | in the middle | at the 99th of 100 | at most |",
    "| --- | --- | --- | --- | --- |",
    ...parts.map((part) => partRow(part, times, sum)), "",
    `The ${slowest.length} slowest:`, "",
    "| function | damage | lines of the file | paths | all | processor | most of it |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...slowest.map(slowRow), "",
  ].join("\n"); // prettier-ignore
}

function partRow(part: Part, times: readonly Timed[], sum: number): string {
  const own = times.map((each) => each.parts[part]);
  const share = `${((100 * total(own)) / sum).toFixed(0)} %`;
  return `| ${part} | ${share} | ${[0.5, 0.99, 1].map((at) => ms(percentile(own, at))).join(" | ")} |`;
}

function slowRow(each: Timed): string {
  const [most = "mail"] = parts.toSorted((a, b) => each.parts[b] - each.parts[a]);
  const part = `${most} ${ms(each.parts[most])}`;
  return `| ${each.what} | ${each.kind} | ${each.lines} | ${each.paths} | ${ms(each.all)} | ${ms(each.cpu)} | ${part} |`;
}

function spread(values: readonly number[]): string {
  return [0.5, 0.9, 0.99, 1].map((part) => ms(percentile(values, part))).join(" | ");
}

/** The smallest value that this part of all values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
