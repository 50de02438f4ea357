// Which versions share a pull request.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainSeries } from "../../testing/plain-series.ts";
import type { MessageId, Series } from "../../types.ts";
import { closeStore, openStore } from "../store/store.ts";
import { laneOf, remember } from "./lanes.ts";

const folder = mkdtempSync(join(tmpdir(), "interleave-lanes-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ada = { name: "Ada", address: "ada@example.org" };
const first: Series = plainSeries([], { id: "a1@example.org" as MessageId, title: "cafe: brew", author: ada, changeId: "20260102-cafe-1", total: 1 }); // prettier-ignore

test.each<[string, Partial<Series>, boolean]>([
  ["the same change-id under another title", { title: "cafe: brew twice", version: 2 }, true],
  ["the same title and no change-id", { changeId: undefined, version: 2 }, true],
  ["the same change-id from somebody else", { author: { name: "Eve", address: "eve@example.org" }, version: 2 }, false],
  ["the same title from somebody else", { author: { name: "Eve", address: "eve@example.org" }, changeId: undefined, version: 2 }, false],
  ["another title and address, but the mails were put together", { title: "cafe: boil", changeId: undefined, author: { name: "Ada", address: "ada@work.example.org" }, version: 2, earlier: [first.id] }, true],
  ["a first version with the title of an old one", { changeId: undefined }, false],
  ["the same sent again", { changeId: undefined, tags: ["RESEND"] }, true],
])("%s", (name, more, isShared) => {
  const store = openStore(join(folder, `${name.replace(/\W/g, "-")}.db`));
  const lane = laneOf(store, first, []);
  remember(store, lane, first);
  const next: Series = { ...first, id: "b1@example.org" as MessageId, ...more };
  expect(laneOf(store, next, []) === lane).toBe(isShared);
  closeStore(store);
}); // prettier-ignore
