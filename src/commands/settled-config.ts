// The settings of this world → the Config that a command runs with.

import { configOf, defaults, type Config } from "../config.ts";
import { Refusal, type World } from "../world.ts";

/** From the file that is named, else the usual one, else the defaults. */
export async function settledConfig(world: World, path?: string): Promise<Config> {
  const settings = await world.settings(path);
  if (settings === undefined) return defaults;
  const checked = await configOf(settings.text);
  if (checked.kind === "config") return checked.config;
  throw new Refusal("usage", `${settings.name}: ${checked.why}`);
}
