// What stands after a patch against what stood before it → whose mistake it is.

import type { Path, Reported } from "../types.ts";
import type { Suspicion } from "./suspect.ts";
import { isTouched, type Touched } from "./touched.ts";

/** What the rules said about one version of one function. */
export interface Stand {
  readonly suspicions: readonly Suspicion[];
  /** False when a part of the function was not seen or not followed. */
  readonly complete: boolean;
}

/** One version of the code around a patch: the function itself, and the others of its files. */
export interface Before {
  /** undefined: the function did not exist, or the mail does not show it. */
  readonly same: Stand | undefined;
  /** Functions that were there before: code may have moved out of them. */
  readonly others: readonly Stand[];
}

/**
 * Introduced: not there before, as far as we could look, and on a path through the patch's own
 * lines where we could not look all the way.
 */
export function blameOf(
  suspicion: Suspicion,
  path: Path,
  before: Before,
  touched: (file: string) => readonly Touched[],
): Reported["class"] {
  const has = (stand: Stand, key: "id" | "kin"): boolean =>
    stand.suspicions.some((old) => old[key] === suspicion[key]);
  if (before.same !== undefined && has(before.same, "id")) return "pre-existing";
  if (before.others.some((stand) => has(stand, "kin"))) return "pre-existing";
  if (before.same?.complete === true) return "introduced";
  return path.steps.some(({ at }) => isTouched(touched(at.file), at.line))
    ? "introduced"
    : "pre-existing";
}
