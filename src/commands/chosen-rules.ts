// Names of rules → the rules that run, and the model that they need.

import { rules } from "../../rules/index.ts";
import type { Model } from "../model/model.ts";
import { kernel, kernelWithResources } from "../model/index.ts";
import type { Rule } from "../rule.ts";
import { Refusal } from "../world.ts";

/** Those that run when nobody chooses. */
const usual: readonly Rule[] = rules.filter(({ needs }) => needs === undefined);

/** The rules of `--rules`, separated by commas; without it the usual ones and `more`. */
export function rulesOf(names: string | undefined, more: readonly string[] = []): readonly Rule[] {
  if (names !== undefined) return named(names.split(","), "--rules");
  const besides = named(more, "moreRules:");
  return rules.filter((rule) => usual.includes(rule) || besides.includes(rule));
}

/** `whence`: where the names were written. */
function named(names: readonly string[], whence: string): readonly Rule[] {
  const wanted = new Set(names.map((name) => name.trim()));
  for (const name of wanted) {
    if (rules.some(({ id }) => id === name)) continue;
    const known = rules.map(({ id }) => id).join(", ");
    throw new Refusal("usage", `${whence} ${name}: no such rule; there are ${known}`);
  }
  return rules.filter(({ id }) => wanted.has(id));
}

/** What is followed for nobody costs time, and room in the budget. */
export function modelFor(chosen: readonly Rule[]): Model {
  return chosen.some(({ needs }) => needs === "resources") ? kernelWithResources : kernel;
}
