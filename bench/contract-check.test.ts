import { allFunctions, loadC, unitOf } from "../src/c/unit.ts";
import { kernel } from "../src/model/index.ts";
import type { Contract } from "../src/model/contract.ts";
import {
  arg, borrows, cases, compares, free, given, int, negative, take, takes, way, zero,
} from "../src/model/dsl.ts"; // prettier-ignore
import { programFrom, verdictOn } from "./contract-check.ts";

const parser = await loadC();

/** Frees on its error path, keeps on its good one. */
const checks = `
int f(struct sk_buff *skb, int len)
{
	if (len > 8) {
		kfree_skb(skb);
		return -EINVAL;
	}
	return 0;
}
`;
/** Sends, unless a flag forbids it. */
const sends = `
int f(struct sk_buff *skb, int quiet)
{
	if (quiet)
		return 0;
	return dev_queue_xmit(skb);
}
`;
const onError = cases("f", way("succeeds", zero), way("fails", negative, free(arg(0))));
const onSuccess = cases("f", way("succeeds", zero, take(arg(0))), way("fails", negative));
const unlessQuiet = cases(
  "f",
  given([compares(arg(1), "!=", 0)], way("does nothing", int(0))),
  given([compares(arg(1), "==", 0)], way("takes it", { kind: "int" }, take(arg(0)))),
);

test.each([
  ["frees on error, as it does", onError, checks, "confirmed"],
  ["takes on success, and it frees on error", onSuccess, checks, "contradicted"],
  ["takes always, and it does on error alone", takes("f"), checks, "contradicted"],
  ["borrows, and it frees on error", borrows("f"), checks, "contradicted"],
  ["returns 0 alone, and it fails, too", cases("f", way("succeeds", zero)), checks, "contradicted"],
  ["takes unless a flag is set, as it does", unlessQuiet, sends, "confirmed"],
  ["takes always, and a flag forbids it", takes("f"), sends, "contradicted"],
  ["takes, and a stranger has it", takes("f"), stranger(), "not derivable"],
])("a contract that %s", (_, [contract], text, verdict) => {
  expect(verdictOf(contract, text)).toBe(verdict);
});

function stranger(): string {
  return "int f(struct sk_buff *skb)\n{\n\treturn somebody_elses(skb);\n}\n";
}

function verdictOf(contract: Contract | undefined, text: string): string {
  const unit = unitOf(parser, {
    ...{ file: "f.c", text, side: "after", firstLine: 1, section: "" },
    ...{ whole: true, changed: new Set<number>() },
  });
  const [fn] = allFunctions(unit);
  if (contract === undefined || fn === undefined) throw new Error("nothing to compare");
  return verdictOn(contract, fn, programFrom([unit], kernel), kernel).kind;
}
