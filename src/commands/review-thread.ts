// Series → reviews made in a thread of its own, so that webhooks are answered meanwhile. A review
// that takes too long is ended with its thread, and the next one gets a new thread.

import { Worker } from "node:worker_threads";
import type { Review, Series } from "../types.ts";
import type { WorkerAnswer, WorkerStart } from "./review-worker.ts";

export interface ReviewThread {
  /** One at a time: the caller waits for one before it asks for the next. */
  readonly review: (series: Series) => Promise<Review>;
  readonly close: () => Promise<void>;
}

const REVIEW_MS_MAX = 15 * 60_000;

export function reviewThread(start: WorkerStart): ReviewThread {
  let worker: Worker | undefined;
  const end = async (): Promise<void> => {
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };
  return {
    review: async (series) => {
      worker ??= new Worker(new URL("./review-worker.js", import.meta.url), { workerData: start });
      try {
        const answer = await answerOf(worker, series);
        if (answer.kind === "review") return answer.review;
        throw new Error(answer.why);
      } catch (error) {
        await end();
        throw error;
      }
    },
    close: end,
  };
}

function answerOf(worker: Worker, series: Series): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      // One by one: the thread itself listens for listeners, and must not be made deaf.
      worker.off("message", answered).off("error", failed).off("exit", ended);
      how();
    };
    const answered = (answer: WorkerAnswer): void => {
      settle(() => {
        resolve(answer);
      });
    };
    const failed = (error: Error): void => {
      settle(() => {
        reject(error);
      });
    };
    const ended = (): void => {
      failed(new Error("the review thread ended"));
    };
    const timer = setTimeout(() => {
      failed(new Error("the review took too long"));
    }, REVIEW_MS_MAX);
    worker.on("message", answered).on("error", failed).on("exit", ended);
    worker.postMessage(series);
  });
}
