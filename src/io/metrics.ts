// The store → numbers for Prometheus, counted when they are asked for.

import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import { letterCounts } from "./outbox/rows.ts";
import { reviewCount } from "./store/reviews.ts";
import { seriesCounts } from "./store/series.ts";
import type { Store } from "./store/store.ts";

export interface Metrics {
  /** In the text format of Prometheus. */
  readonly text: () => Promise<string>;
  readonly type: string;
  readonly counted: (what: "said" | "later" | "refused" | "webhook", by?: number) => void;
  /** How long one review took. */
  readonly reviewed: (ms: number) => void;
}

const STATES = ["planned", "sending", "sent", "held", "dead", "dropped"] as const;

export function metricsOf(store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "interleave_" });
  addGauges(store, registers);
  const events = new Counter({
    name: "interleave_events_total",
    help: "Things said, put off and refused, and webhooks taken, since the start.",
    labelNames: ["what"],
    registers,
  });
  const seconds = new Counter({
    name: "interleave_review_seconds_total",
    help: "Time spent in reviews that were asked for here.",
    registers,
  });
  return {
    text: () => registry.metrics(),
    type: registry.contentType,
    counted: (what, by = 1) => {
      events.inc({ what }, by);
    },
    reviewed: (ms) => {
      seconds.inc(ms / 1000);
    },
  };
}

function addGauges(store: Store, registers: Registry[]): void {
  new Gauge({
    name: "interleave_outbox_letters",
    help: "Things in the outbox, by state.",
    labelNames: ["state"],
    registers,
    collect() {
      const counts = letterCounts(store);
      for (const state of STATES) this.set({ state }, counts.get(state) ?? 0);
    },
  });
  new Gauge({
    name: "interleave_series",
    help: "Series that are known, by state.",
    labelNames: ["state"],
    registers,
    collect() {
      this.reset();
      for (const [state, count] of seriesCounts(store)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "interleave_reviews",
    help: "Reviews that were kept.",
    registers,
    collect() {
      this.set(reviewCount(store));
    },
  });
}
