import { wmemReport, type Seen } from "./report.ts";

const seen = (more: Partial<Seen>): Seen => ({
  ...{ file: "net/a.c", function: "f", destructors: [], status: "checked", why: "", paths: 3 },
  ...{ charging: 2, balanced: 1, unequal: 0, findings: [] },
  change: { line: 7, lastLine: 8, does: "charge", by: "refcount_add", bytes: "n", measure: "other bytes" },
  ...more,
}); // prettier-ignore

test("each line is a row, and what the engine never met is named", () => {
  const blind = seen({ function: "g", charging: 0, status: "partial", why: "too long" });
  const report = wmemReport([seen({}), blind]);
  expect(report).toContain("2 lines: charge 2; by other bytes 2.");
  expect(report).toContain("Of 2 that add or subtract, the engine sees 1 on a path.");
  expect(report).toContain("| net/a.c:8 | f() | charge, other bytes | `n` |  | checked | 2 of 3 | 1 | 0 | nothing |"); // prettier-ignore
  expect(report).toContain("Not seen on any path:\n\n- net/a.c g(): partial, too long\n");
  expect(report).not.toContain("Found:");
});

test("what is found in a function with two such lines is told once", () => {
  const findings = ["wmem-balance, line 9: f() charges too much."];
  const report = wmemReport([seen({ findings }), seen({ findings })]);
  expect(report).toContain("Functions that a rule finds something in: 1.");
  expect(report.split("charges too much")).toHaveLength(2);
});
