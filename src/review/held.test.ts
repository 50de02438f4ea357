import type { ObjectId, Path, Place, Step } from "../types.ts";
import { heldOn } from "./held.ts";

const at: Place = { file: "a.c", line: 1, text: "" };
const on = { at, object: 1 as ObjectId, of: "skb", name: "skb" } as const;
const queue = { name: "q", struct: undefined, field: "q", local: true };
const path = (...steps: Step[]): Path => ({ function: "f", steps, end: "return" });

const acquire: Step = { kind: "acquire", ...on, by: "alloc" };
const slot = { kind: "slot", at, array: "b->heads", count: "b->n", index: "0", object: undefined, since: undefined } as const; // prettier-ignore
const leak = "each sk_buff from alloc() is freed, handed on or kept where it can be found";
const slots =
  "every slot of b->heads below b->n holds a live head and no live head lies at or above it";

test.each<[string, Path[], string[]]>([
  ["nothing to say", [path()], []],
  ["an allocation on one of two paths", [path(), path(acquire)], [`${leak}, on all 2 paths`]],
  [
    "an allocation that is lost",
    [path(acquire), path(acquire, { kind: "held", given: false, ...on })],
    [],
  ],
  [
    "an allocation that somebody may have kept",
    [path(acquire, { kind: "doubt", ...on, why: "f() may keep it" })],
    [],
  ],
  [
    "a list in order",
    [path({ ...slot, holds: "live", counted: true, reachable: true })],
    [`${slots}, on the only path`],
  ],
  ["a list out of order", [path({ ...slot, holds: "live", counted: false, reachable: true })], []],
  [
    "a lost slot speaks against the allocation too",
    [path(acquire, { ...slot, holds: "live", counted: false, reachable: true })],
    [],
  ],
  [
    "bytes in balance",
    [path({ kind: "balance", at, ledger: "sk->w", charged: "1", owed: "1", equal: true })],
    ["every byte charged to sk->w is owed by a destructor, and no byte more, on the only path"],
  ],
  [
    "used after it was taken",
    [
      path(
        { kind: "consume", ...on, by: "send", how: "takes", last: true },
        { kind: "use", ...on, how: "read", by: "", state: "consumed" },
      ),
    ],
    [],
  ],
  [
    "not used after it was taken",
    [path({ kind: "consume", ...on, by: "send", how: "takes", last: true })],
    ["no sk_buff is used after send() took it, on the only path"],
  ],
  [
    "a queue of unknown state",
    [path({ kind: "queue-use", at, queue, by: "put", state: "unknown" })],
    [],
  ],
  [
    "a queue that is ready",
    [path({ kind: "queue-use", at, queue, by: "put", state: "ready" })],
    ["q is initialised before it is used, on the only path"],
  ],
  ["paths that leave the text", [{ ...path(acquire), end: "cut" }], []],
])("%s", (_, paths, sentences) => {
  expect(heldOn(paths)).toEqual(sentences);
});
