// Reviews and findings: what was said about which edition of which series. Said once, kept for ever.

import type { Complaint, FunctionReview, MessageId, Reported, Review } from "../../types.ts";
import { query, row, rows, run, transaction, type Store } from "./store.ts";
import type { FindingState } from "./tables.ts";

/** A review without its mails, which the store has anyway. */
export interface ReviewRecord {
  readonly title: string;
  readonly version: number;
  readonly base: Review["base"];
  readonly patches: readonly {
    readonly messageId: MessageId;
    readonly position: number;
    readonly applies: boolean | null;
    readonly functions: readonly FunctionReview[];
    readonly findings: readonly Reported[];
  }[];
  readonly skipped: readonly Complaint[];
  readonly bounds: readonly string[];
}

export interface KeptFinding {
  readonly id: string;
  readonly messageId: MessageId;
  readonly state: FindingState;
  readonly reason: string;
}

/**
 * Keeps the review of an edition and closes it; false, and nothing done, when it had one already.
 * The edition is told apart from the review, which may be of a part: what else is unsound.
 */
export function keepReview(store: Store, edition: string, review: Review, now: number): boolean {
  const record = recordOf(review);
  return transaction(store, () => {
    const added = row(
      store,
      query
        .insertInto("review")
        .values({ edition, reviewed: now, record: JSON.stringify(record) })
        .onConflict((conflict) => conflict.doNothing())
        .returning("id"),
    );
    const done = query.updateTable("series").set({ state: "reviewed", reason: "" });
    run(store, done.where("edition", "=", edition));
    if (added === undefined) return false;
    for (const { messageId, findings } of record.patches) {
      for (const finding of findings) keepFinding(store, added.id, messageId, finding);
    }
    return true;
  });
}

/** The review of an edition of a series. */
export function reviewOf(store: Store, edition: string): ReviewRecord | undefined {
  const found = query.selectFrom("review").select("record").where("edition", "=", edition);
  const record = row(store, found)?.record;
  // The border: only `keepReview` writes this column.
  return record === undefined ? undefined : (JSON.parse(record) as ReviewRecord);
}

/** The findings of an edition and what has become of each. */
export function findingsOf(store: Store, edition: string): readonly KeptFinding[] {
  const found = rows(
    store,
    query
      .selectFrom("finding")
      .innerJoin("review", "review.id", "finding.review")
      .select(["finding.id", "finding.message_id", "finding.state", "finding.reason"])
      .where("review.edition", "=", edition)
      .orderBy("finding.message_id")
      .orderBy("finding.line"),
  );
  return found.map(({ id, message_id, state, reason }) => ({
    id,
    messageId: message_id as MessageId,
    state,
    reason,
  }));
}

/** Marks a finding everywhere it was reported; says how many there were. */
export function setFindingState(
  store: Store,
  id: string,
  state: FindingState,
  reason: string,
): number {
  return run(store, query.updateTable("finding").set({ state, reason }).where("id", "=", id));
}

/** Which of the findings somebody has set aside, in whatever version of a series. */
export function ignoredAmong(store: Store, ids: readonly string[]): ReadonlySet<string> {
  const found = query
    .selectFrom("finding")
    .select("id")
    .where("state", "=", "ignored")
    .where("id", "in", ids);
  return new Set(rows(store, found).map(({ id }) => id));
}

/** How many reviews were kept. */
export function reviewCount(store: Store): number {
  const counted = query.selectFrom("review").select((from) => from.fn.countAll<number>().as("n"));
  return row(store, counted)?.n ?? 0;
}

function recordOf({ series, base, patches, skipped, bounds }: Review): ReviewRecord {
  return {
    title: series.title,
    version: series.version,
    base,
    patches: patches.map(({ patch, applies, functions, findings }) => ({
      messageId: patch.id,
      position: patch.position,
      applies,
      functions,
      findings,
    })),
    skipped,
    bounds,
  };
}

function keepFinding(store: Store, review: number, messageId: MessageId, finding: Reported): void {
  const { id, rule, class: kind, file, line, function: name } = finding;
  run(
    store,
    query
      .insertInto("finding")
      .values({
        review,
        id,
        message_id: messageId,
        rule,
        class: kind,
        file,
        line,
        function: name,
        state: "open",
        reason: "",
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}
