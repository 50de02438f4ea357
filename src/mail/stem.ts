// A Message-ID → the stem that all mails of one sending share.

import type { MessageId } from "../types.ts";

/** What git and b4 put into the ids of all mails of one sending, or undefined. */
export function stemOf(id: MessageId): string | undefined {
  const [local = "", host = ""] = id.slice(0, 300).split("@");
  // git send-email: 20260428221058.149123-2-ann@…; older: 1777414258-4711-2-git-send-email-ann@…
  const sent = /^(\d{9,14}[.-]\d{1,10})-\d{1,4}-/.exec(local);
  if (sent !== null) return `${sent[1] ?? ""}@${host}`;
  // git format-patch --thread: cover.1777414258.git.ann@…, <commit>.1777414258.git.ann@…
  const formatted = /^(?:cover|[0-9a-f]{40})\.(\d{9,11}\.git\..+)$/.exec(local);
  if (formatted !== null) return `${formatted[1] ?? ""}@${host}`;
  // b4: 20260428-some-slug-v2-3-0123456789ab@…
  const b4 = /^(\d{8}-.{1,200}-v\d{1,3})-\d{1,4}-([0-9a-f]{6,40})$/.exec(local);
  if (b4 !== null) return `${b4[1] ?? ""}-${b4[2] ?? ""}@${host}`;
  return undefined;
}
