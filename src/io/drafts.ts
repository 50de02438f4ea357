// A reply → a draft: one .eml in a folder, whole or not there, under a name made from its id.

import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes it, or writes the same file again. */
export async function writeDraft(folder: string, id: string, raw: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = id.replace(/[^\w.@-]/g, "_").replace(/^\.+/, "_");
  const file = join(folder, `${name.slice(0, 200)}.eml`);
  await writeFile(`${file}.part`, raw);
  await rename(`${file}.part`, file);
  return file;
}
