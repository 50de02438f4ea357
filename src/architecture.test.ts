import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

// Who may import whom. This table and the one in ARCHITECTURE.md are the same table.
const types = "src/types.ts";
const all = [
  types, "src/rule.ts", "src/world.ts", "src/config.ts", "src/mail", "src/diff", "src/c", "src/model",
  "src/engine", "src/replay", "src/review", "src/report", "src/io", "src/scan", "rules",
]; // prettier-ignore
const may: Readonly<Record<string, readonly string[]>> = {
  "src/types.ts": [],
  "src/rule.ts": [types],
  "src/world.ts": [types],
  "src/config.ts": [types],
  "src/diff": [types],
  "src/mail": [types, "src/diff"],
  "src/c": [types],
  "src/model": [types],
  "src/engine": [types, "src/c", "src/model"],
  "src/replay": [types, "src/c", "src/model"],
  "src/review": [
    types,
    "src/rule.ts",
    "src/diff",
    "src/c",
    "src/model",
    "src/engine",
    "src/replay",
  ],
  "src/report": [types],
  "src/io": [types, "src/world.ts", "src/config.ts", "src/mail", "src/diff"],
  "src/scan": [types, "src/world.ts", "src/mail", "src/io"],
  "src/commands": all,
  "src/main.ts": ["src/commands", ...all],
  "src/testing": ["src/commands", ...all],
  rules: ["src/rule.ts"],
  bench: ["src/commands", "src/testing", ...all],
};

// Each npm package has exactly one home.
const homes: Readonly<Record<string, string>> = {
  mailparser: "src/mail",
  "parse-diff": "src/diff",
  "web-tree-sitter": "src/c",
  "tree-sitter-c": "src/c",
  commander: "src/main.ts",
  zod: "src/config.ts",
  yaml: "src/config.ts",
  picocolors: "src/report",
  imapflow: "src/io",
  nodemailer: "src/io",
  "better-sqlite3": "src/io",
  kysely: "src/io",
  octokit: "src/io",
  probot: "src/io",
  "prom-client": "src/io",
};

// The core is pure: no I/O in it, whatever it imports.
const pure = [
  "src/types.ts", "src/rule.ts", "src/diff", "src/mail", "src/model", "src/engine", "src/replay",
  "src/review", "src/report", "rules",
]; // prettier-ignore
const harmless = ["node:crypto", "node:path"];

const importLine = /^(?:(?:import|export|\}).* from |import )"([^"]+)";|import\("([^"]+)"\)/gm;

const files = ["src", "rules", "bench"].filter(existsSync).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /(?<!\.test)\.ts$/.test(file)),
);

test.each(files)("%s imports only what its folder may", (file) => {
  const home = homeOf(file);
  const allowed = [home, ...(may[home] ?? [])];
  const foreign = importsOf(file).filter((name) => {
    if (name.startsWith("."))
      return !allowed.includes(homeOf(normalize(join(dirname(file), name))));
    if (name.startsWith("node:")) return pure.includes(home) && !harmless.includes(name);
    if (home === "src/testing" || home === "bench") return false;
    return homes[packageOf(name)] !== home;
  });
  expect(foreign).toEqual([]);
});

test.each(files)("%s is in a folder of the table", (file) => {
  expect(may[homeOf(file)]).toBeDefined();
});

test("ARCHITECTURE.md has the same table", () => {
  const rows = readFileSync("ARCHITECTURE.md", "utf8").matchAll(
    /^\| `([^`]+)` +\|[^|]*\|([^|]*)\|/gm,
  );
  const told = [...rows].map(([, home = "", imports = ""]) => {
    const named = [...imports.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    return [home, [...named, ...(imports.includes("all above") ? all : [])].sort()];
  });
  const held = Object.entries(may).map(([home, names]) => [home, [...names].sort()]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(held));
});

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(importLine)].map(([, name, lazy]) => name ?? lazy ?? "");
}

function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function homeOf(file: string): string {
  return Object.keys(may).find((home) => file === home || file.startsWith(`${home}/`)) ?? file;
}
