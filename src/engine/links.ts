// Links of lists and queues: what was found by one is found by it only until the list changes.

import { forget } from "./memory.ts";
import { doubt } from "./objects.ts";
import { regionOf } from "./regions.ts";
import { type Run, type State, listOf } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { type Place, keyOfPlace } from "./values.ts";

const LINKS: ReadonlySet<string> = new Set(["next", "prev", "first", "last", "pprev"]);
/** Links that were read last are the ones that are read again. */
const RECENT = 32;

/** A list was changed: every link that the path read may lead elsewhere. */
export function forgetLinks(run: Run, state: State): void {
  const places = new Map<string, Place>();
  for (const sym of listOf(state.reads).slice(-RECENT)) {
    const { place } = symbolOf(run.symbols, sym);
    if (place !== undefined && isLink(place) && !isLocal(run, place))
      places.set(keyOfPlace(place), place);
  }
  for (const place of places.values()) forget(run, state, place);
}

/** A queue's own link leads to what this path put there: it is known by another pointer from now on. */
export function meetLink(state: State, place: Place): void {
  if (!isLink(place)) return;
  const queue = keyOfPlace({ region: place.region, path: place.path.slice(0, -1) });
  for (const object of state.objects)
    if (object?.queued?.key === queue) doubt(state, object.region, "it is found by its link");
}

function isLink({ path }: Place): boolean {
  const last = path.at(-1);
  return last?.kind === "field" && LINKS.has(last.name);
}

function isLocal(run: Run, { region }: Place): boolean {
  return regionOf(run.regions, region).kind === "frame";
}
