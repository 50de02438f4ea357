// Files → what is found in them, by as many threads as the machine has use for.

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FileSurvey } from "../review/survey.ts";
import type { SurveyStart, SurveyTask } from "./survey-worker.ts";

/** Calls `done` for each file in the order in which they are ready. Rejects when a thread fails. */
export async function surveyAll(
  files: readonly string[],
  read: (file: string) => Promise<string | undefined>,
  start: SurveyStart,
  done: (survey: FileSurvey) => Promise<void>,
): Promise<void> {
  const open = [...files].reverse();
  const threads = Array.from(
    { length: Math.min(availableParallelism(), files.length) },
    () => new Worker(new URL("./survey-worker.js", import.meta.url), { workerData: start }),
  );
  try {
    await Promise.all(
      threads.map(async (worker) => {
        for (let file = open.pop(); file !== undefined; file = open.pop()) {
          const text = await read(file);
          if (text !== undefined) await done(await answerOf(worker, { file, text }));
        }
      }),
    );
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker, task: SurveyTask): Promise<FileSurvey> {
  return new Promise((resolve, reject) => {
    const answered = (survey: FileSurvey): void => {
      worker.off("error", failed);
      resolve(survey);
    };
    const failed = (error: unknown): void => {
      worker.off("message", answered);
      reject(new Error(`${task.file}: ${error instanceof Error ? error.message : String(error)}`));
    };
    worker.once("message", answered);
    worker.once("error", failed);
    worker.postMessage(task);
  });
}
