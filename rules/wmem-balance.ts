/**
 * wmem-balance: a path charges another number of bytes to a socket than destructors will give back.
 *
 * Each buffer that a socket owns gives its truesize back to the socket's counter when it dies. What
 * was not charged before makes the counter wrap and the socket is freed too early; what is charged
 * and never given back keeps the socket for ever and stops its sender.
 *
 *     skb->sk = sk;
 *     skb->destructor = sock_wfree;
 *     refcount_add(skb->len, &sk->sk_wmem_alloc);    <- here: truesize is what will be given back
 *
 * Right: charge the sum of the truesizes of exactly the buffers that got the destructor, once.
 *
 * A buffer that was given to the function has an owner that only its callers know. Where the function
 * charged what it grew by until the patch, and charges nothing any more, that is told as well.
 *
 * Silent when both sums are the same for every value, when a buffer's size was changed by a callee
 * that we know nothing about, and when the function keeps its own account by another destructor.
 */
import { defineRule, type Path, type StepOf } from "../src/rule.ts";
import { aftermath, deciding, inOrder } from "./witness.ts";

interface Evidence {
  readonly path: Path;
  readonly balance: StepOf<"balance">;
  readonly charges: readonly StepOf<"charge">[];
  readonly owns: readonly StepOf<"own">[];
}

export const wmemBalance = defineRule<Evidence>({
  id: "wmem-balance",
  summary: "A path charges other bytes to a socket than the buffers it owns will give back.",

  *look(path) {
    for (const balance of path.steps) {
      if (balance.kind !== "balance" || balance.equal) continue;
      const { ledger } = balance;
      yield {
        path,
        balance,
        charges: path.steps.flatMap((step) =>
          step.kind === "charge" && step.ledger === ledger ? [step] : [],
        ),
        owns: path.steps.flatMap((step) =>
          step.kind === "own" && step.ledger === ledger ? [step] : [],
        ),
      };
    }
  },

  at: ({ balance, charges, owns }) => charges.at(-1) ?? owns.at(-1) ?? balance,
  loss: () => "unbalanced",
  what: ({ path, balance, charges, owns }) =>
    balance.grown !== undefined
      ? `${path.function}() does not charge ${balance.owed} to ${balance.ledger} any more, ` +
        `which the destructor of ${balance.grown} will give back.`
      : `${path.function}() charges ${balance.charged} bytes to ${balance.ledger}${linesOf(charges)}, ` +
        `but ${balance.owed} will be given back${byThen(balance)}${linesOf(owns)}.`,
  fix: ({ balance }) =>
    balance.grown !== undefined
      ? `Charge ${balance.owed} to ${balance.ledger} where ${balance.grown} grows, as before.`
      : `Charge ${balance.owed} to ${balance.ledger} on this path, and set the destructor on exactly ` +
        `the buffers that were charged.`,
  witness: ({ path, balance, charges, owns }) => {
    // Without a charge the question is what the path did in place of charging.
    const skipped = charges.length === 0 ? owns.at(-1) : undefined;
    return inOrder(
      path,
      owns.map((step) => ({ step, note: `${step.name} will give its truesize back` })),
      charges.map((step) => ({
        step,
        note: `${step.by}() ${step.sign === 1 ? "charges" : "gives back"} ${step.bytes}`,
      })),
      skipped === undefined
        ? deciding(path, undefined, balance)
        : aftermath(path, skipped, balance),
      [{ step: balance, note: `${balance.charged} charged, ${balance.owed} owed` }],
    );
  },
});

/** The same words for two numbers: the buffer has grown in between. */
function byThen({ charged, owed }: StepOf<"balance">): string {
  return charged === owed ? " as it is by then" : "";
}

function linesOf(steps: readonly { readonly at: { readonly line: number } }[]): string {
  const lines = [...new Set(steps.map(({ at }) => at.line))];
  if (lines.length === 0) return "";
  return ` (${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")})`;
}
