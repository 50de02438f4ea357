// Threads of a made-up list → what the assembler says of them. Each name is a promise.

import { cpuMsOf } from "../testing/cpu-time.ts";
import fc from "fast-check";
import { madeMessage, madePatch, type Words } from "../testing/mails.ts";
import type { Message, Series } from "../types.ts";
import { seriesOf, type Assembly } from "./series.ts";

const mail = madeMessage;

/** A patch of one file; the id is short, so that references can name it. */
const patch = (
  id: string,
  tag: string,
  at: number,
  more: Partial<Words> & { what?: string } = {},
) =>
  mail({
    subject: `[${tag}] net: step ${/(\d+)[/_]/.exec(tag)?.[1] ?? "one"}`,
    id,
    at,
    body: madePatch(`net/${/(\d+)[/_]/.exec(tag)?.[1] ?? "one"}.c`, more.what ?? "new"),
    ...more,
  });

const cover = (id: string, tag: string, at: number, more: Partial<Words> = {}) =>
  mail({ subject: `[${tag}] net: all steps`, id, at, body: "Why.\n\n net/1.c | 2 +-\n 1 file changed, 1 insertion(+)\n", ...more }); // prettier-ignore

/** `v2 net: all steps [c2 | 1:a 2:b] of 3, missing 3, carried 1`. */
function shown({
  version,
  title,
  cover: letter,
  patches,
  total,
  missing,
  carried,
}: Series): string {
  const short = (id: string) => id.split("@")[0] ?? "";
  const slots = patches.map(({ position, id }) => `${position}:${short(id)}`).join(" ");
  const head = letter === undefined ? "" : `${short(letter.id)} | `;
  const notes = [
    `of ${total}`,
    ...(missing.length > 0 ? [`missing ${missing.join(" ")}`] : []),
    ...(carried.length > 0 ? [`carried ${carried.join(" ")}`] : []),
  ];
  return `v${version} ${title} [${head}${slots}] ${notes.join(", ")}`;
}

function told({ series, superseded, skipped }: Assembly): readonly string[] {
  return [
    ...series.map(shown),
    ...superseded.map((old) => `old ${shown(old.series)} (${old.why})`),
    ...skipped.map(({ what, why }) => `skipped ${what}: ${why}`),
  ];
}

const whole = (version: string, at: number, refs: readonly string[] = []) => {
  const [letter, v] = [version === "" ? "1" : version, version === "" ? "" : ` v${version}`];
  return [
    cover(`c${letter}`, `PATCH${v} 0/3`, at, { refs }),
    ...[1, 2, 3].map((n) =>
      patch(`p${letter}-${n}`, `PATCH${v} ${n}/3`, at + n, {
        refs: [...refs, `c${letter}`],
        what: `new in ${letter}`,
      }),
    ),
  ];
};
const bob = { from: "Bob <bob@example.org>" };

type Row = readonly [string, readonly Message[], readonly string[]];

const ordinary: readonly Row[] = [
  ["one patch", [patch("a", "PATCH", 0)], ["v1 net: step one [1:a] of 1"]],
  ["a cover letter and its patches", whole("", 0), ["v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3"]],
  ["patches without a cover letter, all below the first",
    [patch("a", "PATCH 1/2", 0), patch("b", "PATCH 2/2", 1, { refs: ["a"] })],
    ["v1 net: step 1 [1:a 2:b] of 2"]],
  ["patches that each answer the one before",
    [cover("c", "PATCH 0/3", 0), patch("a", "PATCH 1/3", 1, { refs: ["c"] }),
      patch("b", "PATCH 2/3", 2, { refs: ["c", "a"] }), patch("d", "PATCH 3/3", 3, { refs: ["c", "a", "b"] })],
    ["v1 net: all steps [c | 1:a 2:b 3:d] of 3"]],
  ["two versions in two threads", [...whole("", 0), ...whole("2", 100)], [
    "v2 net: all steps [c2 | 1:p2-1 2:p2-2 3:p2-3] of 3",
    "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender and title)"]],
  ["a new version in the thread of the old", [...whole("", 0), ...whole("2", 100, ["c1"])], [
    "v2 net: all steps [c2 | 1:p2-1 2:p2-2 3:p2-3] of 3",
    "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender, same thread, another version)"]],
  ["patches without their cover letter", whole("", 0).slice(1), ["v1 net: step 1 [1:p1-1 2:p1-2 3:p1-3] of 3"]],
  ["two series at the same time",
    [...whole("", 0), cover("x", "PATCH 0/2", 0, { subject: "[PATCH 0/2] mm: other" }),
      patch("x1", "PATCH 1/2", 1, { refs: ["x"], subject: "[PATCH 1/2] mm: one" }), patch("x2", "PATCH 2/2", 1, { refs: ["x"], subject: "[PATCH 2/2] mm: two" })],
    ["v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3", "v1 mm: other [x | 1:x1 2:x2] of 2"]],
]; // prettier-ignore

