// The sources of this program → a folder of JavaScript that `node` runs, for tests that need
// other processes: ones to be killed, or to compete for the same store.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { transformSync } from "@swc/core";

export interface Compiled {
  /** Holds `src/main.js` and everything else under its usual name. */
  readonly folder: string;
  readonly remove: () => void;
}

/** Outside the call, because the type of the call's options does not know the last of them. */
const jsc = {
  parser: { syntax: "typescript" },
  target: "es2022",
  rewriteRelativeImportExtensions: true,
} as const;

/** Compiles src/, rules/ and bench/ without their tests and without checking types. */
export function compiled(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), "interleave-compiled-"));
  for (const home of ["src", "rules", "bench"]) {
    if (!existsSync(home)) continue;
    for (const file of readdirSync(home, { recursive: true, encoding: "utf8" })) {
      if (/(?<!\.test)\.ts$/.test(file)) compile(join(home, file), folder);
    }
  }
  cpSync("package.json", join(folder, "package.json"));
  for (const shared of ["node_modules", "fixtures"]) {
    symlinkSync(resolve(shared), join(folder, shared));
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function compile(file: string, folder: string): void {
  const { code } = transformSync(readFileSync(file, "utf8"), {
    filename: file,
    jsc,
    module: { type: "es6" },
  });
  const target = join(folder, file.replace(/\.ts$/, ".js"));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}
