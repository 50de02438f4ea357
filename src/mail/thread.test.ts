import { cpuMsOf } from "../testing/cpu-time.ts";
import fc from "fast-check";
import { madeId, madeMessage } from "../testing/mails.ts";
import type { Message, MessageId, Thread } from "../types.ts";
import { threadsOf } from "./thread.ts";

/** `a(b c(d))`, with a question mark behind what was never seen. */
const shown = (threads: readonly Thread[]): string =>
  threads
    .map(({ id, message, replies }) => {
      const name = `${id.split("@")[0] ?? ""}${message === undefined ? "?" : ""}`;
      return replies.length === 0 ? name : `${name}(${shown(replies)})`;
    })
    .join(" ");

const mail = (id: string, at: number, ...refs: readonly string[]) =>
  madeMessage({ subject: id, id, at, refs });

const table: readonly (readonly [string, readonly Message[], string])[] = [
  ["no mail", [], ""],
  ["two threads, the older first", [mail("b", 2), mail("a", 1)], "a b"],
  ["answers by date", [mail("r", 0), mail("y", 2, "r"), mail("x", 3, "r")], "r(y x)"],
  ["arrival in reverse", [mail("c", 2, "a", "b"), mail("b", 1, "a"), mail("a", 0)], "a(b(c))"],
  ["a ghost", [mail("b", 1, "a"), mail("c", 2, "a")], "a?(b c)"],
  ["a ghost between", [mail("a", 0), mail("c", 2, "a", "b")], "a(b?(c))"],
  ["a mail that answers itself", [mail("a", 0, "a")], "a"],
  ["a loop of two is cut at the older", [mail("a", 0, "b"), mail("b", 1, "a")], "a(b)"],
  ["a loop of three", [mail("a", 2, "c"), mail("b", 0, "a"), mail("c", 1, "b")], "b(c(a))"],
  ["a loop of ghosts", [mail("x", 0, "g", "h", "g")], "g?(x h?)"],
  ["the mail's own word counts", [mail("a", 0), mail("b", 1), mail("c", 2, "a"), mail("d", 3, "b", "c")], "a(c(d)) b"],
  ["no date comes last", [madeMessage({ subject: "n", at: null }), mail("a", 0)], "a n"],
]; // prettier-ignore

describe("threadsOf", () => {
  test.each(table)("%s", (_, messages, expected) => {
    expect(shown(threadsOf(messages))).toBe(expected);
    expect(shown(threadsOf([...messages].reverse()))).toBe(expected);
  });

  test("the first of several parents that was seen is the parent", () => {
    const answer = { ...mail("c", 2), inReplyTo: [madeId("x"), madeId("a")] };
    const message = { ...answer, references: answer.inReplyTo };
    expect(shown(threadsOf([mail("a", 0), message]))).toContain("(c)");
  });

  test("any references give trees in which each mail stands once", () => {
    const id = fc.integer({ min: 0, max: 9 }).map((number) => `m${number}`);
    const made = fc.record({ id, at: fc.integer({ min: 0, max: 5 }), refs: fc.array(id) });
    fc.assert(
      fc.property(fc.array(made), (words) => {
        const messages = words.map(({ id: name, at, refs }) => mail(name, at, ...refs));
        const seen: MessageId[] = [];
        const open = [...threadsOf(messages)];
        for (let next = open.pop(); next !== undefined; next = open.pop()) {
          if (next.message !== undefined) seen.push(next.id);
          expect(seen.length).toBeLessThanOrEqual(10);
          open.push(...next.replies);
        }
        expect(seen.sort()).toEqual([...new Set(messages.map((message) => message.id))].sort());
      }),
    );
  });

  const ids = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);
  const chain = (count: number) =>
    ids(count).map((id, at) => mail(id, at, ...(at === 0 ? [] : [`m${at - 1}`])));
  test.each([
    ["one mail with 100,000 references", () => [mail("x", 0, ...ids(100_000))]],
    ["a chain of 50,000 mails", () => chain(50_000)],
    ["the same from its end", () => chain(50_000).reverse()],
    ["a loop of 50,000 mails", () => [...chain(50_000).slice(1), mail("m0", 0, "m49999")]],
    ["50,000 answers to one mail", () => [mail("r", 0), ...ids(50_000).map((id) => mail(id, 1, "r"))]],
    ["100 mails with 1,000 references each", () => ids(100).map((id) => mail(id, 0, ...ids(1100).slice(100)))],
  ] as const)("%s in little time", async (_, make) => {
    const messages = make();
    expect(await cpuMsOf(() => threadsOf(messages))).toBeLessThan(2000);
  }); // prettier-ignore
});
