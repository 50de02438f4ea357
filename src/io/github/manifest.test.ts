import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

const manifest = parse(readFileSync("app.yml", "utf8")) as {
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, string>>;
};
const sources = readdirSync("src/io/github")
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .map((file) => readFileSync(`src/io/github/${file}`, "utf8"))
  .join("\n");

test("the App asks for exactly the events that are taken", () => {
  const taken = [...sources.matchAll(/"([a-z_]+)\.(?:created|opened|rerequested)"/g)]
    .map(([, event]) => event)
    // Told to every App, asked for or not.
    .filter((event) => event !== "installation");
  expect([...new Set(taken)].sort()).toEqual(manifest.default_events);
});

// What GitHub's documentation asks for, for the families of its API.
const needs: Readonly<Record<string, readonly [string, string] | undefined>> = {
  apps: undefined,
  checks: ["checks", "write"],
  issues: ["pull_requests", "write"],
  pulls: ["pull_requests", "write"],
  reactions: ["pull_requests", "write"],
  repos: ["metadata", "read"],
};

test("the App asks for exactly the permissions that are used", () => {
  const families = [...sources.matchAll(/rest\.(\w+)\.\w+/g)].map(([, family = ""]) => family);
  const used = families.flatMap((family) => (needs[family] === undefined ? [] : [needs[family]]));
  // Pushing is git's, not the API's.
  const wanted = Object.fromEntries([...used, ["contents", "write"]]) as object;
  expect(families.filter((family) => !(family in needs))).toEqual([]);
  expect(wanted).toEqual(manifest.default_permissions);
});