const incomplete: readonly Row[] = [
  ["a cover letter alone waits", [cover("c", "PATCH 0/2", 0)], ["v1 net: all steps [c | ] of 2, missing 1 2"]],
  ["patches that are missing are named", [whole("", 0)[0], whole("", 0)[2]].flatMap((one) => one ?? []), [
    "v1 net: all steps [c1 | 2:p1-2] of 3, missing 1 3"]],
  ["a late cover letter joins by its thread",
    [patch("a", "PATCH 1/2", 0), patch("b", "PATCH 2/2", 1, { refs: ["a"] }), cover("c", "PATCH 0/2", 500, { refs: ["a"] })],
    ["v1 net: all steps [c | 1:a 2:b] of 2"]],
  ["a late cover letter joins by the minute",
    [patch("a", "PATCH 1/2", 0), patch("b", "PATCH 2/2", 1, { refs: ["a"] }), cover("c", "PATCH 0/2", 5)],
    ["v1 net: all steps [c | 1:a 2:b] of 2"]],
  ["more patches than were announced: 6/5",
    [...[1, 2, 3, 4, 5].map((n) => patch(`p${n}`, `PATCH ${n}/5`, n, { refs: n > 1 ? ["p1"] : [] })), patch("p6", "PATCH 6/5", 9, { refs: ["p1"] })],
    ["v1 net: step 1 [1:p1 2:p2 3:p3 4:p4 5:p5 6:p6] of 6"]],
  ["a cover letter that counts wrong is still theirs",
    [cover("c", "PATCH 0/3", 0), patch("a", "PATCH 1/2", 1, { refs: ["c"] }), patch("b", "PATCH 2/2", 2, { refs: ["c"] })],
    ["v1 net: all steps [c | 1:a 2:b] of 2"]],
  ["patches that forget the version of their cover letter",
    [cover("c", "PATCH v2 0/2", 0), patch("a", "PATCH 1/2", 1, { refs: ["c"] }), patch("b", "PATCH 2/2", 2, { refs: ["c"] })],
    ["v2 net: all steps [c | 1:a 2:b] of 2"]],
  ["a cover letter that forgets the version of its patches",
    [cover("c", "PATCH 0/2", 0), patch("a", "PATCH v2 1/2", 1, { refs: ["c"] }), patch("b", "PATCH v2 2/2", 2, { refs: ["c"] })],
    ["v2 net: all steps [c | 1:a 2:b] of 2"]],
  ["a cover letter without a number is known by its diffstat",
    [cover("c", "", 0, { subject: "net: all steps" }), patch("a", "PATCH 1/2", 1, { refs: ["c"] }), patch("b", "PATCH 2/2", 2, { refs: ["c"] })],
    ["v1 net: all steps [c | 1:a 2:b] of 2"]],
  ["mails of an unthreaded series, within minutes",
    [patch("a", "PATCH 1/3", 0), patch("b", "PATCH 2/3", 1), patch("d", "PATCH 3/3", 2)],
    ["v1 net: step 1 [1:a 2:b 3:d] of 3"]],
  ["mails of an unthreaded series, by the stem of their ids",
    [1, 2, 3].map((n) => patch(`20260428221058.149123-${n}-ann@example.org`, `PATCH ${n}/3`, n * 600)),
    ["v1 net: step 1 [1:20260428221058.149123-1-ann 2:20260428221058.149123-2-ann 3:20260428221058.149123-3-ann] of 3"]],
  ["unthreaded mails hours apart are two series",
    [patch("a", "PATCH 1/2", 0), patch("b", "PATCH 2/2", 600, { subject: "[PATCH 2/2] mm: other" })],
    ["v1 net: step 1 [1:a] of 2, missing 2", "v1 mm: other [2:b] of 2, missing 1"]],
  ["unthreaded mails of two people are two series",
    [patch("a", "PATCH 1/2", 0), patch("b", "PATCH 2/2", 1, bob)],
    ["v1 net: step 1 [1:a] of 2, missing 2", "v1 net: step 2 [2:b] of 2, missing 1"]],
]; // prettier-ignore

