import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deadLetters } from "../io/store/dead-letters.ts";
import { mailCount } from "../io/store/mail.ts";
import { reviewCount } from "../io/store/reviews.ts";
import { seriesCounts } from "../io/store/series.ts";
import { closeStore, openStore } from "../io/store/store.ts";
import { compiled } from "../testing/compiled.ts";
import { generatedList, random, type GeneratedSeries } from "../testing/mail-generator.ts";
import { dovecot } from "../testing/servers/dovecot.ts";
import { describeWith } from "../testing/servers/programs.ts";

// SLOW=1 is the whole of it: 5,000 mails and 200 kills.
const size = process.env.SLOW === "1" ? { mails: 5_000, kills: 200 } : { mails: 500, kills: 20 };

describeWith("dovecot-imapd", ["dovecot"], "a scan that is killed again and again", () => {
  test(`keeps each mail and each review once (${size.kills} kills)`, async () => {
    const { mails, series } = generatedList(size.mails);
    const current = series.filter(({ isSuperseded }) => !isSuperseded);
    const server = await dovecot();
    const program = compiled();
    const folder = mkdtempSync(join(tmpdir(), "interleave-crash-"));
    const file = join(folder, "crash.db");
    const config = join(folder, "interleave.yml");
    writeFileSync(config, `store: ${file}\nsources: ["${server.url}"]\n`);
    const words = [join(program.folder, "src/main.js"), "scan", "--once", "--config", config];
    const start = () =>
      spawn(process.execPath, words, {
        env: { ...process.env, INTERLEAVE_PASSWORD: server.password },
        stdio: "ignore",
      });
    const draw = random(4);
    try {
      await server.start();
      const killed: string[] = [];
      for (let kill = 0; kill < size.kills; kill++) {
        // The mailbox grows with the kills, so that each finds something to do.
        const share = (part: number) => Math.floor((mails.length * part) / size.kills);
        server.deliver(mails.slice(share(kill), share(kill + 1)).map(({ bytes }) => bytes));
        const child = start();
        const ended = new Promise((resolve) => child.once("exit", resolve));
        const store = openStore(file);
        const before = mailCount(store) + reviewCount(store);
        // From the first thing that it writes on, at a moment of its own; or before that.
        for (let tries = draw(200); tries > 0 && child.exitCode === null; tries--) {
          if (mailCount(store) + reviewCount(store) > before) break;
          await sleep(10);
        }
        await sleep(draw(120));
        closeStore(store);
        child.kill("SIGKILL");
        await ended;
        killed.push(child.signalCode ?? "ended");
      }
      expect(killed.filter((how) => how === "SIGKILL").length).toBeGreaterThan(size.kills / 3);
      expect(await statusOf(start())).toBe(0);
      const store = openStore(file);
      expect(store.sqlite.pragma("integrity_check", { simple: true })).toBe("ok");
      expect(mailCount(store)).toBe(mails.length);
      expect(deadLetters(store)).toEqual([]);
      const states = seriesCounts(store);
      expect([states.get("ready"), states.get("waiting")]).toEqual([undefined, undefined]);
      const reviewed = editionsOf(store);
      expect(new Set(reviewed).size).toBe(reviewed.length);
      expect(reviewed).toEqual(expect.arrayContaining(patchesOf(current)));
      // A version that was whole before its successor came was rightly reviewed too.
      expect(patchesOf(series)).toEqual(expect.arrayContaining([...reviewed]));
      closeStore(store);
      expect(await statusOf(start())).toBe(0);
      const after = openStore(file);
      expect(mailCount(after)).toBe(mails.length);
      closeStore(after);
    } finally {
      await server.remove();
      program.remove();
      rmSync(folder, { recursive: true });
    }
  }, 3_600_000);
});

function patchesOf(series: readonly GeneratedSeries[]): readonly string[] {
  return series.map(({ patches }) => patches.join(" "));
}

/** The patches of every whole series that was reviewed. */
function editionsOf(store: ReturnType<typeof openStore>): readonly string[] {
  const found = store.sqlite
    .prepare(
      `SELECT group_concat(patch, ' ') AS patches
         FROM (SELECT edition, message_id AS patch FROM slot ORDER BY edition, position)
         JOIN review USING (edition) JOIN series USING (edition)
        WHERE series.state = 'reviewed'
        GROUP BY edition HAVING count(*) = series.total ORDER BY patches`,
    )
    .all() as { patches: string }[];
  return found.map(({ patches }) => patches);
}

function statusOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}
