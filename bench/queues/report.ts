// What was seen of each queue head → counts first, then those that one has to look at, then all.

import type { Declared, Initialised } from "./declared.ts";

export interface SeenQueue extends Declared {
  /** Calls in sight that initialise something of this name. */
  readonly initialisers: readonly Initialised[];
  /** What the rule would say of a field: whether anything initialises it. */
  readonly ready: "yes" | "no" | "unknown" | undefined;
  /** Uses that the engine followed, by what it knew of the head then. */
  readonly uses: Readonly<Record<"ready" | "never" | "unknown", number>>;
}

export interface Reportable {
  readonly queues: readonly SeenQueue[];
  /** Functions that were followed, and how many of them in part. */
  readonly functions: number;
  readonly partial: number;
  readonly findings: readonly string[];
}

export function queueReport({ queues, functions, partial, findings }: Reportable): string {
  const kinds = ["field", "local", "global"] as const;
  const odd = queues.filter(({ ready, uses }) => ready === "no" || uses.never > 0);
  return [
    "# Heads of sk_buff queues", "",
    `Each group of files that belong together as if one patch added all of it. ${functions} functions have a head of their own or use a field that nothing initialises: they were followed, ${partial} of them in part; found: ${findings.length === 0 ? "nothing" : findings.length}.`, "",
    "| declared as | heads | initialised: yes | unknown | no | used, ready | used, unknown | used, never initialised |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...kinds.map((kind) => kindRow(kind, queues.filter((each) => each.kind === kind))), "",
    ...listed("Found:", findings),
    ...listed("Nothing initialises these, as far as the rule sees:", odd.map(oddText)),
    "## All of them", "",
    "| declared | head | initialised through | the rule | uses: ready, unknown, never |",
    "| --- | --- | --- | --- | --- |",
    ...queues.map(rowOf), "",
  ].join("\n"); // prettier-ignore
}

function kindRow(kind: Declared["kind"], queues: readonly SeenQueue[]): string {
  const ready = (["yes", "unknown", "no"] as const).map((answer) =>
    kind === "field" ? queues.filter(({ ready }) => ready === answer).length : "",
  );
  const uses = (["ready", "unknown", "never"] as const).map(
    (state) => queues.filter((each) => each.uses[state] > 0).length,
  );
  return `| ${kind} | ${[queues.length, ...ready, ...uses].join(" | ")} |`;
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, "", ...lines.map((line) => `- ${line}`), ""];
}

function oddText(each: SeenQueue): string {
  return `${each.file}:${each.line} ${nameOf(each)}: ${throughOf(each) || "no initialiser of that name"}`;
}

function rowOf(each: SeenQueue): string {
  const { ready, unknown, never } = each.uses;
  const uses = [ready, unknown, never].join(", ");
  return `| ${each.file}:${each.line} | ${nameOf(each)} | ${throughOf(each)} | ${each.ready ?? ""} | ${uses} |`;
}

function nameOf({ kind, holder, name }: Declared): string {
  return kind === "field" ? `${holder || "(no tag)"}.${name}` : kind === "local" ? `${holder}() ${name}` : name; // prettier-ignore
}

function throughOf({ initialisers }: SeenQueue): string {
  return [...new Set(initialisers.map(({ by }) => by))].sort().join(", ");
}
