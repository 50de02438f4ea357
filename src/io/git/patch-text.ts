// FileDiff → the text that `git apply` reads. Written from the parsed diff and not cut out of the
// mail, so that what git applies is what the review shows.

import type { FileDiff, Hunk, Message } from "../../types.ts";

/** The diff of one patch; `message` gives the data of binary files, which hunks cannot hold. */
export function patchText(files: readonly FileDiff[], message: Message): string {
  return files.map((file, at) => fileText(file, files[at + 1], message)).join("");
}

function fileText(file: FileDiff, next: FileDiff | undefined, message: Message): string {
  if (file.kind === "binary") return binaryText(file, next, message);
  const oldPath = file.oldPath ?? file.newPath ?? "";
  const newPath = file.newPath ?? oldPath;
  const head = [`diff --git ${quoted(`a/${oldPath}`)} ${quoted(`b/${newPath}`)}`];
  head.push(...modeLines(file, oldPath, newPath));
  if (file.oldBlob !== undefined && file.newBlob !== undefined)
    head.push(`index ${file.oldBlob}..${file.newBlob}${indexMode(file)}`);
  if (file.hunks.length > 0) {
    head.push(`--- ${file.kind === "added" ? "/dev/null" : quoted(`a/${oldPath}`)}`);
    head.push(`+++ ${file.kind === "deleted" ? "/dev/null" : quoted(`b/${newPath}`)}`);
  }
  return head.join("\n") + "\n" + file.hunks.map(hunkText).join("");
}

function modeLines(file: FileDiff, oldPath: string, newPath: string): string[] {
  switch (file.kind) {
    case "added":
      return [`new file mode ${file.newMode ?? "100644"}`];
    case "deleted":
      return [`deleted file mode ${file.oldMode ?? "100644"}`];
    case "renamed":
      return [
        ...modeChange(file),
        `rename from ${quoted(oldPath)}`,
        `rename to ${quoted(newPath)}`,
      ];
    case "copied":
      return [...modeChange(file), `copy from ${quoted(oldPath)}`, `copy to ${quoted(newPath)}`];
    case "modified":
    case "mode":
    case "binary":
      return modeChange(file);
  }
}

function modeChange({ oldMode, newMode }: FileDiff): string[] {
  if (oldMode === undefined || newMode === undefined || oldMode === newMode) return [];
  return [`old mode ${oldMode}`, `new mode ${newMode}`];
}

/** The `index` line carries the mode of a file whose mode stays as it is. */
function indexMode({ kind, oldMode, newMode }: FileDiff): string {
  return kind === "modified" && oldMode !== undefined && oldMode === newMode ? ` ${oldMode}` : "";
}

function hunkText(hunk: Hunk): string {
  const lines = [
    `@@ -${hunk.oldStart},${hunk.oldCount} +${hunk.newStart},${hunk.newCount} @@`,
    ...hunk.lines.flatMap(({ kind, text, noNewline }) => [
      `${MARK[kind]}${text}`,
      ...(noNewline ? ["\\ No newline at end of file"] : []),
    ]),
  ];
  return lines.join("\n") + "\n";
}

const MARK = { same: " ", added: "+", removed: "-" } as const;

/** The lines of the mail from this file's diff to the next one's. */
function binaryText(file: FileDiff, next: FileDiff | undefined, message: Message): string {
  const lines = message.body.split("\n").slice(file.bodyLine - 1);
  const length = next === undefined ? lines.length : next.bodyLine - file.bodyLine;
  return lines.slice(0, length).join("\n") + "\n";
}

/** As git writes paths that hold a quote: others that need quoting are refused before. */
function quoted(path: string): string {
  return path.includes('"') ? `"${path.replaceAll('"', '\\"')}"` : path;
}
