// One whole C file → what the rules say of every function in it, as if all of it were new.

import { allFunctions, unitOf } from "../c/unit.ts";
import type { FunctionReview, Reported } from "../types.ts";
import { reportOf } from "./findings.ts";
import { judged, proofOf, type Judge } from "./judge.ts";
import { momentOf } from "./moment.ts";
import type { Kit } from "./review.ts";
import { partsOf, type Side, type Sides } from "./sides.ts";

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

/** Never throws on strange C. Callees in other files are not in sight. */
export function surveyOf(file: string, text: string, kit: Kit): FileSurvey {
  const start = kit.elapsed();
  const excerpt = { file, side: "after", firstLine: 1, text, section: "", whole: true, changed: new Set<number>() } as const; // prettier-ignore
  const unit = unitOf(kit.parser, excerpt);
  allFunctions(unit);
  const msParse = kit.elapsed() - start;
  const side: Side = { units: [unit], texts: [text], touched: new Map() };
  const sides: Pick<Sides, "before" | "after"> = { before: side, after: side };
  const moment = momentOf([sides], 0, "after", kit.model);
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
  return { file, functions, findings, msParse };
}
