import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeStore, openStore, type Store } from "../store/store.ts";
import { drain, TRIES_MAX, type Destination, type Outcome } from "./drain.ts";
import {
  claim,
  drop,
  letterAt,
  letterCounts,
  letters,
  plan,
  record,
  release,
  retry,
  said,
  type Letter,
  type Planned,
} from "./rows.ts";

let store: Store;
beforeEach(() => {
  store = openStore(":memory:");
});
afterEach(() => {
  closeStore(store);
});

const thing = (key: string, more: Partial<Planned> = {}): Planned => ({
  key,
  lane: "a",
  kind: "wall",
  group: key,
  content: key,
  held: false,
  ...more,
});

/** A wall that each thing is written on, under its key; `answers` come before it takes things. */
function wall(...answers: (Outcome | Error)[]) {
  const written = new Map<string, string>();
  const calls: string[] = [];
  const say = (batch: readonly Letter[]): Promise<readonly Outcome[]> => {
    calls.push(batch.map(({ key, tries }) => `${key}:${String(tries)}`).join(" "));
    const answer = answers.shift();
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer !== undefined) return Promise.resolve(batch.map(() => answer));
    for (const { key, content } of batch) written.set(key, content);
    return Promise.resolve(batch.map(({ key }) => ({ kind: "said", place: { on: key } })));
  };
  return { destinations: { wall: { say } as Destination }, written, calls };
}

async function drainAt(now: number, at: ReturnType<typeof wall>): Promise<string[]> {
  const lines: string[] = [];
  const clock = { now: () => now, elapsed: () => now };
  const { destinations } = at;
  const log = (line: string) => lines.push(line);
  await drain({ name: "outbox", store, destinations, clock, log });
  return lines;
}

const states = (): Record<string, string> =>
  Object.fromEntries(letters(store).map(({ key, state }) => [key, state]));

test("a thing is said once, however often it is planned", async () => {
  const at = wall();
  expect(plan(store, [thing("x"), thing("y")], 0)).toBe(2);
  expect(plan(store, [thing("x")], 0)).toBe(0);
  await drainAt(1, at);
  expect(plan(store, [thing("x")], 2)).toBe(0);
  await drainAt(3, at);
  expect(at.calls).toEqual(["x:0", "y:0"]);
  expect(letterAt(store, "x")).toMatchObject({ state: "sent", place: '{"on":"x"}' });
});

test("planned with other content it is said again, and knows where it stands", async () => {
  const at = wall();
  plan(store, [thing("x"), thing("y")], 0);
  await drainAt(1, at);
  expect(plan(store, [thing("x", { content: "new" })], 2)).toBe(1);
  expect(letterAt(store, "x")).toMatchObject({ state: "planned", place: '{"on":"x"}' });
  await drainAt(3, at);
  expect([...at.written]).toEqual([
    ["x", '"new"'],
    ["y", '"y"'],
  ]);
});

test("neighbours of one group go together, others of the lane wait their turn", async () => {
  const at = wall({ kind: "later", why: "busy", afterMs: 500 });
  const group = "g";
  plan(store, [thing("1", { group }), thing("2", { group }), thing("3")], 0);
  plan(store, [thing("other", { lane: "b" })], 0);
  expect(await drainAt(1, at)).toEqual(["1: busy", "2: busy"]);
  expect(at.calls).toEqual(["1:0 2:0", "other:0"]);
  await drainAt(40_000, at);
  expect(at.calls.slice(2)).toEqual(["1:1 2:1", "3:0"]);
});

test("what is held waits for its release and holds up its lane only", async () => {
  const at = wall();
  plan(store, [thing("draft"), thing("mail", { held: true }), thing("after")], 0);
  await drainAt(1, at);
  expect(states()).toEqual({ draft: "sent", mail: "held", after: "planned" });
  expect([release(store, "mail", 2), release(store, "mail", 2)]).toEqual([true, false]);
  expect(release(store, "nothing", 2)).toBe(false);
  await drainAt(3, at);
  expect(at.calls).toEqual(["draft:0", "mail:0", "after:0"]);
});

