// The configuration file → its text; and what must not stand in it, from the environment.

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

/** The variable itself, or, with _FILE behind its name, the file that it names. */
export async function readSecret(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const value = environment[name];
  if (value !== undefined && value !== "") return value;
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === "") return undefined;
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw new Refusal("usage", `${name}_FILE: ${file}: ${reasonOf(error)}`);
  }
}
