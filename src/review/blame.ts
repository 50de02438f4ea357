// What stands after a patch against what stood before it → whose mistake it is.

import type { Reported } from "../types.ts";
import type { Proof } from "./judge.ts";
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
  /** Whether what was suspected of the function itself could be proven then. */
  readonly isProven: (suspicion: Suspicion) => boolean;
  /** Functions that were there before: code may have moved out of them. */
  readonly others: readonly Stand[];
}

/**
 * Introduced: not there before, as far as we could look, and on a path through the patch's own
 * lines where we could not look all the way, or something was suspected that no replay confirmed.
 */
export function blameOf(
  proof: Pick<Proof, "suspicion" | "instance" | "fn">,
  before: Before,
  touched: (file: string) => readonly Touched[],
  now: Stand,
): Reported["class"] {
  const { suspicion } = proof;
  const known = before.same === undefined ? [] : sameIn(suspicion, before.same, now);
  if (known.some(before.isProven)) return "pre-existing";
  const isElsewhere = ({ suspicions }: Stand): boolean =>
    suspicions.some(({ kin }) => kin === suspicion.kin);
  if (before.others.some(isElsewhere)) return "pre-existing";
  if (before.same?.complete === true && known.length === 0) return "introduced";
  return comesBy(proof, touched) ? "introduced" : "pre-existing";
}

/** Whether the path goes through a touched line, or from above a gap to below it. */
export function comesBy(
  { instance: { path }, fn }: Pick<Proof, "instance" | "fn">,
  touched: (file: string) => readonly Touched[],
): boolean {
  const places = [{ file: fn.file, line: fn.firstLine }, ...path.steps.map(({ at }) => at)];
  return places.some((at, index) => {
    const next = places[index + 1];
    const those = touched(at.file);
    if (index > 0 && isTouched(those, at.line)) return true;
    return next?.file === at.file && isPassed(those, at.line, next.line);
  });
}

/**
 * What was suspected before and is the same mistake, be it with other words around it: then one that
 * was there before is gone, and this is new.
 */
function sameIn(suspicion: Suspicion, before: Stand, now: Stand): readonly Suspicion[] {
  const same = before.suspicions.filter(({ id }) => id === suspicion.id);
  if (same.length > 0) return same;
  const alike = (other: Suspicion): boolean =>
    other.rule === suspicion.rule && subjectOf(other) === subjectOf(suspicion);
  const gone = before.suspicions.filter(
    (old) => alike(old) && !now.suspicions.some(({ id }) => id === old.id),
  );
  const fresh = now.suspicions.filter(
    (each) => alike(each) && !before.suspicions.some(({ id }) => id === each.id),
  );
  return fresh.indexOf(suspicion) < gone.length ? gone : [];
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
