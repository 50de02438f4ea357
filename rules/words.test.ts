// What each rule says about paths made by hand: the words, the line and the witness.

import type { ObjectId, Path, Place, Step } from "../src/types.ts";
import { rules } from "./index.ts";

const at = (line: number): Place => ({ file: "a.c", line, text: `line ${line}` });
const on = (line: number, name: string, object = 1, of = "skb") =>
  ({ at: at(line), object: object as ObjectId, of, name }) as const;
const queue = { name: "port->txq", struct: "port", field: "txq", local: false };
const slot = {
  kind: "slot",
  array: "port->heads",
  count: "port->n",
  index: "n - 1",
  object: undefined,
} as const;
const path = (...steps: Step[]): Path => ({ function: "f", steps, end: "return" });

/** Each finding as `rule line: what | fix | line note; line note`. */
function said(steps: readonly Step[]): string[] {
  return rules
    .flatMap((rule) => [...rule.findings(path(...steps))])
    .map(({ rule, at: { at }, what, fix, witness }) =>
      [
        `${rule} ${at.line}: ${what}`,
        fix,
        witness.map(({ step, note }) => `${step.at.line} ${note}`).join("; "),
      ].join(" | "),
    );
}

const cases: Record<string, { steps: Step[]; says: string[] }> = {
  "a buffer that is lost": {
    steps: [
      { kind: "acquire", ...on(3, "skb"), by: "alloc_skb" },
      { kind: "outcome", at: at(4), by: "fill", label: "fails" },
      { kind: "assume", at: at(5), condition: "err", holds: true },
      { kind: "return", at: at(6), value: "err" },
      { kind: "held", given: false, ...on(6, "skb") },
    ],
    says: [
      "skb-leak 6: skb from alloc_skb() on line 3 is neither freed nor handed on when f() returns on line 6." +
        " | Free skb on this path before the function returns." +
        " | 3 skb comes from here; 4 fill() fails here; 5 err is true here; 6 skb is lost here",
    ],
  },
  "an extra reference that is lost": {
    steps: [
      { kind: "acquire", ...on(3, "skb"), by: "alloc_skb" },
      { kind: "reference", ...on(4, "skb"), by: "skb_get" },
      { kind: "consume", ...on(5, "skb"), by: "kfree_skb", how: "frees", last: false },
      { kind: "held", given: false, ...on(6, "skb") },
    ],
    says: [
      "skb-leak 6: skb (referenced again by skb_get() on line 4) is neither freed nor handed on when f() returns on line 6." +
        " | Give the extra reference to skb back on this path." +
        " | 4 skb comes from here; 6 skb is lost here",
    ],
  },
  "plain memory, which has its own rules": {
    steps: [
      { kind: "acquire", ...on(3, "p", 1, "memory"), by: "kmalloc" },
      { kind: "held", given: false, ...on(6, "p", 1, "memory") },
    ],
    says: [],
  },
  "a head that the count forgets": {
    steps: [
      { kind: "acquire", ...on(2, "heads[n]", 1, "head"), by: "kmem_cache_alloc_bulk" },
      { ...slot, kind: "slot", at: at(9), holds: "live", counted: false, since: at(2), reachable: true }, // prettier-ignore
      { ...slot, kind: "slot", at: at(9), holds: "live", counted: false, since: at(2), reachable: true }, // prettier-ignore
    ],
    says: [
      "skb-count-leak 9: port->heads[n - 1] holds a live head (line 2) that port->n does not cover when f() returns on line 9. Nothing can free it any more." +
        " | Bring port->n up to date, or release the heads that it does not cover, on this path." +
        " | 2 port->heads[n - 1] was filled here; 9 port->n and port->heads disagree here",
    ],
  },
  "a slot whose head went away": {
    steps: [
      { kind: "consume", ...on(5, "skb"), by: "kfree_skb", how: "frees", last: true },
      { ...slot, kind: "slot", at: at(9), holds: "freed", counted: true, object: 1 as ObjectId, since: at(5), reachable: true }, // prettier-ignore
    ],
    says: [
      "skb-count-leak 9: port->n still covers port->heads[n - 1], which was freed (line 5), when f() returns on line 9. The next user of the list takes a head that is not there." +
        " | Lower port->n past every slot that was given away." +
        " | 5 port->heads[n - 1] was freed here; 9 port->n and port->heads disagree here",
    ],
  },
  "heads in an array that is gone": {
    steps: [
      { ...slot, kind: "slot", at: at(9), holds: "live", counted: true, since: undefined, reachable: false }, // prettier-ignore
    ],
    says: [
      "skb-count-leak 9: port->heads[n - 1] still holds a live head, but port->heads is freed or replaced when f() returns on line 9. Nothing can free it any more." +
        " | Release the heads of port->heads before the array goes." +
        " | 9 port->n and port->heads disagree here",
    ],
  },
  "slots that are as they should be": {
    steps: [
      { ...slot, kind: "slot", at: at(9), holds: "live", counted: true, since: at(2), reachable: true }, // prettier-ignore
      { ...slot, kind: "slot", at: at(9), holds: "freed", counted: false, since: at(2), reachable: true }, // prettier-ignore
      { ...slot, kind: "slot", at: at(9), holds: "freed", counted: true, since: at(2), reachable: false }, // prettier-ignore
    ],
    says: [],
  },
  "freed twice": {
    steps: [
      { kind: "use", ...on(4, "skb"), how: "pass", by: "send", state: "live" },
      { kind: "outcome", at: at(4), by: "send", label: "fails" },
      { kind: "consume", ...on(4, "skb"), by: "send", how: "takes", last: true },
      { kind: "assume", at: at(5), condition: "err", holds: true },
      { kind: "use", ...on(6, "skb"), how: "free", by: "kfree_skb", state: "consumed" },
      { kind: "use", ...on(7, "skb"), how: "read", by: "", state: "consumed" },
    ],
    says: [
      "skb-use-after-free 6: skb is freed by kfree_skb() after send() took it on line 4." +
        " | Do not free skb on this path: it is not yours here." +
        " | 4 send() fails here and took skb; 5 err is true here; 6 skb is freed by kfree_skb() here",
    ],
  },
  "freed while it is on a queue": {
    steps: [
      { kind: "queue", ...on(4, "skb"), by: "__skb_queue_tail", queue },
      { kind: "use", ...on(6, "skb"), how: "free", by: "kfree_skb", state: "queued" },
    ],
    says: [
      "skb-use-after-free 6: skb is freed by kfree_skb() while it is on a queue: __skb_queue_tail() put it on port->txq on line 4." +
        " | Do not free skb on this path: it is not yours here." +
        " | 4 __skb_queue_tail() queued skb here; 6 skb is freed by kfree_skb() here",
    ],
  },
  "written to after it went to a queue without its lock": {
    steps: [
      { kind: "queue", ...on(4, "skb"), by: "__skb_queue_tail", queue },
      { kind: "use", ...on(5, "skb"), how: "pass", by: "trace", state: "queued" },
      { kind: "use", ...on(6, "skb"), how: "read", by: "", state: "queued" },
      { kind: "use", ...on(7, "skb"), how: "write", by: "", state: "queued" },
    ],
    says: [],
  },
  "read after it went to a local queue": {
    steps: [
      { kind: "queue", ...on(4, "skb"), by: "__skb_queue_tail", queue: { ...queue, local: true } },
      { kind: "use", ...on(6, "skb"), how: "read", by: "", state: "queued" },
    ],
    says: [],
  },
  "read after it went to a locked queue": {
    steps: [
      { kind: "queue", ...on(4, "skb"), by: "skb_queue_tail", queue },
      { kind: "use", ...on(6, "skb"), how: "pass", by: "trace", state: "queued-locked" },
      { kind: "use", ...on(7, "skb"), how: "read", by: "", state: "queued-locked" },
    ],
    says: [
      "skb-use-after-free 7: skb is read after skb_queue_tail() put it on port->txq on line 4, where others may have freed it." +
        " | Take what is needed from skb before skb_queue_tail()." +
        " | 4 skb_queue_tail() queued skb here; 7 skb is read here",
    ],
  },
  "a queue that nothing initialises": {
    steps: [
      { kind: "queue-use", at: at(4), queue, by: "__skb_queue_tail", state: "never" },
      { kind: "queue-use", at: at(5), queue, by: "__skb_dequeue", state: "never" },
      { kind: "queue-use", at: at(6), queue: { ...queue, name: "q" }, by: "f", state: "unknown" },
    ],
    says: [
      "queue-head-init 4: __skb_queue_tail() uses port->txq, but nothing that we can see initialises the field txq of struct port." +
        " | Initialise port->txq where its owner is set up." +
        " | 4 port->txq is used here for the first time",
    ],
  },
  "a charge that is too small": {
    steps: [
      { kind: "own", ...on(4, "skb"), ledger: "sk->sk_wmem_alloc", by: "" },
      { kind: "charge", at: at(6), ledger: "sk->sk_wmem_alloc", by: "refcount_add", bytes: "size", sign: 1 }, // prettier-ignore
      { kind: "balance", at: at(8), ledger: "sk->sk_wmem_alloc", charged: "size", owed: "skb->truesize", equal: false }, // prettier-ignore
      { kind: "balance", at: at(8), ledger: "other", charged: "0", owed: "0", equal: true },
    ],
    says: [
      "wmem-balance 6: f() charges size bytes to sk->sk_wmem_alloc (line 6), but skb->truesize will be given back (line 4)." +
        " | Charge skb->truesize to sk->sk_wmem_alloc on this path, and set the destructor on exactly the buffers that were charged." +
        " | 4 skb will give its truesize back; 6 refcount_add() charges size; 8 size charged, skb->truesize owed",
    ],
  },
};

test.each(Object.entries(cases))("%s", (_, { steps, says }) => {
  expect(said(steps)).toEqual(says);
});

test("rules have different names and one sentence each", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { summary } of rules) expect(summary).toMatch(/^[A-Z].*\.$/);
});