test("errors are tried again, later and later, then put aside until somebody asks", async () => {
  const at = wall(...Array.from({ length: TRIES_MAX }, () => new Error("the line\nis dead")));
  plan(store, [thing("x"), thing("y")], 0);
  const waits: number[] = [];
  let now = 0;
  while (letterAt(store, "x")?.state === "planned") {
    expect(await drainAt(now, at)).toEqual(["x: the line is dead"]);
    const due = letterAt(store, "x")?.due ?? 0;
    waits.push((due - now) / 1000);
    now = Math.max(due, now + 1);
  }
  expect(waits.slice(0, -1)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
  expect(letterCounts(store)).toEqual(
    new Map([
      ["dead", 1],
      ["planned", 1],
    ]),
  );
  expect([retry(store, "y", now), retry(store, "x", now)]).toEqual([0, 1]);
  await drainAt(now, at);
  expect(states()).toEqual({ x: "sent", y: "sent" });
});

test("a wait that the destination asks for never wears a thing out", async () => {
  const at = wall(
    ...Array.from(
      { length: 30 },
      () => ({ kind: "later", why: "rate", afterMs: 5_000_000 }) as const,
    ),
  );
  plan(store, [thing("x")], 0);
  for (let now = 0; now < 30 * 6_000_000; now += 6_000_000) await drainAt(now, at);
  expect(letterAt(store, "x")).toMatchObject({ state: "planned", tries: 30 });
  await drainAt(1e12, at);
  expect(states()).toEqual({ x: "sent" });
});

test("what is refused is dead at once; a newer plan drops it with the rest of its lane", async () => {
  const at = wall({ kind: "refused", why: "no such branch" });
  plan(store, [thing("push 1"), thing("comment"), thing("b", { lane: "b" })], 0);
  await drainAt(1, at);
  expect(states()).toEqual({ "push 1": "dead", comment: "planned", b: "sent" });
  expect(drop(store, "a", "a new version came")).toBe(2);
  plan(store, [thing("push 2"), thing("comment")], 2);
  await drainAt(3, at);
  expect(states()).toEqual({ "push 1": "dropped", comment: "sent", "push 2": "sent", b: "sent" });
});

test("a thing whose kind this process does not say is left alone", async () => {
  plan(store, [thing("x", { kind: "pigeon" }), thing("y", { lane: "b" })], 0);
  expect(await drainAt(1, wall())).toEqual([]);
  expect(states()).toEqual({ x: "planned", y: "sent" });
});

test("what stands already is written down as such", async () => {
  record(store, thing("x"), { id: 5 }, 0);
  plan(store, [thing("x"), thing("y")], 1);
  const at = wall();
  await drainAt(2, at);
  expect(at.calls).toEqual(["y:0"]);
  expect(letterAt(store, "x")).toMatchObject({ state: "sent", place: '{"id":5}' });
});

test("content planned while the old one is being said is said afterwards", () => {
  plan(store, [thing("x")], 0);
  const [letter] = claim(store, ["wall"], 1);
  plan(store, [thing("x", { content: "newer" })], 2);
  if (letter !== undefined) said(store, letter, { id: 7 });
  expect(letterAt(store, "x")).toMatchObject({
    state: "planned",
    content: '"newer"',
    place: '{"id":7}',
    tries: 1,
  });
});

test("a row left behind by a dead process is claimed again, and told so", () => {
  plan(store, [thing("x")], 0);
  expect(claim(store, ["wall"], 1).map(({ tries }) => tries)).toEqual([0]);
  expect(claim(store, ["wall"], 2).map(({ tries }) => tries)).toEqual([1]);
});

test("two processes do not drain at once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "interleave-outbox-"));
  const file = join(folder, "store.db");
  const other = openStore(file);
  plan(other, [thing("x")], 0);
  let inner: unknown = "not asked";
  const clock = { now: () => 5, elapsed: () => 5 };
  const given = { name: "outbox", clock, log: () => undefined };
  const say: Destination["say"] = async (batch) => {
    const second = openStore(file);
    inner = await drain({ ...given, store: second, destinations: wall().destinations });
    closeStore(second);
    return batch.map(() => ({ kind: "said", place: null }));
  };
  await drain({ ...given, store: other, destinations: { wall: { say } } });
  expect(inner).toBeUndefined();
  closeStore(other);
  rmSync(folder, { recursive: true });
});
