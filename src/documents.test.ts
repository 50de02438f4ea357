// What the documents say is what the program does.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { version } from "./commands/version.ts";
import { run } from "./main.ts";
import { fakeWorld } from "./testing/fake-world.ts";
import { publicInboxPackages } from "./testing/servers/public-inbox.ts";

const packaged = JSON.parse(readFileSync("package.json", "utf8")) as {
  version: string;
  scripts: Record<string, string>;
};
const { scripts } = packaged;
const readme = readFileSync("README.md", "utf8");

test("the README's table of rules is the list of rules", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)];
  expect(rows.map(([, id, summary]) => ({ id, summary }))).toEqual(
    rules.map(({ id, summary }) => ({ id, summary })),
  );
});

test("every command has its npm script, and every such script its command", async () => {
  const { world, out } = fakeWorld({});
  await run(["--help"], world);
  const commands = [...out().matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map(([, name]) => name);
  const started = Object.entries(scripts)
    .filter(([name, line]) => line === `node dist/src/main.js ${name}`)
    .map(([name]) => name);
  expect(started.sort()).toEqual(commands.filter((name) => name !== "help").sort());
});

test("the version is that of package.json", () => {
  expect(version).toBe(packaged.version);
});

test("the npm scripts that the README names exist", () => {
  const named = [...readme.matchAll(/npm (?:run )?(?:--silent )?([a-z]+)/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => name !== "ci" && !((name ?? "") in scripts))).toEqual([]);
});

test("the lock file has every optional package, of other platforms too", () => {
  // `npm ci` refuses a lock file that npm wrote where it could not get them.
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

test("continuous integration installs the Debian packages that tests name", () => {
  const installed = /packages=\(([^)]*)\)/.exec(readFileSync(".ci/run", "utf8"))?.[1] ?? "";
  const named = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => [
      ...readFileSync(join("src", file), "utf8").matchAll(/describeWith\(\s*"([^"]+)"/g),
    ])
    .flatMap(([, names = ""]) => [...names.split(" "), ...publicInboxPackages.split(" ")]);
  const has = new Set(installed.split(/\s+/));
  expect(named.filter((name) => !has.has(name))).toEqual([]);
});