const intruders: readonly Row[] = [
  ["another author's patch in the thread takes no slot",
    [...whole("", 0).filter(({ id }) => !id.startsWith("p1-2")), patch("x", "PATCH 2/3", 9, { ...bob, refs: ["c1"] })],
    ["v1 net: all steps [c1 | 1:p1-1 3:p1-3] of 3, missing 2", "v1 net: step 2 [2:x] of 3, missing 1 3"]],
  ["another author's v2 in the thread supersedes nothing",
    [...whole("", 0), patch("x", "PATCH v2", 9, { ...bob, refs: ["c1", "p1-1"], subject: "[PATCH v2] net: step 1" })],
    ["v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3", "v2 net: step 1 [1:x] of 1"]],
  ["another author with the same title and change-id supersedes nothing",
    [patch("a", "PATCH", 0, { body: `${madePatch("a.c")}\nchange-id: 20260105-x\n` }),
      patch("b", "PATCH v2", 9, { ...bob, body: `${madePatch("a.c")}\nchange-id: 20260105-x\n` })],
    ["v1 net: step one [1:a] of 1", "v2 net: step one [1:b] of 1"]],
  ["the author's own other fix in the thread is a series of its own",
    [...whole("", 0), patch("x", "PATCH", 9, { refs: ["c1", "p1-2"], subject: "[PATCH] mm: other", what: "else" })],
    ["v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3", "v1 mm: other [1:x] of 1"]],
  ["a slot is never taken twice",
    [cover("c", "PATCH 0/2", 0), patch("a", "PATCH 1/2", 1, { refs: ["c"] }), patch("b", "PATCH 2/2", 2, { refs: ["c"] }),
      patch("x", "PATCH 2/2", 3, { refs: ["c"], subject: "[PATCH 2/2] mm: other", what: "else", body: madePatch("mm/other.c") })],
    ["v1 net: all steps [c | 1:a 2:b] of 2", "v1 mm: other [2:x] of 2, missing 1"]],
  ["a discussion that two patches answer",
    [mail({ subject: "net is slow", id: "d", at: 0, ...bob }), patch("a", "PATCH", 1, { refs: ["d"] }),
      patch("b", "PATCH", 2, { refs: ["d"], subject: "[PATCH] mm: other", body: madePatch("mm/other.c") })],
    ["v1 net: step one [1:a] of 1", "v1 mm: other [1:b] of 1", "skipped net is slow: it holds no diff"]],
]; // prettier-ignore

