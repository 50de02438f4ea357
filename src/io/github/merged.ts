// The branch that series are merged into → the pull requests whose series stand on it, closed.

import type { Mirror } from "../git/mirror.ts";
import { lettersOf, lettersWhere } from "../outbox/rows.ts";
import type { Store } from "../store/store.ts";
import type { GitHub } from "./client.ts";
import type { PushContent, PushPlace } from "./contents.ts";
import { hasEnded, planClose } from "./plan.ts";

export interface MergedSite {
  readonly store: Store;
  readonly github: Pick<GitHub, "remote" | "token">;
  readonly mirror: Mirror;
  /** The branch that pull requests go against. */
  readonly main: string;
  readonly now: () => number;
}

/** The tip that a version of a series was last looked for on, by lane: kept by the caller. */
export type Looked = Map<string, string>;

/** Plans the end of what is merged as a whole; gives the lanes. */
export async function closeMerged(site: MergedSite, looked: Looked): Promise<readonly string[]> {
  const { store, github, mirror, main } = site;
  const open = openLanes(store);
  if (open.length === 0) return [];
  const remote = { url: github.remote, token: await github.token() };
  const tip = await mirror.fetch(remote, `refs/heads/${main}`);
  if (tip === undefined) return [];
  const fresh = open.filter(({ lane, series }) => looked.get(lane) !== `${tip} ${series.id}`);
  const closed: string[] = [];
  for (const { lane, series, base } of fresh) {
    const isWhole = series.patches.length === series.total;
    const commits = isWhole ? await mirror.landed({ base, head: tip }, series.patches) : undefined;
    looked.set(lane, `${tip} ${series.id}`);
    if (commits === undefined) continue;
    planClose(store, lane, mergedWords(main, commits), site.now());
    closed.push(lane);
  }
  return closed;
}

/** Where a series has a pull request of ours that nothing was said of yet but reviews. */
function openLanes(store: Store) {
  return lettersWhere(store, "push").flatMap(({ lane, content, place }) => {
    // The branch of a person's pull request is the person's, and so is its end.
    if (place === undefined || lane.startsWith("person-")) return [];
    const letters = lettersOf(store, lane);
    const isOpen = letters.some((one) => one.key === `pull:${lane}` && one.place !== undefined);
    if (!isOpen || hasEnded(letters)) return [];
    const { series } = JSON.parse(content) as PushContent;
    return [{ lane, series, base: (JSON.parse(place) as PushPlace).base }];
  });
}

function mergedWords(main: string, commits: readonly string[]): string {
  const list = commits.map((commit) => `- ${commit}`).join("\n");
  return `Merged: every patch of this series is on \`${main}\` now.\n\n${list}`;
}
