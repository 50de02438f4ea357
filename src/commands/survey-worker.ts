// The other side of `surveyPool`: a thread that looks at the files that it is sent, one by one, and
// asks back what it needs of the tree.

import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import type { Kit } from "../review/review.ts";
import { strangersOf, surveyOf, type FileSurvey } from "../review/survey.ts";
import type { Snapshot } from "../world.ts";
import { modelFor } from "./chosen-rules.ts";
import { otherFiles } from "./other-files.ts";

export interface SurveyStart {
  readonly rules: readonly string[];
}

export interface SurveyTask {
  readonly file: string;
  readonly text: string;
}

/** What a thread asks of the tree, and what it says in the end. */
export type SurveyAnswer =
  | { readonly kind: "definitions"; readonly args: Parameters<Snapshot["definitions"]> }
  | { readonly kind: "read"; readonly args: Parameters<Snapshot["read"]> }
  | { readonly kind: "survey"; readonly survey: FileSurvey };

if (parentPort !== null) {
  const port = parentPort;
  const { rules: wanted } = workerData as SurveyStart;
  const chosen = rules.filter(({ id }) => wanted.includes(id));
  const kit: Kit = {
    parser: await loadC(),
    model: modelFor(chosen),
    rules: chosen,
    elapsed: () => performance.now(),
  };
  for (;;) await workOn((await next(port)) as SurveyTask, port, kit);
}

async function workOn({ file, text }: SurveyTask, port: MessagePort, kit: Kit): Promise<void> {
  const ask = async (question: SurveyAnswer): Promise<unknown> => {
    port.postMessage(question);
    return await next(port);
  };
  const tree = {
    definitions: async (...args: Parameters<Snapshot["definitions"]>) =>
      (await ask({ kind: "definitions", args })) as Awaited<ReturnType<Snapshot["definitions"]>>,
    read: async (...args: Parameters<Snapshot["read"]>) =>
      (await ask({ kind: "read", args })) as Awaited<ReturnType<Snapshot["read"]>>,
  };
  const others = await otherFiles(tree, new Map([[file, text]]), (found) =>
    strangersOf(file, text, kit, found),
  );
  const survey = surveyOf(file, text, kit, others);
  port.postMessage({ kind: "survey", survey } satisfies SurveyAnswer);
}

function next(port: MessagePort): Promise<unknown> {
  return new Promise((resolve) => port.once("message", resolve));
}
