// A seed and a number → the mail of a made-up list: patch series with covers, versions, replies
// and chatter, in the order of arrival. The same arguments give the same bytes.

export interface GeneratedMail {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** What a reader of the list would call one version of a series. */
export interface GeneratedSeries {
  readonly title: string;
  readonly version: number;
  readonly author: string;
  /** Message-IDs of the patches in order. */
  readonly patches: readonly string[];
  readonly isSuperseded: boolean;
}

export interface GeneratedList {
  readonly mails: readonly GeneratedMail[];
  readonly series: readonly GeneratedSeries[];
}

const START = Date.UTC(2026, 0, 5, 8);
const people = ["Ann Arbor", "Bob Byte", "Cem Core", "Dea Dock", "Eli Elf", "Fay Fork", "Gil Gate"];
const parts = ["ring", "queue", "timer", "filter", "bridge", "tunnel", "probe", "cache", "route"];
const verbs = ["fix", "bound", "simplify", "split", "account", "release", "check", "rename"];

/** At least `count` mails: the last series is finished. */
export function generatedList(count: number, seed = 1): GeneratedList {
  const draw = random(seed);
  const mails: GeneratedMail[] = [];
  const series: GeneratedSeries[] = [];
  for (let topic = 0; mails.length < count; topic++) {
    const versions = 1 + Number(draw(5) === 0);
    const total = draw(3) === 0 ? 1 : 2 + draw(5);
    for (let version = 1; version <= versions; version++) {
      const work = {
        topic,
        version,
        total,
        seed,
        at: START + topic * 3_600_000 + version * 600_000,
      };
      const made = madeSeries(work, draw);
      mails.push(...made.mails);
      series.push({ ...made.series, isSuperseded: version < versions });
    }
  }
  return { mails, series };
}

/** One series of so many patches, with its cover letter and the replies to it. */
export function generatedThread(total: number, seed = 1): readonly GeneratedMail[] {
  const work = { topic: 0, version: 1, total, seed, at: START };
  return madeSeries(work, random(seed)).mails;
}

interface Work {
  readonly topic: number;
  readonly version: number;
  readonly total: number;
  readonly seed: number;
  readonly at: number;
}

function madeSeries(
  work: Work,
  draw: Draw,
): { readonly mails: GeneratedMail[]; readonly series: Omit<GeneratedSeries, "isSuperseded"> } {
  const { topic, version, total, at } = work;
  const author = people[topic % people.length] ?? "";
  const part = `${parts[topic % parts.length] ?? ""}${topic}`;
  const title = `${part}: ${verbs[topic % verbs.length] ?? ""} what it holds`;
  const head = { author, at };
  const mails: GeneratedMail[] = [];
  const coverId = idOf(work, 0);
  if (total > 1) {
    const subject = `${tagOf(version, 0, total)} ${title}`;
    const body = `What ${part} holds is not what it counts.\n\nThis series mends it in ${total} steps.\n`;
    mails.push(mailOf({ ...head, id: coverId, subject, body, refs: [] }));
  }
  const patches = Array.from({ length: total }, (_, index) => idOf(work, index + 1));
  for (const [index, id] of patches.entries()) {
    const step = total === 1 ? title : `${part}: step ${index + 1} of the way`;
    const subject = `${tagOf(version, index + 1, total)} ${step}`;
    const body = patchBody(part, index + 1, version, author);
    const refs = total > 1 ? [coverId] : [];
    mails.push(mailOf({ author, at: at + index + 1, id, subject, body, refs }));
    if (draw(4) > 0) continue;
    const reviewer = people[(topic + 1 + draw(5)) % people.length] ?? "";
    const reply = {
      author: reviewer,
      at: at + 60_000 + index,
      id: `reply.${id}`,
      subject: `Re: ${subject}`,
      body: `> ${step}\n\nLooks right to me.\n\nReviewed-by: ${reviewer} <${addressOf(reviewer)}>\n`,
      refs: [...refs, id],
    };
    mails.push(mailOf(reply));
  }
  return { mails, series: { title, version, author: addressOf(author), patches } };
}

interface Words {
  readonly author: string;
  readonly at: number;
  readonly id: string;
  readonly subject: string;
  readonly body: string;
  readonly refs: readonly string[];
}

function mailOf({ author, at, id, subject, body, refs }: Words): GeneratedMail {
  const links =
    refs.length === 0
      ? ""
      : `In-Reply-To: <${refs.at(-1) ?? ""}>\nReferences: ${refs.map((ref) => `<${ref}>`).join("\n ")}\n`;
  const text = `From: ${author} <${addressOf(author)}>
To: list@example.org
Subject: ${subject}
Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}
Message-ID: <${id}>
${links}MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

${body}`;
  return { id, bytes: new TextEncoder().encode(text) };
}

/** A patch that changes one function of a file and adds another; the counts of its hunk are right. */
function patchBody(part: string, step: number, version: number, author: string): string {
  const file = `net/demo/${part}_${step}.c`;
  const hunk = [
    ` static int ${part}_fill(struct ${part} *q, unsigned int size)`,
    " {",
    "-\tvoid *slot = kmalloc(size, GFP_KERNEL);",
    `+\tvoid *slot = kmalloc(size + ${version}, GFP_KERNEL);`,
    " ",
    " \tif (!slot)",
    " \t\treturn -ENOMEM;",
    `-\tq->slot = slot;`,
    `+\tif (q->count >= ${step}) {`,
    "+\t\tkfree(slot);",
    "+\t\treturn -ENOSPC;",
    "+\t}",
    `+\tq->slot = slot;`,
    "+\tq->count++;",
    " \treturn 0;",
    " }",
    " ",
  ];
  const count = (marks: string) => hunk.filter((line) => marks.includes(line[0] ?? "")).length;
  const [added, removed] = [count("+"), count("-")];
  return `${part} counted what it did not hold. Count after the slot is there.

Signed-off-by: ${author} <${addressOf(author)}>
---
 ${file} | ${added + removed} ${"+".repeat(added)}${"-".repeat(removed)}
 1 file changed, ${added} insertions(+), ${removed} deletions(-)

diff --git a/${file} b/${file}
index 1f2e3d4c5b6a..6a5b4c3d2e1f 100644
--- a/${file}
+++ b/${file}
@@ -11,${count(" -")} +11,${count(" +")} @@ #include <linux/slab.h>
${hunk.join("\n")}
-- 
2.47.0

`;
}

function tagOf(version: number, position: number, total: number): string {
  const numbered = total === 1 ? "" : ` ${position}/${total}`;
  return `[PATCH net-next${version === 1 ? "" : ` v${version}`}${numbered}]`;
}

/** As git send-email makes them. */
function idOf({ topic, seed, at }: Work, position: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const user = addressOf(people[topic % people.length] ?? "");
  return `${stamp}.${seed}${1000 + topic}-${position}-${user}`;
}

function addressOf(name: string): string {
  return `${name.split(" ")[0]?.toLowerCase() ?? ""}@example.org`;
}

type Draw = (below: number) => number;

/** A small generator of pseudo-random whole numbers (a multiplicative congruential one). */
export function random(seed: number): Draw {
  let state = (seed * 48_271) % 2_147_483_647 || 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
