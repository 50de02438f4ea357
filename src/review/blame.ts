// What stands after a patch against what stood before it → whose mistake it is.

import type { Path, Reported } from "../types.ts";
import type { Suspicion } from "./suspect.ts";
import { isPassed, isTouched, type Touched } from "./touched.ts";

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
  now: Stand,
): Reported["class"] {
  const has = (stand: Stand, key: "id" | "kin"): boolean =>
    stand.suspicions.some((old) => old[key] === suspicion[key]);
  if (before.same !== undefined && has(before.same, "id")) return "pre-existing";
  if (before.same !== undefined && isReworded(suspicion, before.same, now)) return "pre-existing";
  if (before.others.some((stand) => has(stand, "kin"))) return "pre-existing";
  if (before.same?.complete === true) return "introduced";
  return comesBy(path, touched) ? "introduced" : "pre-existing";
}

/** Whether the path goes through a touched line, or from above a gap to below it. */
function comesBy({ steps }: Path, touched: (file: string) => readonly Touched[]): boolean {
  return steps.some(({ at }, index) => {
    const next = steps[index + 1]?.at;
    const places = touched(at.file);
    if (isTouched(places, at.line)) return true;
    return next?.file === at.file && isPassed(places, at.line, next.line);
  });
}

/** The same mistake with other words around it: one that was there before is gone, and this is new. */
function isReworded(suspicion: Suspicion, before: Stand, now: Stand): boolean {
  const alike = (other: Suspicion): boolean =>
    other.rule === suspicion.rule && subjectOf(other) === subjectOf(suspicion);
  const gone = before.suspicions.filter(
    (old) => alike(old) && !now.suspicions.some(({ id }) => id === old.id),
  );
  const fresh = now.suspicions.filter(
    (each) => alike(each) && !before.suspicions.some(({ id }) => id === each.id),
  );
  return fresh.indexOf(suspicion) < gone.length;
}

/** What it is about: the object, the list, the queue or the counter. */
function subjectOf({ instances }: Suspicion): string {
  const at = instances[0]?.finding.at;
  if (at === undefined) return "";
  if ("name" in at) return at.name;
  if (at.kind === "queue-use") return at.queue.name;
  if (at.kind === "slot") return `${at.array} ${at.count}`;
  return "ledger" in at ? at.ledger : "";
}
