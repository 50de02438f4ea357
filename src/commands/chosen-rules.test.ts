import { kernel, kernelWithResources } from "../model/index.ts";
import { modelFor, rulesOf } from "./chosen-rules.ts";

const idsOf = (names?: string, more?: readonly string[]): readonly string[] =>
  rulesOf(names, more).map(({ id }) => id);

test("a rule that needs more of the model is off until it is asked for", () => {
  expect(idsOf()).not.toContain("resource-leak");
  expect(idsOf()).toContain("skb-leak");
  expect(idsOf(undefined, ["resource-leak"])).toEqual([...idsOf(), "resource-leak"]);
  expect(idsOf("skb-leak, resource-leak")).toEqual(["skb-leak", "resource-leak"]);
});

test("names chosen for a command count, whatever the configuration adds", () => {
  expect(idsOf("skb-leak", ["resource-leak"])).toEqual(["skb-leak"]);
});

test("nothing is followed for a rule that is off", () => {
  expect(modelFor(rulesOf(undefined))).toBe(kernel);
  expect(modelFor(rulesOf("resource-leak"))).toBe(kernelWithResources);
});

test.each([
  ["none", undefined, "--rules none: no such rule"],
  [undefined, ["none"], "moreRules: none: no such rule"],
] as const)("%s and %j are refused", (names, more, why) => {
  expect(() => rulesOf(names, more)).toThrow(why);
});