const rerolls: readonly Row[] = [
  ["one patch again, in answer to its first form",
    [...whole("", 0), patch("x", "PATCH v2 2/3", 9, { refs: ["c1", "p1-2"], what: "better" })], [
      "v2 net: all steps [c1 | 1:p1-1 2:x 3:p1-3] of 3, carried 1 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender, same thread, another version)"]],
  ["one patch again, in answer to the cover letter",
    [...whole("", 0), patch("x", "PATCH v2 2/3", 9, { refs: ["c1"], what: "better" })], [
      "v2 net: all steps [c1 | 1:p1-1 2:x 3:p1-3] of 3, carried 1 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender, same thread, another version)"]],
  ["a chain of them",
    [...whole("", 0), patch("x", "PATCH v2 2/3", 9, { refs: ["c1", "p1-2"] }), patch("y", "PATCH v3 3/3", 10, { refs: ["c1", "p1-3"] })], [
      "v3 net: all steps [c1 | 1:p1-1 2:x 3:y] of 3, carried 1 2",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender, same thread, another version)",
      "old v2 net: all steps [c1 | 1:p1-1 2:x 3:p1-3] of 3, carried 1 3 (v3 followed v2: same sender, same thread, another version)"]],
  ["v5.1 refreshes one patch of v5",
    [...whole("5", 0), patch("x", "PATCH v5.1 2/3", 9, { refs: ["c5", "p5-2"], what: "better" })], [
      "v5 net: all steps [c5 | 1:p5-1 2:x 3:p5-3] of 3, carried 1 3",
      "old v5 net: all steps [c5 | 1:p5-1 2:p5-2 3:p5-3] of 3 (it was sent again with changes under the same version: v5.1 in its thread)"]],
  ["one patch again without a number, by its title",
    [...whole("", 0), patch("x", "PATCH v2", 9, { refs: ["c1", "p1-2"], subject: "[PATCH v2] net: step 2", what: "better" })], [
      "v2 net: all steps [c1 | 1:p1-1 2:x 3:p1-3] of 3, carried 1 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: it answers the patch of the same title)"]],
  ["the same version of one patch again with other content",
    [...whole("", 0), patch("x", "PATCH 2/3", 9, { refs: ["c1", "p1-2"], what: "better" })], [
      "v1 net: all steps [c1 | 1:p1-1 2:x 3:p1-3] of 3, carried 1 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (it was sent again with changes under the same version: the same place in the same series was sent again)"]],
  ["a single patch again with other content and no version",
    [patch("a", "PATCH", 0), patch("b", "PATCH", 60, { what: "better" })], [
      "v1 net: step one [1:b] of 1",
      "old v1 net: step one [1:a] of 1 (it was sent again with changes under the same version: same sender and same titles of patches)"]],
  ["a RESEND", [patch("a", "PATCH", 0), patch("b", "PATCH RESEND", 6000)], [
    "v1 net: step one [1:b] of 1",
    "old v1 net: step one [1:a] of 1 (it was sent again without a change: same sender and same titles of patches)"]],
  ["a RESEND of a whole series",
    [...whole("", 0), ...whole("", 100).map((one) => ({ ...one, id: `r-${one.id}` as Message["id"], references: one.references.map((id) => `r-${id}` as Message["id"]), inReplyTo: one.inReplyTo.map((id) => `r-${id}` as Message["id"]) }))], [
      "v1 net: all steps [r-c1 | 1:r-p1-1 2:r-p1-2 3:r-p1-3] of 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (it was sent again without a change: same sender and same titles of patches)"]],
  ["a late v9 does not win over v10", [...whole("10", 0), ...whole("9", 100)], [
    "v10 net: all steps [c10 | 1:p10-1 2:p10-2 3:p10-3] of 3",
    "old v9 net: all steps [c9 | 1:p9-1 2:p9-2 3:p9-3] of 3 (v10 followed v9)"]],
  ["a posting after its RFCs starts again at 1",
    [patch("a", "RFC PATCH v2", 0), patch("b", "PATCH", 100, { what: "better" })], [
      "v1 net: step one [1:b] of 1",
      "old v2 net: step one [1:a] of 1 (v1 followed v2: same sender and same titles of patches)"]],
  ["a new title is followed by the change-id",
    [patch("a", "PATCH", 0, { body: `${madePatch("a.c")}\nchange-id: 20260105-x\n` }),
      patch("b", "PATCH v2", 9, { subject: "[PATCH v2] mm: other", body: `${madePatch("a.c")}\nchange-id: 20260105-x\n` })], [
      "v2 mm: other [1:b] of 1",
      "old v1 net: step one [1:a] of 1 (v2 followed v1: same sender and change-id)"]],
  ["a new title is followed by most patches",
    [...whole("", 0), ...whole("2", 100).map((one) => ({ ...one, subject: one.subject.replace("all steps", "every step") }))], [
      "v2 net: every step [c2 | 1:p2-1 2:p2-2 3:p2-3] of 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender and same titles of patches)"]],
  ["a posting after an RFC of the same version",
    [patch("a", "RFC PATCH", 0), patch("b", "PATCH", 100, { what: "better" })], [
      "v1 net: step one [1:b] of 1",
      "old v1 net: step one [1:a] of 1 (a posting that is no RFC any more followed it: same sender and same titles of patches)"]],
  ["a new address, in the thread of the old version",
    [patch("a", "PATCH", 0), patch("b", "PATCH v2", 100, { refs: ["a"], from: "Ann <ann@work.example.org>" })], [
      "v2 net: step one [1:b] of 1",
      "old v1 net: step one [1:a] of 1 (v2 followed v1: same name, same thread, another version)"]],
  ["a new address, the same change-id",
    [patch("a", "PATCH", 0, { body: `${madePatch("a.c")}\nchange-id: 20260105-x\n` }),
      patch("b", "PATCH v2", 9, { from: "Ann <ann@work.example.org>", subject: "[PATCH v2] mm: other", body: `${madePatch("a.c")}\nchange-id: 20260105-x\n` })], [
      "v2 mm: other [1:b] of 1",
      "old v1 net: step one [1:a] of 1 (v2 followed v1: same name and change-id)"]],
  ["a new address and nothing else in common but the title",
    [patch("a", "PATCH", 0), patch("b", "PATCH v2", 100, { from: "Ann <ann@work.example.org>" })],
    ["v1 net: step one [1:a] of 1", "v2 net: step one [1:b] of 1"]],
  ["a dropped patch", [...whole("", 0), cover("d", "PATCH v2 0/2", 50), patch("d1", "PATCH v2 1/2", 51, { refs: ["d"] }), patch("d2", "PATCH v2 2/2", 52, { refs: ["d"] })], [
    "v2 net: all steps [d | 1:d1 2:d2] of 2",
    "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender and title)"]],
  ["a whole v2 that has arrived in part waits and takes nothing over",
    [...whole("", 0), ...whole("2", 100).slice(0, 2)], [
      "v2 net: all steps [c2 | 1:p2-1] of 3, missing 2 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender and title)"]],
  ["a v2 on its way below its own first patch takes nothing over",
    [...whole("", 0), patch("x", "PATCH v2 1/3", 9, { refs: ["c1"] }), patch("y", "PATCH v2 2/3", 10, { refs: ["c1", "x"] })], [
      "v2 net: step 1 [1:x 2:y] of 3, missing 3",
      "old v1 net: all steps [c1 | 1:p1-1 2:p1-2 3:p1-3] of 3 (v2 followed v1: same sender, same thread, another version)"]],
  ["the same title every week is not one series",
    [cover("a", "PATCH 0/1", 0, { subject: "[PATCH 0/1] fixes" }), patch("a1", "PATCH 1/1", 1, { refs: ["a"], subject: "[PATCH 1/1] one", body: madePatch("one.c") }),
      cover("b", "PATCH 0/1", 900, { subject: "[PATCH 0/1] fixes" }), patch("b1", "PATCH 1/1", 901, { refs: ["b"], subject: "[PATCH 1/1] two", body: madePatch("two.c") })],
    ["v1 fixes [a | 1:a1] of 1", "v1 fixes [b | 1:b1] of 1"]],
  ["the same title with another file is not one series",
    [patch("a", "PATCH", 0, { body: madePatch("one.c") }), patch("b", "PATCH", 900, { body: madePatch("two.c") })],
    ["v1 net: step one [1:a] of 1", "v1 net: step one [1:b] of 1"]],
]; // prettier-ignore

