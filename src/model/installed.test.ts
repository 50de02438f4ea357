import { kernel } from "./index.ts";
import type { Case, Obligation } from "./contract.ts";
import { obligationOf, obligations } from "./installed.ts";

test.each([
  ["net_device_ops", "ndo_start_xmit", 0, [16], [0, 1, -12]],
  ["packet_type", "func", 0, [], [0, 1, -22]],
  ["net_protocol", "handler", 0, [-4], [0]],
  ["inet6_protocol", "handler", 0, [4], [0, -1]],
  ["udp_tunnel_sock_cfg", "encap_rcv", 1, [1, -4], [0]],
  ["nf_hook_ops", "hook", 1, [0, 1, 3], [2]],
  ["ieee80211_ops", "tx", 2, [], [0]],
  ["ppp_channel_ops", "start_xmit", 1, [0], [1]],
  ["hci_dev", "send", 1, [-5], [0]],
])("%s.%s owns parameter %i, and keeps it for its caller with %j", (struct, field, at, kept, gone) => {
  const obligation = obligationOf(struct, field);
  if (obligation === undefined) throw new Error("no obligation");
  expect(obligation.parameter).toBe(at);
  expect(kept.filter((result) => !isKept(obligation, result))).toEqual([]);
  expect(gone.filter((result) => isKept(obligation, result))).toEqual([]);
}); // prettier-ignore

test("a field that owes nothing has none", () => {
  expect(obligationOf("net_device_ops", "ndo_open")).toBeUndefined();
  expect(obligationOf("net_device_ops", "constructor")).toBeUndefined();
});

// What a caller may count on and what the function owes are two sides of one convention.
test.each(obligations.map((one) => [`${one.struct}.${one.field}`, one] as const))(
  "%s says the same as the contract of its pointer",
  (_, obligation) => {
    const contract = kernel.pointerContractOf(obligation.struct, obligation.field);
    const ways = contract?.kind === "cases" ? contract.cases : [];
    for (const { way, result } of ways.flatMap(samples))
      expect([result, isKept(obligation, result)]).toEqual([result, !consumes(way, obligation.parameter)]);
  },
); // prettier-ignore

function samples(way: Case): readonly { readonly way: Case; readonly result: number }[] {
  if (way.returns.kind !== "int") return [];
  const { min = 0, max = 0 } = way.returns;
  return [min, max].map((result) => ({ way, result }));
}

function consumes({ effects }: Case, at: number): boolean {
  return effects.some(
    (effect) => effect.do === "consume" && "arg" in effect.of && effect.of.arg === at,
  );
}

function isKept({ keeps }: Obligation, result: number): boolean {
  return keeps.some(({ min = -Infinity, max = Infinity }) => result >= min && result <= max);
}
