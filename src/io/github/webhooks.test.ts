import { deliver, examplePayload } from "../../testing/github/webhooks.ts";
import { appKeys } from "../../testing/github/keys.ts";
import { served, type Served } from "../http-server.ts";
import { letters } from "../outbox/rows.ts";
import { closeStore, openStore, type Store } from "../store/store.ts";
import { webhooksFor, WEBHOOK_PATH } from "./webhooks.ts";

const secret = "for the test";
const repository = { full_name: "Mirror/linux" };
let store: Store;
let site: Served;
let log: string[];

beforeEach(async () => {
  store = openStore(":memory:");
  log = [];
  const settings = {
    ...{ appId: "1", privateKey: appKeys().privateKey, secret, repository: "mirror/linux" },
  };
  const { handle } = await webhooksFor(store, settings, Date.now, (line) => log.push(line));
  const routes = { [WEBHOOK_PATH]: handle };
  site = await served({ host: "127.0.0.1", port: 0, routes, log: (line) => log.push(line) });
});
afterEach(async () => {
  await site.close();
  closeStore(store);
});

const url = () => `http://127.0.0.1:${String(site.port)}${WEBHOOK_PATH}`;
const keys = () => letters(store).map(({ key }) => key);

const comment = (
  body: string,
  changes: Readonly<Record<string, unknown>> = {},
  user: Readonly<Record<string, unknown>> = { login: "ada", type: "User" },
) =>
  examplePayload("issue_comment", "created", {
    repository,
    issue: { number: 7, pull_request: { url: "https://example.org/pull/7" } },
    comment: { id: 99, body, user },
    ...changes,
  });

test("a command becomes work, once, whatever is delivered again", async () => {
  const payload = comment("/interleave explain f1");
  const delivery = { event: "issue_comment", payload, guid: "g-1" };
  expect(await deliver(url(), secret, delivery)).toBe(200);
  expect(await deliver(url(), secret, delivery)).toBe(200);
  expect(await deliver(url(), secret, { ...delivery, guid: "g-2" })).toBe(200);
  expect(letters(store)).toMatchObject([
    {
      key: "command:99",
      kind: "command",
      content: JSON.stringify({
        command: { kind: "explain", finding: "f1" },
        ...{ comment: 99, pull: 7, login: "ada" },
      }),
    },
  ]);
  expect(log).toEqual([
    "webhook g-1: comment is command:99",
    "webhook g-1: comment again, nothing to do",
    "webhook g-2: comment is command:99",
  ]);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["no command", comment("Looks good to me")],
  ["a quoted command", comment("> /interleave send")],
  ["an issue", comment("/interleave send", { issue: { pull_request: null } })],
  ["a bot", comment("/interleave send", {}, { login: "interleave[bot]", type: "Bot" })],
  ["another repository", comment("/interleave send", { repository: { full_name: "a/b" } })],
])("a comment that is %s is taken and does nothing", async (_name, payload) => {
  expect(await deliver(url(), secret, { event: "issue_comment", payload, guid: "g" })).toBe(200);
  expect(keys()).toEqual([]);
  expect(log).toEqual(["webhook g: comment, not for us"]);
});

test.each<[string, string, Readonly<Record<string, unknown>>, readonly string[]]>([
  [
    "pull_request",
    "opened",
    { pull_request: { number: 5, head: { ref: "x", sha: "a1" } } },
    ["person:5:a1"],
  ],
  [
    ...(["pull_request", "synchronize"] as const),
    { pull_request: { number: 5, head: { ref: "interleave/x", sha: "a1" } } },
    [],
  ],
  ["check_run", "rerequested", { check_run: { head_sha: "a1" } }, ["rerun:g"]],
  ["check_suite", "rerequested", { check_suite: { head_sha: "a1" } }, ["rerun:g"]],
  ["installation", "created", {}, []],
  ["issue_comment", "edited", { comment: { body: "/interleave send" } }, []],
  ["push", "", {}, []],
])("%s.%s", async (event, action, changes, wanted) => {
  const payload =
    action === ""
      ? { ref: "x", repository }
      : examplePayload(event, action, { ...changes, repository });
  expect(await deliver(url(), secret, { event, payload, guid: "g" })).toBe(200);
  expect(keys()).toEqual(wanted);
});

const bad = { event: "issue_comment", payload: comment("/interleave send"), guid: "g" };
test.each<[string, () => Promise<number>]>([
  ["another secret", () => deliver(url(), "guessed", bad)],
  ["no signature", () => deliver(url(), secret, { ...bad, signature: "" })],
  ["the old kind of signature", () => deliver(url(), secret, { ...bad, signature: "sha1=00" })],
  [
    "another body's",
    () => deliver(url(), secret, { ...bad, signature: `sha256=${"0".repeat(64)}` }),
  ],
])("a delivery with %s is refused, with a line in the log", async (_name, send) => {
  expect(await send()).toBe(400);
  expect(keys()).toEqual([]);
  expect(log).toEqual(["webhook refused with 400: g"]);
});

test("a request that is no delivery is refused", async () => {
  const post = (body: string) => fetch(url(), { method: "POST", body });
  expect((await post("x")).status).toBeGreaterThanOrEqual(400);
  expect((await fetch(url())).status).toBe(404);
  expect((await fetch(url().replace("webhooks", "../../etc/passwd"))).status).toBe(404);
  const huge = { "content-length": "999999999" };
  await expect(fetch(url(), { method: "POST", headers: huge, body: "x" })).rejects.toThrow();
  expect(keys()).toEqual([]);
});

test("without a secret nothing is served", async () => {
  const settings = { appId: "1", privateKey: appKeys().privateKey, secret: "", repository: "a/b" };
  await expect(webhooksFor(store, settings, Date.now, () => undefined)).rejects.toThrow("secret");
});