const kernels: readonly Row[] = [
  ["v6.1 with stable in Cc is a kernel", [patch("a", "PATCH v6.1", 0, { cc: "S <stable@vger.example.org>" })], ["v1 net: step one [1:a] of 1"]],
  ["v6.1 without it is what it says", [patch("a", "PATCH v6.1", 0)], ["v6 net: step one [1:a] of 1"]],
  ["v6.1 after a v6 is a refresh, whoever reads along",
    [patch("a", "PATCH v6", 0), patch("b", "PATCH v6.1", 9, { refs: ["a"], cc: "S <stable@vger.example.org>", what: "better" })], [
      "v6 net: step one [1:b] of 1",
      "old v6 net: step one [1:a] of 1 (it was sent again with changes under the same version: v6.1 in its thread)"]],
  ["the same patch for two kernels is two series",
    [patch("a", "PATCH 6.1 3/3", 0, { subject: "[PATCH 6.1] net: fix" }), patch("b", "PATCH 5.15", 1, { subject: "[PATCH 5.15] net: fix" })],
    ["v1 net: fix [1:a] of 1", "v1 net: fix [1:b] of 1"]],
  ["glued and commaed counters", [patch("a", "PATCHv3 nf 1/2", 0), patch("b", "PATCH v3, 2/2", 1, { refs: ["a"] })],
    ["v3 net: step 1 [1:a 2:b] of 2"]],
]; // prettier-ignore

const relayed: readonly Row[] = [
  ["a list in the From, the author in Reply-To",
    [1, 2].map((n) => patch(`p${n}`, `PATCH ${n}/2`, n, { from: "Ann via Drivers <drivers@lists.example.org>",
      headers: { "Reply-To": "Ann <ann@example.org>" }, refs: n > 1 ? ["p1"] : [] })),
    ["v1 net: step 1 [1:p1 2:p2] of 2"]],
  ["two authors behind one list are two",
    [patch("a", "PATCH 1/2", 0, { from: "Ann via Drivers <drivers@lists.example.org>", headers: { "Reply-To": "Ann <ann@example.org>" } }),
      patch("b", "PATCH 2/2", 1, { from: "Bob via Drivers <drivers@lists.example.org>", headers: { "Reply-To": "Bob <bob@example.org>" } })],
    ["v1 net: step 1 [1:a] of 2, missing 2", "v1 net: step 2 [2:b] of 2, missing 1"]],
  ["X-Original-From counts more",
    [patch("a", "PATCH 1/2", 0, { from: "List <list@example.org>", headers: { "X-Original-From": "Ann <ann@example.org>" } }), patch("b", "PATCH 2/2", 1, { refs: ["a"] })],
    ["v1 net: step 1 [1:a 2:b] of 2"]],
]; // prettier-ignore

