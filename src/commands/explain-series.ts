// Arguments of `review --explain-series` → where each mail was placed and why, in words or JSON.

import { placementsJson, placementsText } from "../report/placements.ts";
import { Refusal, type World } from "../world.ts";
import { foundAssembly } from "./find-series.ts";
import { settledConfig } from "./settled-config.ts";

export interface ExplainArguments {
  /** A Message-ID, a file, or `-`. */
  readonly input: string;
  readonly source?: readonly string[];
  readonly format: string;
  readonly output?: string;
  readonly config?: string;
}

const formats = new Map([
  ["text", placementsText],
  ["json", placementsJson],
]);

/** Always 0: where there is no series, the words say why. Mail that is not there is refused. */
export async function explainSeries(given: ExplainArguments, world: World): Promise<0> {
  const words = formats.get(given.format);
  if (words === undefined) {
    const known = [...formats.keys()].join(", ");
    throw new Refusal("usage", `--explain-series --format ${given.format}: not one of ${known}`);
  }
  const { outputs } = world;
  const output = given.output === undefined ? outputs.standard : await outputs.file(given.output);
  const { sources, store } = await settledConfig(world, given.config);
  const places = given.source ? { store: undefined, sources: given.source } : { store, sources };
  await output.write(words(await foundAssembly(given.input, places, world)));
  return 0;
}
