// What was found in whole files → words, and one JSON object.

import type { FunctionReview, Reported } from "../types.ts";
import { escapedJson, plainOf } from "./plain.ts";
import { spanOf } from "./progress.ts";
import { counted, wrapped } from "./wrap.ts";

/** One file that was looked at as a whole. */
export interface SurveyedFile {
  readonly file: string;
  readonly functions: readonly (Pick<FunctionReview, "name" | "status" | "why" | "paths"> & {
    readonly ms: number;
  })[];
  readonly findings: readonly Reported[];
  readonly msParse: number;
}

export interface SurveyTold {
  readonly surveys: readonly SurveyedFile[];
  /** Of the whole run. */
  readonly ms: number;
  /** Bytes of memory at the most. */
  readonly peak: number;
}

const SLOWEST = 10;
const REASONS = 12;

export function surveyWords(format: "text" | "json", told: SurveyTold): string {
  return format === "json" ? json(told) : text(told);
}

function json({ surveys, ms, peak }: SurveyTold): string {
  const object = {
    schema: 1,
    files: surveys.map(({ file, functions, findings }) => ({ file, functions, findings })),
    stats: { ...countsOf(surveys), msTotal: ms, peakBytes: peak },
  };
  return `${escapedJson(JSON.stringify(object, null, 2))}\n`;
}

function text({ surveys, ms, peak }: SurveyTold): string {
  const counts = countsOf(surveys);
  const findings = surveys.flatMap((each) => each.findings);
  const all = surveys.flatMap(({ file, functions }) => functions.map((fn) => ({ file, ...fn })));
  const times = all.map((fn) => fn.ms).toSorted((a, b) => a - b);
  const slowest = all.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  const at = (part: number): string => `${(times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(1)} ms`; // prettier-ignore
  return [
    ...findings.flatMap(findingLines),
    `${counted(findings.length, "finding")} in ${counted(all.length, "function")} of ${counted(surveys.length, "file")}.`, // prettier-ignore
    "",
    `checked ${counts.checked}, in part ${counts.partial}, nothing to check ${counts.skipped}; ${counted(counts.paths, "path")}`, // prettier-ignore
    ...reasonsOf(all).map(([why, times]) => `  in part, ${times}: ${plainOf(why)}`),
    `a function: ${at(0.5)} in the middle, ${at(0.99)} at the 99th of 100, ${at(1)} at most`,
    ...slowest.map((fn) => `  ${fn.ms.toFixed(0)} ms ${plainOf(fn.file)} ${plainOf(fn.name)}()`),
    `all: ${spanOf(ms / 1000)}, ${(peak / 2 ** 20).toFixed(0)} MB of memory at most`,
    "",
  ].join("\n");
}

function findingLines({ file, line, rule, what, witness, fix }: Reported): string[] {
  return [
    plainOf(`${file}:${line}: ${rule}`),
    ...wrapped(plainOf(what), "  "),
    ...witness.map((step) => plainOf(`  ${String(step.line).padStart(6)}  ${step.text}  ${step.note}`)),
    ...wrapped(plainOf(fix), "  "),
    "",
  ]; // prettier-ignore
}

/** Why functions were followed in part only, the most frequent first. */
function reasonsOf(all: readonly { status: string; why: string }[]): [string, number][] {
  const times = new Map<string, number>();
  for (const { status, why } of all) {
    if (status !== "partial") continue;
    const reason = why.replace(/^\S+:\d+ \w+\(\): /, "").slice(0, 60);
    times.set(reason, (times.get(reason) ?? 0) + 1);
  }
  return [...times].toSorted((a, b) => b[1] - a[1]).slice(0, REASONS);
}

function countsOf(surveys: readonly SurveyedFile[]) {
  const all = surveys.flatMap(({ functions }) => functions);
  const of = (status: string): number => all.filter((fn) => fn.status === status).length;
  return {
    files: surveys.length,
    functions: all.length,
    checked: of("checked"),
    partial: of("partial"),
    skipped: of("skipped"),
    paths: all.reduce((sum, { paths }) => sum + paths, 0),
  };
}
