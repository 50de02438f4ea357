import { plan, record } from "../outbox/rows.ts";
import { closeStore, openStore } from "../store/store.ts";
import { obey, type ObeySite } from "./commands.ts";

const store = openStore(":memory:");
afterAll(() => {
  closeStore(store);
});

const site: ObeySite = {
  store,
  now: () => 1,
  find: () => Promise.resolve(undefined),
  review: () => Promise.reject(new Error("nothing is reviewed here")),
  publish: () => undefined,
  words: { answer: () => "", ignored: () => ({ comment: String, check: String }) },
};

test("an approval that overtakes the opening of its pull request waits for it", async () => {
  const send = { command: { kind: "send" as const }, comment: 1, pull: 7, login: "maria" };
  const pull = { key: "pull:l", lane: "l", kind: "pull", group: "", content: {}, held: false };
  plan(store, [pull], 1);
  await expect(obey(site, send)).rejects.toThrow("just being opened");
  record(store, pull, { number: 7 }, 1);
  expect(await obey(site, send)).toMatchObject({ why: "there is no mail that waits to be sent" });
  expect(await obey(site, { ...send, pull: 8 })).toMatchObject({
    why: "this pull request is not one that I know",
  });
});
