// This process and this machine → the World that the commands are given.

import type { World } from "../world.ts";
import { treeOf } from "./git/tree.ts";
import { plainOutputs } from "./outputs.ts";
import { plainSources } from "./plain-files.ts";
import { readSettings } from "./settings.ts";

export function realWorld(): World {
  return {
    settings: readSettings,
    sources: plainSources(process.stdin),
    outputs: plainOutputs({
      stdout: process.stdout,
      stderr: process.stderr,
      environment: process.env,
    }),
    tree: treeOf,
    clock: { now: Date.now, elapsed: () => performance.now() },
  };
}
