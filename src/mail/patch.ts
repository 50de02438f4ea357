// A Message → the Patch that it carries, or why it carries none.

import { filesOf, type Diff } from "../diff/parse.ts";
import { patchIdOf } from "../diff/patch-id.ts";
import type { Complaint, Message, Patch, Person } from "../types.ts";
import { personsOf } from "./mime.ts";
import { senderOf } from "./sender.ts";
import { subjectOf, type Subject } from "./subject.ts";
import { foreignProject, machineMail } from "./strangers.ts";
import { clean } from "./text.ts";
import { followUpsOf, trailersOf } from "./trailers.ts";

/** What a mail is to a series. */
export type Role =
  | { readonly kind: "patch"; readonly subject: Subject; readonly patch: Patch }
  | { readonly kind: "cover"; readonly subject: Subject }
  | { readonly kind: "reply" | "pull" | "machine" | "foreign" | "other"; readonly why: string };

/** The patch in a mail, or the reason why there is none, in words for the reader. */
export function patchOf(message: Message): Patch | Complaint {
  const role = roleOf(message);
  switch (role.kind) {
    case "patch":
      return role.patch;
    case "cover":
      return complaint(message, "a cover letter: its patches are in the mails that answer it");
    case "reply":
    case "pull":
    case "machine":
    case "foreign":
    case "other":
      return complaint(message, role.why);
  }
}

/** Tells patches, cover letters, answers and everything else apart. */
export function roleOf(message: Message): Role {
  const subject = subjectOf(message.subject);
  const machine = machineMail(message);
  if (machine !== undefined) return { kind: "machine", why: machine };
  if (subject.pull) return { kind: "pull", why: "a pull request, which holds no patch" };
  const diff = filesOf(message.body);
  const shows = diff.start === undefined ? "" : " that shows a diff";
  if (subject.reply) return { kind: "reply", why: `an answer${shows}, not a patch` };
  const project = foreignProject(subject);
  if (project !== undefined)
    return { kind: "foreign", why: `a patch to ${project}, not the kernel` };
  if (subject.position === 0) return { kind: "cover", subject };
  const answers = message.references.length > 0;
  if (diff.start === undefined) {
    if (answers && (!subject.patch || followUpsOf(message).length > 0))
      return { kind: "reply", why: "an answer without Re:" };
    return { kind: "other", why: withoutDiff(message) };
  }
  const patch = read(message, subject, diff, diff.start);
  const signed = patch.trailers.some(({ name }) => /^signed-off-by$/i.test(name));
  if (answers && !subject.patch && !signed)
    return { kind: "reply", why: "an answer that shows a diff, not signed off as a patch" };
  return { kind: "patch", subject, patch };
}

function complaint({ subject, id }: Message, why: string): Complaint {
  return { what: subject === "" ? `<${id}>` : subject, why };
}

function withoutDiff({ problems }: Message): string {
  const lost = problems.find(({ what }) => what === "body");
  return lost === undefined ? "it holds no diff" : `it holds no diff that can be read: ${lost.why}`;
}

function read(message: Message, subject: Subject, diff: Diff, start: number): Patch {
  const { files, problems, refused } = diff;
  const lines = message.body.split("\n");
  const head = inBodyOf(lines, start - 1);
  const odd = unprintable.test(message.body) ? unprintableIn(lines) : [];
  const description = lines.slice(head.end, head.stop).join("\n").trim();
  return {
    id: message.id,
    position: subject.position ?? 1,
    total: subject.total ?? subject.position ?? 1,
    subject: message.subject,
    title: head.subject === undefined ? subject.title : subjectOf(clean(head.subject)).title,
    description,
    author: head.from ?? senderOf(message),
    date: message.date,
    trailers: trailersOf(description),
    files,
    message,
    patchId: patchIdOf(lines.slice(start - 1).join("\n")),
    followUps: [],
    problems: [...message.problems.filter(({ what }) => what === "body"), ...problems, ...odd],
    damaged: refused,
  };
}

interface InBody {
  readonly from: Person | undefined;
  readonly subject: string | undefined;
  /** Index of the first line of the commit message, and of the line behind it. */
  readonly end: number;
  readonly stop: number;
}

const inBodyField =
  /^(From|Subject|Date|MIME-Version|Content-[A-Za-z-]{1,40}|X-[A-Za-z-]{1,40}): (.*)$/;

/** Header fields that git puts on top of a body: the author when another one sent the mail. */
function inBodyOf(lines: readonly string[], diffAt: number): InBody {
  let at = 0;
  while (at < diffAt && (lines[at] ?? "").trim() === "") at++;
  if (/^From [0-9a-f]{40} /.test(lines[at] ?? "")) at++;
  const fields = new Map<string, string>();
  for (let last = ""; at < diffAt; at++) {
    const line = (lines[at] ?? "").slice(0, 1000);
    const [, name, value] = inBodyField.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set((last = name), value);
    else if (last !== "" && /^[ \t]+\S/.test(line))
      fields.set(last, `${fields.get(last) ?? ""} ${line.trim()}`);
    else break;
  }
  const rule = lines.indexOf("---", at);
  const stop = rule < 0 || rule > diffAt ? diffAt : rule;
  const [from] = personsOf(fields.get("From") ?? "");
  return {
    from: from?.address.includes("@") === true ? from : undefined,
    subject: fields.get("Subject"),
    end: at,
    stop,
  };
}

const unprintable =
  /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** Characters that show a reader something else than the compiler sees. */
function unprintableIn(lines: readonly string[]): readonly Complaint[] {
  const found = lines.flatMap((line, at) => {
    // A byte order mark in front of the whole text hides nothing.
    const char = unprintable.exec(at === 0 ? line.replace(/^\ufeff/, "") : line)?.[0];
    return char === undefined ? [] : [{ at, char }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const code = first.char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const more = found.length === 1 ? "" : ` (${found.length - 1} more lines have such characters)`;
  const why = `holds the invisible or control character U+${code}${more}`;
  return [{ what: `line ${first.at + 1} of the mail`, why }];
}
