// A file of lines that only grows → what a long work has done so far. A line that was cut off when
// the work was ended is taken off again.

import { open, readFile } from "node:fs/promises";
import type { Journal } from "../world.ts";
import { Refusal } from "../world.ts";
import { codeOf, reasonOf } from "./plain-files.ts";

/** Opens the file, or makes it. */
export async function journalOf(file: string): Promise<Journal> {
  try {
    const text = await textOf(file);
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const handle = await open(file, "a", 0o600);
    if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
    return {
      lines: whole.split("\n").slice(0, -1),
      append: async (line) => {
        await handle.write(`${line}\n`);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    throw new Refusal("usage", `${file}: ${reasonOf(error)}`);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}
