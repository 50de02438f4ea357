// Words → standard output, standard error or a file.

import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { Refusal, type Output, type Outputs } from "../world.ts";
import { codeOf, reasonOf } from "./plain-files.ts";

/** What of this process the words go through; a test passes its own. */
export interface Streams {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function plainOutputs({ stdout, stderr, environment }: Streams): Outputs {
  const wanted = (environment.NO_COLOR ?? "") === "" && environment.TERM !== "dumb";
  return {
    standard: streamOutput(stdout, stdout.isTTY === true && wanted),
    errors: streamOutput(stderr, false),
    file: fileOutput,
  };
}

/** A reader that closed the pipe has read enough: writing to it then succeeds and does nothing. */
function streamOutput(stream: Streams["stderr"], colour: boolean): Output {
  // Without a listener the error would end the process, besides rejecting the write.
  stream.on("error", () => undefined);
  return {
    colour,
    isTerminal: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (!error || ["EPIPE", "ERR_STREAM_DESTROYED"].includes(codeOf(error) ?? "")) resolve();
          else reject(new Refusal("usage", `cannot write the output: ${reasonOf(error)}`));
        });
      }),
  };
}

async function fileOutput(path: string): Promise<Output> {
  const refusal = (error: unknown): Refusal =>
    new Refusal("usage", `--output ${path}: ${reasonOf(error)}`);
  try {
    if (await isThere(path)) await access(path, constants.W_OK);
    else await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw refusal(error);
  }
  return {
    colour: false,
    isTerminal: false,
    write: async (text) => {
      try {
        await writeFile(path, text);
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error("is a folder");
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
