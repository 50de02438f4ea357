import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mailCount } from "../io/store/mail.ts";
import { closeStore, openStore, query, rows } from "../io/store/store.ts";
import { compiled } from "../testing/compiled.ts";
import { generatedList } from "../testing/mail-generator.ts";
import { dovecot } from "../testing/servers/dovecot.ts";
import { describeWith } from "../testing/servers/programs.ts";

describeWith("dovecot-imapd", ["dovecot"], "the program, over a mailbox of 5,000 mails", () => {
  test("catches up, hears of new mail, refuses a second one, and ends on SIGTERM", async () => {
    const { mails } = generatedList(5_000);
    const server = await dovecot();
    const program = compiled();
    const folder = mkdtempSync(join(tmpdir(), "interleave-program-"));
    const file = join(folder, "scan.db");
    const config = join(folder, "interleave.yml");
    writeFileSync(config, `store: ${file}\nsources: ["${server.url}"]\n`);
    const start = (how: string) =>
      spawn(
        process.execPath,
        [join(program.folder, "src/main.js"), "scan", how, "--config", config],
        {
          env: { ...process.env, INTERLEAVE_PASSWORD: server.password },
          stdio: "ignore",
        },
      );
    const store = openStore(file);
    const late = mails.length - 5;
    const has = async (count: number) => {
      for (let tries = 0; tries < 2_400 && mailCount(store) < count; tries++) await sleep(50);
      expect(mailCount(store)).toBe(count);
    };
    server.deliver(mails.slice(0, late).map(({ bytes }) => bytes));
    await server.start();
    const watching = start("--watch");
    try {
      await has(late);
      expect(await statusOf(start("--once"))).toBe(3);
      server.deliver(mails.slice(late).map(({ bytes }) => bytes));
      await has(mails.length);
      const ended = statusOf(watching);
      watching.kill("SIGTERM");
      expect(await ended).toBe(0);
      expect(rows(store, query.selectFrom("lock").selectAll())).toEqual([]);
    } finally {
      watching.kill("SIGKILL");
      closeStore(store);
      await server.remove();
      program.remove();
      rmSync(folder, { recursive: true });
    }
  }, 300_000);
});

describeWith("dovecot-imapd", ["dovecot", "openssl"], "the program, over imaps", () => {
  test("reads a server whose certificate is trusted, and no other", async () => {
    const server = await dovecot();
    const program = compiled();
    const folder = mkdtempSync(join(tmpdir(), "interleave-program-"));
    const file = join(folder, "scan.db");
    const config = join(folder, "interleave.yml");
    writeFileSync(config, `store: ${file}\nsources: ["${server.secureUrl}"]\n`);
    const scan = (source: string, trusted: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, [join(program.folder, "src/main.js"), ...source.split(" ")], {
        env: { ...process.env, INTERLEAVE_PASSWORD: server.password, ...trusted },
        encoding: "utf8",
      });
    try {
      const { mails, series } = generatedList(20);
      server.deliver(mails.map(({ bytes }) => bytes));
      await server.start();
      const [id = ""] = series[0]?.patches ?? [];
      const strange = scan(`review ${id} --source ${server.secureUrl}`, {});
      expect([strange.status, strange.stdout]).toEqual([3, ""]);
      expect(strange.stderr).toMatch(/^interleave: [^\n]*self-signed certificate\n$/);
      const trusted = scan(`scan --once --config ${config}`, {
        NODE_EXTRA_CA_CERTS: server.certificate,
      });
      expect([trusted.status, trusted.stderr]).toEqual([0, expect.not.stringContaining("secret")]);
      const store = openStore(file);
      expect(mailCount(store)).toBe(mails.length);
      closeStore(store);
    } finally {
      await server.remove();
      program.remove();
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});

function statusOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}
