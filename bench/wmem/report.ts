// What was seen of each change of sk_wmem_alloc → a table, and what it comes to.

import type { FunctionReview } from "../../src/types.ts";
import type { Change } from "./changes.ts";

export interface Seen {
  readonly file: string;
  readonly change: Change;
  readonly function: string;
  /** That the function itself sets. */
  readonly destructors: readonly string[];
  readonly status: FunctionReview["status"];
  readonly why: string;
  readonly paths: number;
  /** Paths on which the engine saw the change. */
  readonly charging: number;
  /** Paths at whose end the engine knew both sides of the account, and they were equal, or not. */
  readonly balanced: number;
  readonly unequal: number;
  readonly findings: readonly string[];
}

export function wmemReport(all: readonly Seen[]): string {
  const findings = all.filter(({ findings }) => findings.length > 0);
  const changing = all.filter(({ change }) => change.does !== "set");
  const blind = changing.filter(({ charging }) => charging === 0);
  const partly = all.filter(({ status }) => status === "partial");
  return [
    "# Lines that change sk_wmem_alloc", "",
    `${all.length} lines: ${counted(all, ({ change }) => change.does)}; by ${counted(all, ({ change }) => change.measure)}.`,
    `Of ${changing.length} that add or subtract, the engine sees ${changing.length - blind.length} on a path.`,
    `Functions that a rule finds something in: ${new Set(findings.map(nameOf)).size}.`, "",
    "| line | function | does | bytes | destructor set there | followed | paths with it | balanced at the end | unequal | found |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...all.map(rowOf), "",
    ...(blind.length === 0 ? [] : ["Not seen on any path:", "", ...new Set(blind.map(whyText)), ""]),
    ...(partly.length === 0 ? [] : ["Followed in part:", "", ...new Set(partly.map(whyText)), ""]),
    ...(findings.length === 0 ? [] : ["Found:", "", ...new Set(findings.flatMap(foundTexts)), ""]),
  ].join("\n"); // prettier-ignore
}

function rowOf(each: Seen): string {
  const { file, change, destructors, status, paths, charging, findings } = each;
  const cells = [
    `${file}:${change.lastLine}`, `${each.function}()`, `${change.does}, ${change.measure}`,
    `\`${change.bytes}\``, destructors.map((name) => `\`${name}\``).join(", "), status,
    `${charging} of ${paths}`, each.balanced, each.unequal,
    findings.length === 0 ? "nothing" : String(findings.length),
  ]; // prettier-ignore
  return `| ${cells.join(" | ")} |`;
}

function whyText({ file, function: name, status, why }: Seen): string {
  return `- ${file} ${name}(): ${status}${why === "" ? "" : `, ${why}`}`;
}

function foundTexts({ file, function: name, findings }: Seen): readonly string[] {
  return findings.map((text) => `- ${file} ${name}(): ${text}`);
}

function nameOf({ file, function: name }: Seen): string {
  return `${file} ${name}`;
}

function counted(all: readonly Seen[], of: (each: Seen) => string): string {
  const counts = new Map<string, number>();
  for (const each of all) counts.set(of(each), (counts.get(of(each)) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${what} ${count}`).join(", ");
}