const skipped: readonly Row[] = [
  ["an answer that holds a diff",
    [patch("a", "PATCH", 0), mail({ subject: "Re: [PATCH] net: step one", id: "r", at: 1, refs: ["a"], ...bob, body: `> x\n\n${madePatch("a.c")}` })],
    ["v1 net: step one [1:a] of 1"]],
  ["an answer with a prefix that nobody knows",
    [patch("a", "PATCH", 0), mail({ subject: "xy: [PATCH] net: step one", id: "r", at: 1, refs: ["a"], ...bob, body: madePatch("a.c") })],
    ["v1 net: step one [1:a] of 1"]],
  ["an answer without Re: that gives a trailer",
    [patch("a", "PATCH", 0), mail({ subject: "net: step one", id: "r", at: 1, refs: ["a"], ...bob, body: "Reviewed-by: Bob <bob@example.org>\n" })],
    ["v1 net: step one [1:a] of 1"]],
  ["an answer that keeps the brackets and holds no diff",
    [patch("a", "PATCH", 0), mail({ subject: "[PATCH] net: step one", id: "r", at: 1, refs: ["a"], ...bob, body: "Acked-by: Bob <bob@example.org>\n" })],
    ["v1 net: step one [1:a] of 1"]],
  ["a pull request", [mail({ subject: "[GIT PULL] net for 6.20", body: "The following changes\n" })],
    ["skipped [GIT PULL] net for 6.20: a pull request, which holds no patch"]],
  ["a patch to another project", [patch("a", "PATCH e2fsprogs", 0)],
    ["skipped [PATCH e2fsprogs] net: step one: a patch to e2fsprogs, not the kernel"]],
  ["a report of syzbot", [mail({ subject: "[syzbot] [net?] KASAN: use-after-free", from: "syzbot <syzbot+0123abcd@syzkaller.example.org>" })],
    ["skipped [syzbot] [net?] KASAN: use-after-free: a report of syzbot"]],
  ["a reproducer", [mail({ subject: "[reproducer] crash in net", body: madePatch("a.c") })],
    ["skipped [reproducer] crash in net: a report of a robot"]],
  ["a machine", [patch("a", "PATCH", 0, { headers: { "Auto-Submitted": "auto-generated" } })],
    ["skipped [PATCH] net: step one: sent by a machine (Auto-Submitted: auto-generated)"]],
  ["a bounce with the patch in it", [patch("a", "PATCH", 0, { headers: { "Content-Type": "multipart/report; report-type=delivery-status" } })],
    ["skipped [PATCH] net: step one: a bounce"]],
  ["talk", [mail({ subject: "net is slow" })], ["skipped net is slow: it holds no diff"]],
  ["a diff that an answer shows without Re: and that nobody signed",
    [mail({ subject: "net is slow", id: "d" }), mail({ subject: "like so?", id: "e", at: 1, refs: ["d"], body: madePatch("a.c").replace(/^Signed.*\n/m, "") })],
    ["skipped net is slow: it holds no diff"]],
]; // prettier-ignore

const impostors: readonly Row[] = [
  ["a mail from two lists is one", [patch("a", "PATCH", 0), patch("a", "PATCH", 0)], ["v1 net: step one [1:a] of 1"]],
  ["a footer makes no other mail", [patch("a", "PATCH", 0), patch("a", "PATCH", 0, { body: `${madePatch("net/one.c")}____\nlist\n` })],
    ["v1 net: step one [1:a] of 1"]],
  ["another mail of the same id is told", [patch("a", "PATCH", 0), patch("a", "PATCH", 5, { what: "evil" })],
    ["v1 net: step one [1:a] of 1", "skipped <a@example.org>: another mail, with other content, had this Message-ID before"]],
]; // prettier-ignore

describe.each([
  ["ordinary series", ordinary],
  ["incomplete and unthreaded series", incomplete],
  ["strangers in a thread", intruders],
  ["new versions", rerolls],
  ["versions of the kernel", kernels],
  ["relays", relayed],
  ["mails that are no patch", skipped],
  ["duplicates", impostors],
])("%s", (_, table) => {
  test.each(table)("%s", (_name, messages, expected) => {
    expect(told(seriesOf(messages))).toEqual(expected);
    // Mail arrives in any order; the answer is the same.
    expect(told(seriesOf([...messages].reverse()))).toEqual(expected);
    const { trace } = seriesOf(messages);
    expect(new Set(trace.map(({ id }) => id))).toEqual(new Set(messages.map(({ id }) => id)));
    for (const { why } of trace) expect(why).not.toBe("");
  });
});

