// What the documents say is what the program does.

import { readFileSync } from "node:fs";
import { rules } from "../rules/index.ts";

const readme = readFileSync("README.md", "utf8");

test("the README's table of rules is the list of rules", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)];
  expect(rows.map(([, id, summary]) => ({ id, summary }))).toEqual(
    rules.map(({ id, summary }) => ({ id, summary })),
  );
});

test("the npm scripts that the README names exist", () => {
  const scripts = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
  const named = [...readme.matchAll(/npm (?:run )?(?:--silent )?([a-z]+)/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => name !== "ci" && !((name ?? "") in scripts.scripts))).toEqual([]);
});
