// A mail with a patch and one edit of its lines → the mail as if its author had written it so:
// hunk headers count again, and a hunk or file without a change is gone.

export type Edit =
  | { readonly replace: string; readonly with: string }
  | { readonly raw: string; readonly with: string };

/** `places`: where the edit fits; it was made only when that is one. */
export function edited(mail: string, edit: Edit): { mail: string; places: number } {
  const lines = mail.split("\n");
  const mark = (text: string) => linesOf(text).map((line) => `+${line}`);
  const from = "replace" in edit ? mark(edit.replace) : linesOf(edit.raw);
  const to = "replace" in edit ? mark(edit.with) : linesOf(edit.with);
  const starts = lines.flatMap((_, index) =>
    from.every((line, offset) => lines[index + offset] === line) ? [index] : [],
  );
  const [start] = starts;
  if (start === undefined || starts.length > 1) return { mail, places: starts.length };
  lines.splice(start, from.length, ...to);
  return { mail: recounted(lines).join("\n"), places: 1 };
}

/** Lines of a block of text, without the empty one behind the last line end. */
export function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

interface HunkText {
  readonly oldStart: number;
  readonly section: string;
  readonly lines: string[];
}

interface FileText {
  readonly head: string[];
  readonly hunks: HunkText[];
}

const hunkHead = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@(.*)$/;

function recounted(lines: readonly string[]): string[] {
  const begin = lines.findIndex((line) => line.startsWith("diff --git "));
  const end = lines.findLastIndex((line) => line === "-- " || line === "--");
  if (begin < 0 || end < begin) return [...lines];
  const files: FileText[] = [];
  for (const line of lines.slice(begin, end)) {
    const head = hunkHead.exec(line);
    const file = files.at(-1);
    if (line.startsWith("diff --git ")) files.push({ head: [line], hunks: [] });
    else if (head)
      file?.hunks.push({ oldStart: Number(head[1]), section: head[2] ?? "", lines: [] });
    else (file?.hunks.at(-1)?.lines ?? file?.head)?.push(line);
  }
  return [...lines.slice(0, begin), ...files.flatMap(fileLines), ...lines.slice(end)];
}

/** Lines of the diff of one file, nothing when no hunk of it changes anything. */
export function fileLines({ head, hunks }: FileText): string[] {
  let shift = 0;
  const body = hunks
    .filter(({ lines }) => lines.some((line) => /^[+-]/.test(line)))
    .flatMap(({ oldStart, section, lines }) => {
      const counted = (marks: RegExp) => lines.filter((line) => marks.test(line)).length;
      const old = counted(/^(?:[ -]|$)/);
      const now = counted(/^(?:[ +]|$)/);
      const start = oldStart === 0 ? 1 : oldStart + shift;
      shift += now - old;
      return [`@@ -${oldStart},${old} +${start},${now} @@${section}`, ...lines];
    });
  return body.length === 0 ? [] : [...head, ...body];
}
