// The other side of `reviewThread`: a thread that reviews the series that it is sent, one by one.

import { parentPort, workerData } from "node:worker_threads";
import type { Config } from "../config.ts";
import { realWorld } from "../io/real-world.ts";
import type { Review, Series } from "../types.ts";
import { scanReviewer } from "./scan-reviewer.ts";

/** What it is started with. */
export type WorkerStart = Pick<Config, "tree" | "moreRules">;

export type WorkerAnswer =
  | { readonly kind: "review"; readonly review: Review }
  | { readonly kind: "failed"; readonly why: string };

if (parentPort !== null) {
  const port = parentPort;
  const reviewer = scanReviewer(workerData as WorkerStart, realWorld());
  port.on("message", (series: Series) => {
    void reviewer
      .then(({ review }) => review(series))
      .then(
        (review): WorkerAnswer => ({ kind: "review", review }),
        (error: unknown): WorkerAnswer => ({
          kind: "failed",
          why: error instanceof Error ? error.message : String(error),
        }),
      )
      .then((answer) => {
        port.postMessage(answer);
      });
  });
}