describe("what the mails say", () => {
  test("trailers of answers go to the patch or the cover letter that they answer", () => {
    const answer = (id: string, refs: readonly string[], body: string, from = bob.from) =>
      mail({ subject: "Re: x", id, at: 50, refs, body, from });
    const { series } = seriesOf([
      ...whole("", 0),
      answer("r1", ["c1", "p1-1"], "> Reviewed-by: Quoted <q@example.org>\n\nReviewed-by: Bob <bob@example.org>\n"),
      answer("r2", ["c1", "p1-1", "r1"], "Tested-by: Cem Core\n <cem@example.org> # on two machines\n[with a note]\n", "Cem <cem@example.org>"),
      answer("r3", ["c1"], "For the series:\nAcked-by: Dea <dea@elsewhere.example.org>\n-- \nReported-by: Sig <s@example.org>\n", "Dea <dea@example.org>"),
      answer("r4", ["c1", "p1-2", "never-seen"], 'Fixes: 0123456789ab ("net: a title\nthat was wrapped")\n'),
      answer("r5", ["c1", "p1-3"], "Reviewed-by: a tag that is not one line\nI Reviewed-by: no\n reviewed-by: x\n"),
    ]); // prettier-ignore
    const trailers = (all: readonly { name: string; value: string; own: boolean }[]) =>
      all.map(({ name, value, own }) => `${name}: ${value}${own ? "" : " (not the sender's)"}`);
    expect(series[0]?.patches.map(({ followUps }) => trailers(followUps))).toEqual([
      ["Reviewed-by: Bob <bob@example.org>", "Tested-by: Cem Core <cem@example.org> # on two machines"],
      ['Fixes: 0123456789ab ("net: a title that was wrapped")'],
      ["Reviewed-by: a tag that is not one line"],
    ]); // prettier-ignore
    expect(trailers(series[0]?.followUps ?? [])).toEqual([
      "Acked-by: Dea <dea@elsewhere.example.org> (not the sender's)",
    ]);
  });

  test("base, change-id and prerequisites come from the cover letter or a patch", () => {
    const id = "0123456789".repeat(4);
    const body = `Why.\n\nbase-commit: ${id}\nchange-id: 20260105-x\nprerequisite-message-id: <q@example.org>\nprerequisite-patch-id: ${id}\n> base-commit: no\n`;
    const facts = (messages: readonly Message[]) => {
      const [series] = seriesOf(messages).series;
      return [series?.baseCommit, series?.changeId, series?.prerequisites];
    };
    const all = [id, "20260105-x", { patchIds: [id], messageIds: ["q@example.org"] }];
    expect(facts([cover("c", "PATCH 0/1", 0, { body }), patch("a", "PATCH 1/1", 1, { refs: ["c"] })])).toEqual(all);
    expect(facts([patch("a", "PATCH", 0, { body: `${madePatch("a.c")}\n${body}` })])).toEqual(all);
    expect(facts([patch("a", "PATCH", 0, { body: `${madePatch("a.c")}base-commit: ${id.slice(1)}\n` })])).toEqual([
      undefined, undefined, { patchIds: [], messageIds: [] },
    ]);
  }); // prettier-ignore

  test("the author is in the body, else behind the relay, and the title without prefixes", () => {
    const author = (words: Partial<Words>) => seriesOf([patch("a", "PATCH net v2", 0, words)]).series[0]?.patches[0]?.author;
    const inBody = `From: Cem Core <cem@example.org>\n\n${madePatch("a.c")}`;
    expect(author({ body: inBody })).toEqual({ name: "Cem Core", address: "cem@example.org" });
    const relay = { from: "Ann A. via Relay <devnull+ann.example.org@relay.example.org>" };
    expect(author({ ...relay, headers: { "Reply-To": "ann@example.org" } })).toEqual({ name: "Ann A.", address: "ann@example.org" });
    expect(author({ ...relay, body: inBody })).toEqual({ name: "Cem Core", address: "cem@example.org" });
    expect(author({ from: "Ann <list@example.org>", headers: { "X-Original-From": "Änn <a@example.org>" } })).toEqual({ name: "Änn", address: "a@example.org" });
  }); // prettier-ignore

  test("a damaged patch keeps its slot and says which line is off", () => {
    const body = madePatch("a.c").replace("@@ -1,3 +1,3 @@", "@@ -1,4 +1,3 @@");
    const [series] = seriesOf([patch("a", "PATCH", 0, { body })]).series;
    expect(series?.patches[0]?.damaged).toEqual([
      { what: "a.c, hunk at line 12 of the mail", why: "4 old lines announced, 3 found" },
    ]);
  });

  test("invisible characters are reported", () => {
    const body = madePatch("a.c", "if (x) /*\u202e*/ y\u2066;");
    expect(seriesOf([patch("a", "PATCH", 0, { body })]).series[0]?.patches[0]?.problems).toEqual([
      { what: "line 15 of the mail", why: "holds the invisible or control character U+202E" },
    ]);
  });

  test("a version knows those before it", () => {
    const { series, superseded } = seriesOf([
      ...whole("", 0),
      ...whole("2", 50),
      ...whole("3", 90),
    ]);
    expect(series.map(({ earlier }) => earlier)).toEqual([["c1@example.org", "c2@example.org"]]);
    expect(superseded.map((old) => old.series.earlier)).toEqual([[], ["c1@example.org"]]);
  });

  test("totals that disagree are told", () => {
    const { series } = seriesOf([
      cover("c", "PATCH 0/3", 0),
      patch("a", "PATCH 1/2", 1, { refs: ["c"] }),
      patch("b", "PATCH 3/2", 2, { refs: ["c"] }),
    ]);
    expect(series[0]?.problems.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      "total: 2 announced, 3 sent",
      "cover letter: announces 3 patches, the patches 2",
    ]);
  });

  test("the trace says why", () => {
    const { trace } = seriesOf([
      ...whole("", 0),
      patch("x", "PATCH v2 1/3", 9, { refs: ["c1", "p1-1"], what: "better" }),
      mail({ subject: "Re: x", id: "r", at: 20, refs: ["x"] }),
      mail({ subject: "talk", id: "t", at: 21 }),
    ]);
    expect(trace.map(({ id, why }) => `${id.split("@")[0] ?? ""}: ${why}`)).toMatchInlineSnapshot(`
     [
       "c1: cover letter of v1: the first cover letter of its sender, version and thread; superseded by v2",
       "p1-1: patch 1 of 3 of v1: in the same thread as the others; superseded by v2",
       "p1-2: patch 2 of 3 of v1: in the same thread as the others; superseded by v2",
       "p1-3: patch 3 of 3 of v1: in the same thread as the others; superseded by v2",
       "x: patch 1 of 3 of v2: the first patch of its sender, version and thread; a version of an earlier series: same sender, same thread, another version; taken over from the version before: 2, 3",
       "r: an answer, not a patch; it answers <x@example.org>",
       "t: it holds no diff",
     ]
    `);
  });
});

