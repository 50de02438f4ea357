// Whole reviews of the series in fixtures/series, as the program prints them.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { expectGolden } from "../testing/golden.ts";

const SEED = "20260415082654.21026-4-kerneljasonxing@gmail.com.eml";
const files = [
  ...readdirSync("fixtures/series").map((name) => ({ name, path: `fixtures/series/${name}` })),
  { name: "seed.eml", path: `fixtures/${SEED}` },
];

async function printed(path: string, format: string): Promise<string> {
  const { world, out, errors } = fakeWorld({ files: { [path]: readFileSync(path, "latin1") } });
  const status = await run(["review", path, "--format", format], world);
  return `${out()}${errors()}exit status ${status}\n`;
}

describe.each(files)("$name", ({ name, path }) => {
  test.each([
    ["text", "txt"],
    ["mail", "mail"],
  ])("%s", async (format, ending) => {
    expectGolden(`series/${name}.${ending}`, await printed(path, format));
  });
});

test("the README shows the reply to one of them", async () => {
  const reply = await printed("fixtures/series/cafe-leak.eml", "mail");
  // Blanks at the end of a line do not survive the formatter of the README.
  const body = reply
    .slice(reply.indexOf("\n\n") + 2, reply.indexOf("\n-- \n"))
    .replace(/ +$/gm, "");
  const readme = readFileSync("README.md", "utf8");
  const told = readme.replace(/(?<=^```mail\n)[^`]*(?=^```$)/m, () => body);
  if (process.env.GOLDEN !== undefined) writeFileSync("README.md", told);
  expect(readFileSync("README.md", "utf8")).toBe(told);
});
