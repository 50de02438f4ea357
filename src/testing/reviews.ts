// Reviews made by hand, for the tests of what is said about them.

import type {
  FileDiff,
  Hunk,
  HunkLine,
  Message,
  MessageId,
  Patch,
  PatchReview,
  Reported,
  Review,
} from "../types.ts";

/** A mail body with a diff that a finding below is about. */
export const leakyBody = `cafe: brew in one go

Signed-off-by: Ada Lovelace <ada@example.org>
---
 net/cafe/brew.c | 9 +++++++++
 1 file changed, 9 insertions(+)

diff --git a/include/net/cafe.h b/include/net/cafe.h
index 1111111..2222222 100644
--- a/include/net/cafe.h
+++ b/include/net/cafe.h
@@ -4,3 +4,4 @@ struct cafe {
 	int cups;
 	int beans;
+	int water;
 };
diff --git a/net/cafe/brew.c b/net/cafe/brew.c
index 3333333..4444444 100644
--- a/net/cafe/brew.c
+++ b/net/cafe/brew.c
@@ -1,3 +1,4 @@
 #include <linux/skbuff.h>
+#include <net/cafe.h>
 
 /* Brews. */
@@ -37,6 +38,15 @@ static int cafe_open(struct cafe *cafe)
 	return 0;
 }
 
+static int cafe_brew(struct cafe *cafe, int len)
+{
+	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
+
+	if (!skb)
+		return -ENOMEM;
+	if (cafe_grind(cafe))
+		return -EIO;
+	return cafe_pour(cafe, skb);
+}
+
 static void cafe_close(struct cafe *cafe)
 {
 	cafe->cups = 0;
-- 
2.41.3
`;

export const leak: Reported = {
  id: "c0ffee",
  rule: "skb-leak",
  file: "net/cafe/brew.c",
  line: 48,
  function: "cafe_brew",
  what: "skb from alloc_skb() on line 43 is neither freed nor handed on when cafe_brew() returns on line 48.",
  fix: "Free skb on this path before the function returns.",
  class: "introduced",
  witness: [
    {
      file: "net/cafe/brew.c",
      line: 43,
      text: "struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);",
      note: "skb comes from here",
    },
    { file: "net/cafe/brew.c", line: 47, text: "if (cafe_grind(cafe))", note: "taken" },
    { file: "net/cafe/brew.c", line: 48, text: "return -EIO;", note: "skb is lost here" },
  ],
  values: { len: 2, "first cafe_grind()": "returns -5" },
  replayed: true,
};

export const leakyMessage: Message = {
  id: "20260102030405.1-2-ada@example.org" as MessageId,
  subject: "[PATCH net-next v2 2/3] cafe: brew in one go",
  from: { name: "Ada Lovelace", address: "ada@example.org" },
  to: [{ name: "", address: "netdev@list.example.org" }],
  cc: [
    { name: "Grace Hopper", address: "grace@example.org" },
    { name: "Ada Lovelace", address: "ADA@example.org" },
  ],
  date: "2026-01-02T03:04:05.000Z",
  inReplyTo: ["20260102030405.1-0-ada@example.org" as MessageId],
  references: [
    "20260101000000.1-0-ada@example.org" as MessageId,
    "20260102030405.1-0-ada@example.org" as MessageId,
  ],
  headers: {},
  body: leakyBody,
  problems: [],
};

/** One patch with one leak, reviewed without a tree. */
export function madeReview(
  findings: readonly Reported[] = [leak],
  message: Message = leakyMessage,
): Review {
  const patch = madePatchReview(findings, message);
  return {
    series: {
      id: message.id,
      title: "cafe: brew in one go",
      version: 2,
      author: message.from,
      tags: ["net-next"],
      earlier: [],
      cover: undefined,
      patches: [patch.patch],
      total: 3,
      missing: [1, 3],
      carried: [],
      baseCommit: undefined,
      changeId: undefined,
      prerequisites: { patchIds: [], messageIds: [] },
      followUps: [],
      problems: [],
    },
    base: null,
    patches: [patch],
    skipped: [{ what: "Documentation/cafe.rst", why: "is not C" }],
    bounds: ["Loops are followed for 3 turns."],
  };
}

function madePatch(message: Message): Patch {
  return {
    id: message.id,
    position: 2,
    total: 3,
    subject: message.subject,
    title: "cafe: brew in one go",
    description: "",
    author: message.from,
    date: message.date,
    trailers: [],
    files: filesOf(message.body),
    message,
    patchId: "",
    followUps: [],
    problems: [],
    damaged: [],
  };
}

function madePatchReview(findings: readonly Reported[], message: Message): PatchReview {
  return {
    patch: madePatch(message),
    applies: null,
    functions: [
      {
        file: "net/cafe/brew.c",
        name: "cafe_brew",
        status: "checked",
        why: "",
        paths: 4,
        assumptions: ["cafe_pour() takes skb"],
        held: ["no object is used after it was freed"],
      },
      {
        file: "net/cafe/brew.c",
        name: "cafe_open",
        status: "partial",
        why: "only its end is in the mail",
        paths: 1,
        assumptions: [],
        held: [],
      },
      {
        file: "net/cafe/brew.c",
        name: "cafe_close",
        status: "skipped",
        why: "only context",
        paths: 0,
        assumptions: [],
        held: [],
      },
    ],
    findings,
  };
}

/** Enough of a diff reader for the bodies that tests write: every file is modified. */
function filesOf(body: string): FileDiff[] {
  const files: { file: FileDiff; hunks: { hunk: Hunk; lines: HunkLine[] }[] }[] = [];
  let left = 0;
  let next = { old: 0, new: 0 };
  for (const [at, text] of body.split("\n").entries()) {
    const bodyLine = at + 1;
    const git = /^diff --git a\/(.*) b\/(.*)/.exec(text);
    const head = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@ ?(.*)/.exec(text);
    const lines = files.at(-1)?.hunks.at(-1)?.lines;
    if (git) {
      files.push({ file: modified(git[1] ?? "", git[2] ?? "", bodyLine), hunks: [] });
    } else if (head) {
      const [oldStart = 0, oldCount = 0, newStart = 0, newCount = 0] = head.slice(1, 5).map(Number);
      const counts = { oldStart, oldCount, newStart, newCount };
      const hunk = { ...counts, section: head[5] ?? "", bodyLine, lines: [] };
      files.at(-1)?.hunks.push({ hunk, lines: [] });
      left = oldCount + newCount;
      next = { old: oldStart, new: newStart };
    } else if (lines && left > 0) {
      const kind = text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : "same";
      const oldLine = kind === "added" ? undefined : next.old++;
      const newLine = kind === "removed" ? undefined : next.new++;
      left -= kind === "same" ? 2 : 1;
      lines.push({ kind, text: text.slice(1), oldLine, newLine, bodyLine, noNewline: false });
    }
  }
  return files.map(({ file, hunks }) => ({
    ...file,
    hunks: hunks.map(({ hunk, lines }) => ({ ...hunk, lines })),
  }));
}

function modified(oldPath: string, newPath: string, bodyLine: number): FileDiff {
  const unknown = {
    oldBlob: undefined,
    newBlob: undefined,
    oldMode: undefined,
    newMode: undefined,
  };
  return { kind: "modified", oldPath, newPath, ...unknown, bodyLine, hunks: [] };
}
