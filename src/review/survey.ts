// One whole C file → what the rules say of every function in it, as if all of it were new.

import { allFunctions } from "../c/unit.ts";
import type { FunctionReview, Reported } from "../types.ts";
import { reportOf } from "./findings.ts";
import { judged, proofOf, type Judge } from "./judge.ts";
import { momentOf, type Moment } from "./moment.ts";
import { othersOf } from "./others.ts";
import type { Kit } from "./review.ts";
import { partsOf, type Side, type Sides } from "./sides.ts";
import { strangersIn } from "./strangers.ts";
import { wholeExcerpt, wholeUnitOf } from "./whole-files.ts";

export interface FileSurvey {
  readonly file: string;
  readonly functions: readonly SurveyedFunction[];
  readonly findings: readonly Reported[];
  /** Milliseconds until the file was understood. */
  readonly msParse: number;
}

export interface SurveyedFunction extends Pick<
  FunctionReview,
  "name" | "status" | "why" | "paths"
> {
  readonly ms: number;
}

/** Names of callees that the functions of the file give objects to, and nothing in sight defines. */
export function strangersOf(
  file: string,
  text: string,
  kit: Pick<Kit, "parser" | "model">,
  others: ReadonlyMap<string, string>,
): readonly string[] {
  const { side, moment } = wholeOf(file, text, kit, others);
  const functions = side.units.flatMap(allFunctions);
  return strangersIn(functions, moment.program, kit.model, Infinity);
}

/** Never throws on strange C. `others`: files that define what the functions call. */
export function surveyOf(
  file: string,
  text: string,
  kit: Kit,
  others: ReadonlyMap<string, string> = new Map(),
): FileSurvey {
  const start = kit.elapsed();
  const { side, moment } = wholeOf(file, text, kit, others);
  side.units.forEach(allFunctions);
  const msParse = kit.elapsed() - start;
  const judge: Judge = { rules: kit.rules, model: kit.model, timed: (_, work) => work() };
  const functions: SurveyedFunction[] = [];
  const findings: Reported[] = [];
  for (const parts of partsOf(side)) {
    const begun = kit.elapsed();
    const now = judged(parts, moment, judge);
    for (const suspicion of now.stand.suspicions) {
      const proof = proofOf(suspicion, now, judge);
      if (proof !== undefined) findings.push(reportOf(proof, now, "introduced"));
    }
    const { name, status, why, paths } = now.review;
    functions.push({ name, status, why, paths, ms: kit.elapsed() - begun });
  }
  return { file, functions, findings: eachOnce(findings), msParse };
}

/** What is lost on several ways out is one mistake, and so is what is met through several callers. */
function eachOnce(findings: readonly Reported[]): readonly Reported[] {
  const first = new Map<string, Reported>();
  for (const finding of findings) {
    const { rule, file, line, function: name, witness } = finding;
    const origin = `${rule} ${name} ${witness[0]?.file} ${witness[0]?.line}`;
    const keys = [origin, `${rule} ${file} ${line}`];
    const known = keys.some((key) => first.has(key));
    if (!known) for (const key of keys) first.set(key, finding);
  }
  return [...new Set(first.values())];
}

function wholeOf(
  file: string,
  text: string,
  { parser, model }: Pick<Kit, "parser" | "model">,
  others: ReadonlyMap<string, string>,
): { readonly side: Side; readonly moment: Moment } {
  const unit = wholeUnitOf(parser, wholeExcerpt(file, text));
  const side: Side = { units: [unit], texts: [text], touched: new Map() };
  const sides: Pick<Sides, "before" | "after"> = { before: side, after: side };
  return { side, moment: momentOf([sides], 0, "after", model, othersOf(parser, others)) };
}
