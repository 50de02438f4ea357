// A patch as a table has it → the mail that an author would have sent.

import { createHash } from "node:crypto";
import { fileLines, linesOf } from "./variant-edits.ts";
import type { PatchText } from "./variants.ts";

/** `id` is the part of the Message-ID that the mails of one series share. */
export function mailOf(patch: PatchText, position: number, total: number, id: string): string {
  const number = total === 1 ? "" : ` ${position}/${total}`;
  const parent = `<${id}-1@example.org>`;
  return [
    "From: Ada Maintainer <ada@example.org>",
    "To: netdev@example.org",
    `Subject: [PATCH net-next${number}] ${patch.title}`,
    `Date: Mon, 2 Mar 2026 10:00:0${position} +0000`,
    `Message-ID: <${id}-${position}@example.org>`,
    ...(position === 1 ? [] : [`In-Reply-To: ${parent}`, `References: ${parent}`]),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    `${patch.title.replace(/^.*: /, "")}, as discussed.`,
    "",
    "Signed-off-by: Ada Maintainer <ada@example.org>",
    "---",
    ...patch.files.map(({ path }) => ` ${path} | 1 +`),
    "",
    ...patch.files.flatMap(diffOf),
    "-- ",
    "2.47.0",
    "",
  ].join("\n");
}

function diffOf(file: PatchText["files"][number]): string[] {
  const blob = (side: string) =>
    createHash("sha1").update(`${side} ${file.path}`).digest("hex").slice(0, 12);
  const git = `diff --git a/${file.path} b/${file.path}`;
  const now = `+++ b/${file.path}`;
  if ("new" in file) {
    const index = `index 000000000000..${blob("new")}`;
    return fileLines({
      head: [git, "new file mode 100644", index, "--- /dev/null", now],
      hunks: [{ oldStart: 0, section: "", lines: linesOf(file.new).map((line) => `+${line}`) }],
    });
  }
  return fileLines({
    head: [git, `index ${blob("old")}..${blob("new")} 100644`, `--- a/${file.path}`, now],
    hunks: file.hunks.map(({ line, section, text }) => ({
      oldStart: line,
      section: section === "" ? "" : ` ${section}`,
      lines: linesOf(text),
    })),
  });
}
