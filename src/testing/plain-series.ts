// Mails as `git format-patch` writes them → a Series, without any of the care that real mail needs.

import { patchIdOf } from "../diff/patch-id.ts";
import type { FileDiff, Hunk, HunkLine, Message, MessageId, Patch, Series } from "../types.ts";

/** One series of the mails in order; `more` overrides what the mails do not say. */
export function plainSeries(mails: readonly string[], more: Partial<Series> = {}): Series {
  const patches = mails.map((mail, at) => plainPatch(mail, at + 1, mails.length));
  const person = patches[0]?.author ?? { name: "", address: "" };
  return {
    id: patches[0]?.id ?? ("" as MessageId),
    title: patches[0]?.title ?? "",
    version: 1,
    author: person,
    tags: [],
    earlier: [],
    cover: undefined,
    patches,
    total: mails.length,
    missing: [],
    carried: [],
    baseCommit: undefined,
    changeId: undefined,
    prerequisites: { patchIds: [], messageIds: [] },
    followUps: [],
    problems: [],
    ...more,
  };
}

function plainPatch(mail: string, position: number, total: number): Patch {
  const [, head = "", body = ""] = /^(?:From .*\n)?([^]*?)\n\n([^]*)$/.exec(mail) ?? [];
  const header = (name: string): string =>
    (new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, "im").exec(head)?.[1] ?? "").replace(/\n/g, "");
  const [, name = "", address = ""] = /^(.*) <(.*)>$/.exec(header("From")) ?? [];
  const subject = header("Subject");
  const id = header("Message-ID").replace(/[<>]/g, "") as MessageId;
  const from = { name, address };
  const date = new Date(header("Date")).toISOString();
  const message: Message = {
    id,
    subject,
    from,
    to: [],
    cc: [],
    date,
    inReplyTo: [],
    references: [],
    headers: { date: [header("Date")] },
    body,
    problems: [],
  };
  return {
    id,
    position,
    total,
    subject,
    title: subject.replace(/^\[[^\]]*\] /, ""),
    description: body.slice(0, body.search(/^---$/m)).trim(),
    author: from,
    date,
    trailers: [],
    files: plainDiff(body),
    message,
    patchId: patchIdOf(mail),
    followUps: [],
    problems: [],
    damaged: [],
  };
}

/** The file diffs of a mail body. */
export function plainDiff(body: string): readonly FileDiff[] {
  const lines = body.split("\n");
  const starts = lines.flatMap((line, at) => (line.startsWith("diff --git ") ? [at] : []));
  return starts.map((start, at) => fileOf(lines.slice(start, starts[at + 1]), start + 1));
}

function fileOf(lines: readonly string[], bodyLine: number): FileDiff {
  const first = lines.findIndex((line) => line.startsWith("@@ "));
  const head = first < 0 ? lines : lines.slice(0, first);
  const after = (start: string): string | undefined =>
    head.find((line) => line.startsWith(start))?.slice(start.length);
  const [, a, b] = /^diff --git a\/(.*) b\/(.*)$/.exec(lines[0] ?? "") ?? [];
  const [, oldBlob, newBlob, mode] =
    /^(\w+)\.\.(\w+)(?: (\d+))?$/.exec(after("index ") ?? "") ?? [];
  const added = after("new file mode ");
  const deleted = after("deleted file mode ");
  const renamed = after("rename from ") !== undefined;
  return {
    kind: kindOf({ added, deleted, renamed, binary: lines.includes("GIT binary patch"), first }),
    oldPath: added === undefined ? a : undefined,
    newPath: deleted === undefined ? b : undefined,
    oldBlob,
    newBlob,
    oldMode: deleted ?? after("old mode ") ?? (added === undefined ? mode : undefined),
    newMode: added ?? after("new mode ") ?? (deleted === undefined ? mode : undefined),
    bodyLine,
    hunks: first < 0 ? [] : hunksOf(lines.slice(first), bodyLine + first),
  };
}

interface Kinds {
  readonly added: string | undefined;
  readonly deleted: string | undefined;
  readonly renamed: boolean;
  readonly binary: boolean;
  readonly first: number;
}

function kindOf({ added, deleted, renamed, binary, first }: Kinds): FileDiff["kind"] {
  if (binary) return "binary";
  if (added !== undefined) return "added";
  if (deleted !== undefined) return "deleted";
  if (renamed) return "renamed";
  return first < 0 ? "mode" : "modified";
}

function hunksOf(lines: readonly string[], bodyLine: number): Hunk[] {
  const hunks: Hunk[] = [];
  for (let at = 0; at < lines.length;) {
    const found = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/.exec(lines[at] ?? "");
    if (found === null) break;
    const [, oldStart, oldCount = "1", newStart, newCount = "1", section = ""] = found;
    const counts = { oldCount: Number(oldCount), newCount: Number(newCount) };
    const starts = { oldStart: Number(oldStart), newStart: Number(newStart) };
    const taken = linesOf(lines, at + 1, bodyLine + at + 1, { ...counts, ...starts });
    hunks.push({ ...starts, ...counts, section, bodyLine: bodyLine + at, lines: taken.lines });
    at = taken.next;
  }
  return hunks;
}

function linesOf(
  lines: readonly string[],
  from: number,
  bodyLine: number,
  { oldStart, oldCount, newStart, newCount }: Omit<Hunk, "section" | "bodyLine" | "lines">,
): { readonly lines: readonly HunkLine[]; readonly next: number } {
  const taken: HunkLine[] = [];
  let at = from;
  let [oldLine, newLine] = [oldStart, newStart];
  while (oldLine < oldStart + oldCount || newLine < newStart + newCount) {
    const line = lines[at] ?? "";
    const kind = line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
    const noNewline = lines[at + 1]?.startsWith("\\") === true;
    taken.push({
      kind,
      text: line.slice(1),
      oldLine: kind === "added" ? undefined : oldLine,
      newLine: kind === "removed" ? undefined : newLine,
      bodyLine: bodyLine + at - from,
      noNewline,
    });
    if (kind !== "added") oldLine++;
    if (kind !== "removed") newLine++;
    at += noNewline ? 2 : 1;
  }
  return { lines: taken, next: lines[at]?.startsWith("\\") === true ? at + 1 : at };
}
