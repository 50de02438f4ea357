// A reply with quoted patch lines → the file and line that each comment in it is about, as b4's
// reader of review mails counts them: lines from the last quoted @@, unquoted lines are comments,
// and with the diff at hand a comment moves to the nearest line that reads the same.

export interface ReplyComment {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

interface Counted extends ReplyComment {
  readonly content: string;
}

interface Cursor {
  file: string;
  old: number;
  new: number;
  inHunk: boolean;
  last: { file: string; line: number; content: string } | undefined;
}

/** By counting alone, or also by content when the diff is given. */
export function replyComments(reply: string, diff?: string): ReplyComment[] {
  const comments: Counted[] = [];
  const cursor: Cursor = { file: "", old: 0, new: 0, inHunk: false, last: undefined };
  let pending: string[] = [];
  const flush = (): void => {
    const text = pending.join("\n").trim();
    if (text !== "" && cursor.last) comments.push({ ...cursor.last, text });
    pending = [];
  };
  for (const line of reply.split("\n")) {
    if (line.startsWith(">")) {
      flush();
      advance(cursor, line.replace(/^> ?/, ""));
    } else if (line.trim() !== "[ ... ]") pending.push(line);
  }
  flush();
  const lines = diff === undefined ? [] : linesOf(diff);
  return comments.map(({ content, ...comment }) => nearest(comment, content, lines));
}

function advance(cursor: Cursor, line: string): void {
  const file = /^\+\+\+ (?:b\/)?(.*)/.exec(line);
  const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
  if (line.startsWith("diff --git ")) cursor.inHunk = false;
  else if (file && !cursor.inHunk) cursor.file = file[1] ?? "";
  else if (hunk) {
    cursor.inHunk = true;
    cursor.old = Number(hunk[1]);
    cursor.new = Number(hunk[2]);
  } else if (cursor.inHunk && !line.startsWith("\\")) {
    const removed = line.startsWith("-");
    cursor.last = {
      file: cursor.file,
      line: removed ? cursor.old : cursor.new,
      content: line.slice(1),
    };
    if (!line.startsWith("+")) cursor.old += 1;
    if (!removed) cursor.new += 1;
  }
}

function linesOf(diff: string): Counted[] {
  const cursor: Cursor = { file: "", old: 0, new: 0, inHunk: false, last: undefined };
  const lines: Counted[] = [];
  for (const line of diff.split("\n")) {
    advance(cursor, line);
    if (cursor.last && lines.at(-1) !== cursor.last) lines.push({ ...cursor.last, text: "" });
  }
  return lines;
}

function nearest(comment: ReplyComment, content: string, lines: readonly Counted[]): ReplyComment {
  const distance = ({ file, line }: Counted): number =>
    (file === comment.file ? 0 : 1e9) + Math.abs(line - comment.line);
  const [best] = lines
    .filter((line) => line.content === content)
    .toSorted((a, b) => distance(a) - distance(b));
  return best === undefined ? comment : { ...comment, file: best.file, line: best.line };
}
