// Files → what is found in them, by as many threads as the machine has use for.

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FileSurvey } from "../review/survey.ts";
import type { Snapshot } from "../world.ts";
import type { SurveyAnswer, SurveyStart, SurveyTask } from "./survey-worker.ts";

/** Of one thread. One file of drivers/net takes 424 by itself; more is what nobody has swept up yet. */
const HEAP_MB = 640;

/** Calls `done` for each file in the order in which they are ready. Rejects when a thread fails. */
export async function surveyAll(
  files: readonly string[],
  tree: Pick<Snapshot, "read" | "definitions">,
  start: SurveyStart,
  done: (survey: FileSurvey) => Promise<void>,
): Promise<void> {
  const open = [...files].reverse();
  const threads = Array.from(
    { length: Math.min(availableParallelism(), files.length) },
    () =>
      new Worker(new URL("./survey-worker.js", import.meta.url), {
        workerData: start,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      }),
  );
  try {
    await Promise.all(
      threads.map(async (worker) => {
        for (let file = open.pop(); file !== undefined; file = open.pop()) {
          const text = await tree.read(file);
          if (text !== undefined) await done(await surveyBy(worker, { file, text }, tree));
        }
      }),
    );
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
}

/** Answers what the thread asks until it is done. */
async function surveyBy(
  worker: Worker,
  task: SurveyTask,
  tree: Pick<Snapshot, "read" | "definitions">,
): Promise<FileSurvey> {
  let told: unknown = task;
  for (;;) {
    const answer = await answerOf(worker, task.file, told);
    if (answer.kind === "survey") return answer.survey;
    told =
      answer.kind === "read"
        ? await tree.read(...answer.args)
        : await tree.definitions(...answer.args);
  }
}

function answerOf(worker: Worker, file: string, told: unknown): Promise<SurveyAnswer> {
  return new Promise((resolve, reject) => {
    const answered = (answer: SurveyAnswer): void => {
      worker.off("error", failed);
      resolve(answer);
    };
    const failed = (error: unknown): void => {
      worker.off("message", answered);
      reject(new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`));
    };
    worker.once("message", answered);
    worker.once("error", failed);
    worker.postMessage(told);
  });
}
