// Arguments of `outbox` → a list of what is in it, or another try at what was given up.

import { letters, retry, type Letter } from "../io/outbox/rows.ts";
import { closeStore, openStore } from "../io/store/store.ts";
import { plainOf } from "../report/plain.ts";
import { Refusal, type World } from "../world.ts";
import { settledConfig } from "./settled-config.ts";

export interface OutboxArguments {
  readonly key?: string;
  readonly retry?: boolean;
  readonly config?: string;
}

/** 0; refuses a key that is not there. */
export async function outbox(given: OutboxArguments, world: World): Promise<0> {
  const { store: file } = await settledConfig(world, given.config);
  const store = openStore(file);
  try {
    const { key } = given;
    if (given.retry === true) {
      const count = retry(store, key, world.clock.now());
      if (key !== undefined && count === 0)
        throw new Refusal("usage", `${key}: there is nothing given up under this key`);
      await world.outputs.standard.write(`${count} to be tried again\n`);
      return 0;
    }
    const shown = letters(store).filter((letter) => key === undefined || letter.key === key);
    if (key !== undefined && shown.length === 0)
      throw new Refusal("usage", `${key}: there is no such key`);
    await world.outputs.standard.write(shown.map(lineOf).join(""));
    return 0;
  } finally {
    closeStore(store);
  }
}

function lineOf({ key, state, tries, due, reason }: Letter): string {
  const waits = state === "planned" && tries > 0;
  const parts = [
    state.padEnd(8),
    key,
    ...(tries > 0 ? [`tried ${tries} times`] : []),
    ...(waits ? [`next ${new Date(due).toISOString()}`] : []),
    ...(reason === "" ? [] : [reason]),
  ];
  return `${plainOf(parts.join("  "))}\n`;
}
