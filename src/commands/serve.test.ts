import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { appKeys } from "../testing/github/keys.ts";
import { repository } from "../testing/git-repository.ts";

type Secrets = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), "interleave-serve-"));
const repo = repository();
const { privateKey, publicKey } = appKeys();
const good: Secrets = {
  GITHUB_PRIVATE_KEY: privateKey,
  GITHUB_WEBHOOK_SECRET: "a secret of tests",
};
const taken = createServer().listen(0, "127.0.0.1");

afterAll(() => {
  taken.close();
  repo.remove();
  rmSync(folder, { recursive: true });
});

/** What `serve` does with a configuration that is complete but for what the test changes. */
async function served(settings: Readonly<Record<string, unknown>>, secrets: Secrets) {
  const complete = {
    store: join(folder, "store.db"),
    tree: repo.dir,
    github: { app: 1, repository: "mirror/linux", api: "http://127.0.0.1:1" },
    serve: { port: 0 },
  };
  // A text in JSON is a text in YAML.
  const text = JSON.stringify({ ...complete, ...settings });
  const { world, errors } = fakeWorld({ settings: text, secrets });
  const status = await run(["serve"], world);
  return { status, errors: errors() };
}

const portOf = () => (taken.address() as { readonly port: number }).port;

/** All secrets but one. */
const without = (name: string): Secrets =>
  Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

test.each<[string, Record<string, unknown>, Secrets, RegExp]>([
  ["no App", { github: undefined }, good, /serve needs `github:`/],
  ["no tree", { tree: undefined }, good, /serve needs `tree:`/],
  ["a tree that is missing", { tree: "/none" }, good, /\/none: no such folder/],
  ["a tree that is no repository", { tree: folder }, good, /not a git repository/],
  ["no key", {}, without("GITHUB_PRIVATE_KEY"), /PRIVATE_KEY is not set/],
  ["words as the key", {}, { ...good, GITHUB_PRIVATE_KEY: "hunter2" }, /not an RSA private key/],
  ["half a key", {}, { ...good, GITHUB_PRIVATE_KEY: privateKey.slice(0, 400) }, /not an RSA/],
  ["a public key", {}, { ...good, GITHUB_PRIVATE_KEY: publicKey }, /not an RSA private key/],
  ["no webhook secret", {}, without("GITHUB_WEBHOOK_SECRET"), /SECRET is not set/],
  ["an empty webhook secret", {}, { ...good, GITHUB_WEBHOOK_SECRET: "" }, /SECRET is not set/],
])("serve refuses %s before it listens", async (_name, settings, secrets, why) => {
  const { status, errors } = await served(settings, secrets);
  expect(errors).toMatch(/^interleave: [^\n]+\n$/);
  expect(errors).toMatch(why);
  expect(errors).not.toContain(secrets.GITHUB_PRIVATE_KEY?.slice(0, 7) ?? "nothing");
  expect(status).toBe(2);
});

test("serve refuses a port that is taken", async () => {
  const { status, errors } = await served({ serve: { port: portOf() } }, good);
  expect(errors).toMatch(/^interleave: serve: .*EADDRINUSE.*\n$/);
  expect(status).toBe(2);
});
