// Reviews → the versioned JSON that other programs read. Keys are added with a new schema only.

import type { PatchReview, Review, Stats } from "../types.ts";
import { escapedJson } from "./plain.ts";

export function jsonOf(reviews: readonly Review[], stats: Stats): string {
  const json = {
    schema: 1,
    series: reviews.map(seriesOf),
    stats: statsOf(stats),
  };
  return `${escapedJson(JSON.stringify(json, undefined, 2))}\n`;
}

function statsOf(stats: Stats): Stats {
  const { messages, patches, functions, paths } = stats;
  const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
  return {
    ...{ messages, patches, functions, paths },
    msParse: rounded(stats.msParse),
    msApply: rounded(stats.msApply),
    msEngine: rounded(stats.msEngine),
    msReplay: rounded(stats.msReplay),
    msTotal: rounded(stats.msTotal),
  };
}

function seriesOf({ series, base, patches, skipped }: Review): object {
  return {
    title: series.title,
    version: series.version,
    author: series.author.name
      ? `${series.author.name} <${series.author.address}>`
      : series.author.address,
    complete: series.missing.length === 0,
    missing: series.missing,
    base: base && { rev: base.rev, how: base.how },
    patches: patches.map(patchOf),
    skipped: skipped.map(({ what, why }) => ({ what, why })),
  };
}

function patchOf({ patch, applies, functions, findings }: PatchReview): object {
  return {
    messageId: patch.id,
    subject: patch.subject,
    position: patch.position,
    total: patch.total,
    applies,
    functions: functions.map(({ file, name, status, why, paths, assumptions }) => ({
      ...{ file, name, status, why, paths, assumptions },
    })),
    findings: findings.map((finding) => ({
      id: finding.id,
      rule: finding.rule,
      file: finding.file,
      line: finding.line,
      function: finding.function,
      what: finding.what,
      fix: finding.fix,
      class: finding.class,
      witness: finding.witness.map(({ file, line, text, note }) => ({ file, line, text, note })),
      values: finding.values,
      replayed: finding.replayed,
    })),
  };
}