describe("any bag", () => {
  const tag = fc.constantFrom("PATCH", "PATCH 1/2", "PATCH 2/2", "PATCH 0/2", "PATCH v2 1/2", "PATCH v2 0/2", "PATCH v3", "RFC", "PATCH 6.1", "PATCH v2.1 1/2"); // prettier-ignore
  const id = fc.integer({ min: 0, max: 12 }).map((number) => `m${number}`);
  const words = fc.record({
    tag, id, at: fc.option(fc.integer({ min: 0, max: 30 })), refs: fc.array(id, { maxLength: 2 }),
    from: fc.constantFrom("Ann <ann@example.org>", bob.from), reply: fc.boolean(), diff: fc.boolean(),
    title: fc.constantFrom("a", "b"),
  }); // prettier-ignore

  test("gives each patch one place, whatever the order of arrival", () => {
    fc.assert(
      fc.property(fc.uniqueArray(words, { selector: (one) => one.id }), (all) => {
        const messages = all.map((one) =>
          mail({
            subject: `${one.reply ? "Re: " : ""}[${one.tag}] ${one.title}`,
            id: one.id,
            at: one.at,
            refs: one.refs.filter((ref) => ref !== one.id),
            from: one.from,
            body: one.diff ? madePatch("a.c", one.id) : "Words.\n",
          }),
        );
        const assembly = seriesOf(messages);
        expect(told(seriesOf([...messages].reverse()))).toEqual(told(assembly));
        const versions = [...assembly.series, ...assembly.superseded.map(({ series }) => series)];
        const own = versions.flatMap(({ patches, carried }) =>
          patches.filter(({ position }) => !carried.includes(position)).map((one) => one.id),
        );
        expect(new Set(own).size).toBe(own.length);
        for (const { patches, missing, total } of versions) {
          const places = [...patches.map(({ position }) => position), ...missing];
          expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, at) => at + 1));
        }
        expect(assembly.trace.map((one) => one.id).sort()).toEqual(messages.map((one) => one.id).sort());
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });

  test("a thread of 30 patches takes milliseconds, 6,000 mails seconds", async () => {
    const thread = (name: string) => [
      cover(name, "PATCH 0/30", 0, { from: `A <${name}@example.org>` }),
      ...Array.from({ length: 30 }, (_, at) =>
        patch(`${name}-${at}`, `PATCH ${at + 1}/30`, at, { refs: [name], from: `A <${name}@example.org>` }),
      ),
    ]; // prettier-ignore
    const one = thread("a");
    seriesOf(one);
    expect(await cpuMsOf(() => seriesOf(one))).toBeLessThan(40);
    const many = Array.from({ length: 200 }, (_, at) => thread(`t${at}`)).flat();
    expect(await cpuMsOf(() => seriesOf(many))).toBeLessThan(5000);
    expect(seriesOf(many.slice(0, 310)).series).toHaveLength(10);
  });

  test.each([
    ["one author's 4,000 singles in one thread", (at: number) => patch(`p${at}`, "PATCH", at, { refs: at > 0 ? ["p0"] : [] })],
    ["4,000 patches for one slot", (at: number) => patch(`p${at}`, "PATCH 1/2", at, { refs: ["c"] })],
    ["4,000 unthreaded mails", (at: number) => patch(`p${at}`, `PATCH ${(at % 999) + 1}/999`, at / 600)],
    ["4,000 rerolls of one patch of many", (at: number) => patch(`p${at}`, at < 900 ? `PATCH ${at + 1}/900` : `PATCH v${at - 900} 7/900`, at / 600, { refs: at === 0 ? [] : ["p0"] })],
    ["4,000 versions", (at: number) => patch(`p${at}`, `PATCH v${at % 999}`, at, { what: String(at) })],
    ["4,000 answers below each other", (at: number) => mail({ subject: "Re: x", id: `p${at}`, at, refs: at > 0 ? [`p${at - 1}`] : [] })],
  ])("%s take seconds", async (_, make) => {
    const messages = Array.from({ length: 4_000 }, (_unused, at) => make(at));
    expect(await cpuMsOf(() => seriesOf(messages))).toBeLessThan(5000);
  }); // prettier-ignore
});
