// The configuration file → its text.

import { readFile } from "node:fs/promises";
import { Refusal, type Settings } from "../world.ts";
import { codeOf, reasonOf } from "./plain-files.ts";

const USUAL = "interleave.yml";

/** A file that is named has to be there; the usual one, in the current folder, need not. */
export async function readSettings(path: string | undefined): Promise<Settings | undefined> {
  const name = path ?? USUAL;
  try {
    return { name, text: await readFile(name, "utf8") };
  } catch (error) {
    if (path === undefined && codeOf(error) === "ENOENT") return undefined;
    throw new Refusal("usage", `${name}: ${reasonOf(error)}`);
  }
}
