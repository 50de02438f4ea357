// The other side of `surveyPool`: a thread that looks at the files that it is sent, one by one.

import { parentPort, workerData } from "node:worker_threads";
import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { modelFor } from "./chosen-rules.ts";
import { surveyOf, type FileSurvey } from "../review/survey.ts";

export interface SurveyStart {
  readonly rules: readonly string[];
}

export interface SurveyTask {
  readonly file: string;
  readonly text: string;
}

if (parentPort !== null) {
  const port = parentPort;
  const { rules: wanted } = workerData as SurveyStart;
  const chosen = rules.filter(({ id }) => wanted.includes(id));
  const parser = await loadC();
  const kit = { parser, model: modelFor(chosen), rules: chosen, elapsed: () => performance.now() };
  port.on("message", ({ file, text }: SurveyTask) => {
    const survey: FileSurvey = surveyOf(file, text, kit);
    port.postMessage(survey);
  });
}
