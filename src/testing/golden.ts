// Text → the golden file that it must equal; `npm run golden` writes the files anew.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Compares with fixtures/golden/NAME, or rewrites that file when GOLDEN is set. */
export function expectGolden(name: string, text: string): void {
  const file = join("fixtures/golden", name);
  if (process.env.GOLDEN !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, "utf8"));
}
