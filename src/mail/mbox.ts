// The bytes of a file → the bytes of each mail in it: one mail, or an mbox in either dialect.

const LF = 10;
// A separator line longer than this is prose.
const FROM_LINE_MAX = 400;

/**
 * Splits an mbox into its mails and undoes the `>From ` escapes. A file that does not start with
 * a `From ` line is one mail, as it is.
 */
export function messagesIn(bytes: Uint8Array): Uint8Array[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = startsOf(file);
  if (starts.length === 0) return looksLikeMail(bytes) ? [bytes] : [];
  // public-inbox marks its mboxes as mboxrd; without the mark only one `>` was ever added.
  const rd = file.subarray(0, FROM_LINE_MAX).includes("From mboxrd@z ");
  return starts.map((start, index) => {
    const head = file.indexOf(LF, start) + 1;
    return unescaped(file.subarray(head, starts[index + 1] ?? file.length), rd);
  });
}

const HEAD_BYTES = 64 * 1024;
const known =
  /^(?:from|to|cc|subject|date|message-id|received|return-path|delivered-to|mime-version|list-id|references|in-reply-to|content-type|x-[a-z0-9-]{1,60}):/im;

/** Whether the bytes begin like a mail or an mbox: known header fields, no NUL among them. */
export function looksLikeMail(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1").trimStart();
  const head = text.split(/\r?\n\r?\n/, 1)[0] ?? "";
  const lines = head.split(/\r?\n/);
  const first = /^>?From /.test(lines[0] ?? "") ? lines[1] : lines[0];
  return !head.includes("\0") && /^[!-9;-~]{1,100}:/.test(first ?? "") && known.test(head);
}

function startsOf(file: Buffer): number[] {
  const starts: number[] = [];
  let at = 0;
  while (file[at] === LF || file[at] === 13) at++;
  if (!separates(file, at)) return [];
  for (; at >= 0; at = nextFrom(file, at + 1)) if (separates(file, at)) starts.push(at);
  return starts;
}

/** Index of the next `From ` that begins a line behind a blank one, or -1. */
function nextFrom(file: Buffer, from: number): number {
  let at = file.indexOf("\nFrom ", Math.max(0, from - 1), "latin1");
  while (at >= 0) {
    const blank = file[at - 1] === LF || (file[at - 1] === 13 && file[at - 2] === LF);
    if (blank) return at + 1;
    at = file.indexOf("\nFrom ", at + 1, "latin1");
  }
  return -1;
}

/** `From someone date`, followed by a header field: prose that begins with From does not count. */
function separates(file: Buffer, at: number): boolean {
  const line = lineAt(file, at);
  if (!/^From \S.{0,390}\d:\d\d/.test(line)) return false;
  const second = at + line.length + 1;
  const next = lineAt(file, second);
  const field = /^>?From /.test(next) ? lineAt(file, second + next.length + 1) : next;
  return /^[!-9;-~]{1,100}:/.test(field);
}

/** The line, cut off where no separator and no name of a field would go on. */
function lineAt(file: Buffer, at: number): string {
  const end = file.indexOf(LF, at);
  const far = at + FROM_LINE_MAX;
  return file.toString("latin1", at, end < 0 ? far : Math.min(end, far));
}

function unescaped(mail: Buffer, rd: boolean): Buffer {
  if (!mail.includes(">From ")) return mail;
  const text = mail.toString("latin1");
  return Buffer.from(text.replace(rd ? /(^|\n)>(>*From )/g : /(^|\n)>(From )/g, "$1$2"), "latin1");
}
