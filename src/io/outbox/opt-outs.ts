// `interleave: stop` in a reply → no more mail to whoever wrote it. It works for the sender only:
// forging it can silence us, and make us do nothing else.

import type { Message } from "../../types.ts";
import { query, row, run, type Store } from "../store/store.ts";

const LINES_MAX = 400;

/** True when the sender asks not to be written to: on a line of their own, in answer to us. */
export function asksToStop({ body, inReplyTo, references }: Message): boolean {
  if (![...inReplyTo, ...references].some((id) => id.startsWith("interleave-"))) return false;
  return body
    .split("\n", LINES_MAX)
    .some((line) => line.length < 100 && /^interleave: *stop *\r?$/i.test(line));
}

/** Notes the wish, when the mail holds one. */
export function noteOptOut(store: Store, message: Message, now: number): boolean {
  const address = message.from.address.trim().toLowerCase();
  if (address === "" || !asksToStop(message)) return false;
  const wish = { address, message_id: message.id, since: now };
  const insert = query.insertInto("opt_out").values(wish);
  return (
    run(
      store,
      insert.onConflict((conflict) => conflict.doNothing()),
    ) > 0
  );
}

export function hasOptedOut(store: Store, address: string): boolean {
  const found = query.selectFrom("opt_out").select("address");
  return row(store, found.where("address", "=", address.trim().toLowerCase())) !== undefined;
}
