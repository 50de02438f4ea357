// The program is killed at random moments between a mail's arrival and its reply's sending: in the
// end everything stands once at GitHub and with the list. CRASHES=200 for many more.

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { letters } from "../io/outbox/rows.ts";
import { closeStore, openStore, query, run, type Store } from "../io/store/store.ts";
import { gitIn } from "../testing/github/git.ts";
import { random } from "../testing/mail-generator.ts";
import { describeWith } from "../testing/servers/programs.ts";
import { FILE, leaky, mailed, until, wholeSite, type WholeSite } from "../testing/whole-site.ts";

const CRASHES = Number(process.env.CRASHES ?? 16);
const SEED = Number(process.env.SEED ?? 1);
/** What is said of one series takes about as long, once GitHub has let us in. */
const LIFE_MS = 2_500;

const words = (name: string) =>
  [
    [`cafe: ${name}`, { [FILE]: leaky(`cafe_${name}`, "cups") }],
    [`cafe: ${name} and spill`, { "net/cafe/bar.c": leaky(`cafe_pour_${name}`, "jugs") }],
  ] as const;

let site: WholeSite;
let store: Store;

/** Back-off is over. Mail in doubt waits, until everything that came back to us has been read. */
function timePasses(hasReadAll: boolean): void {
  const due = query.updateTable("outbox").set({ due: 0 }).where("state", "=", "planned");
  run(store, hasReadAll ? due : due.where("kind", "!=", "mail"));
}

async function scanned(): Promise<void> {
  const scan = site.run("scan", "--once");
  const status = await scan.ended;
  if (status !== 0 && status !== 1) throw new Error(`scan: ${String(status)}: ${scan.text()}`);
}

const isQuiet = (series: number): boolean => {
  const all = letters(store);
  const mails = all.filter(({ kind }) => kind === "mail");
  return (
    mails.length === 2 * series &&
    mails.every(({ state }) => state === "sent") &&
    all.every(({ state }) => state === "sent")
  );
};

/** Approves every series whose pull request stands. The same deliveries again and again. */
async function approveAll(): Promise<void> {
  for (const { number } of site.github.state.pulls) {
    try {
      await site.comment(number, 10_000 + number, "/interleave send", "maria");
    } catch {
      // It was killed meanwhile: GitHub offers the delivery again, and so do we.
      return;
    }
  }
}

/** Both halves of the program at once, and how long they may live; undefined: until all is said. */
async function lived(ms: number | undefined, series: number, isEarly = false): Promise<void> {
  const scan = site.run("scan", "--once");
  const serving = await site.serve();
  if (!isEarly) await until("GitHub lets us in", () => serving.text().includes("signed in"));
  const end = Date.now() + (ms ?? 60_000);
  while (Date.now() < end && !(ms === undefined && isQuiet(series))) {
    // A draft waits for approval, so GitHub tells of it now and then.
    await approveAll();
    await sleep(Math.min(200, Math.max(1, end - Date.now())));
  }
  for (const { child } of [scan, serving]) child.kill("SIGKILL");
  await Promise.all([scan.ended, serving.ended]);
}

describeWith("dovecot-imapd", ["dovecot"], `killed ${CRASHES} times`, () => {
  beforeAll(async () => {
    site = await wholeSite();
    store = openStore(join(site.folder, "interleave.db"));
    site.github.state.permissions.set("maria", "write");
  }, 60_000);
  afterAll(async () => {
    closeStore(store);
    await site.remove();
  });

  test(
    "each branch, comment, check and mail is there once",
    async () => {
      const draw = random(SEED);
      let series = 0;
      for (let crashes = 0; crashes < CRASHES; crashes++) {
        if (series === 0 || isQuiet(series)) {
          const name = `drink${series}`;
          site.imap.deliver(mailed(site, name, 1, words(name)).map((mail) => Buffer.from(mail)));
          series += 1;
        }
        await lived(draw(LIFE_MS), series, crashes % 5 === 4);
        if (crashes % 4 === 3) await scanned();
        timePasses(crashes % 4 === 3);
      }
      for (let turn = 0; turn < 20 && !isQuiet(series); turn++) {
        await scanned();
        timePasses(true);
        await lived(turn < 19 ? LIFE_MS : undefined, series);
      }
      expect(letters(store).filter(({ state }) => state !== "sent")).toEqual([]);
      const { state, faults } = site.github;
      expect(faults).toEqual([]);
      expect(state.pulls).toHaveLength(series);
      const ids = (found: readonly string[]) => found.toSorted();
      const own = state.issueComments.filter(({ user }) => user !== "maria");
      for (const found of [
        state.pulls.map(({ head }) => head),
        state.reviewComments.map(({ path, line, pull }) => `${pull}: ${path}:${line ?? 0}`),
        own.map(({ issue, body }) => `${issue}: ${body.replace(/\d+/g, "")}`),
        state.checks.map(({ head, externalId }) => `${head} ${externalId}`),
        state.checks.flatMap(({ head, annotations }) =>
          annotations.map((each) => head + JSON.stringify(each)),
        ),
        state.reactions.map(({ comment, content }) => `${comment} ${content}`),
        site.smtp.mails.map(({ raw }) => /^Message-ID: .*/m.exec(raw)?.[0] ?? ""),
      ])
        expect(ids(found)).toEqual(ids([...new Set(found)]));
      expect(state.reviewComments).toHaveLength(2 * series);
      expect(own).toHaveLength(3 * series);
      expect(state.checks).toHaveLength(series);
      expect(state.reactions).toHaveLength(series);
      expect(site.smtp.mails).toHaveLength(2 * series);
      const branches = gitIn(state.dir, "for-each-ref", "refs/heads/interleave");
      expect(branches.trim().split("\n")).toHaveLength(series);
    },
    CRASHES * 15_000 + 300_000,
  );
});
