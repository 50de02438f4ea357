import { Ajv } from "ajv";
import { leak, madeReview } from "../testing/reviews.ts";
import { jsonOf } from "./json.ts";

const stats = {
  ...{ messages: 1, patches: 1, functions: 3, paths: 5 },
  ...{ msParse: 1, msApply: 0, msEngine: 2, msReplay: 3, msTotal: 6 },
};

const text = { type: "string" };
const number = { type: "number" };
const positive = { type: "integer", minimum: 1 };

/** Exactly these keys: the contract with the programs that read it. */
function exactly(properties: Readonly<Record<string, object>>): object {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function listOf(items: object): object {
  return { type: "array", items };
}

const finding = exactly({
  ...{ id: text, rule: text, file: text, line: positive, function: text, what: text, fix: text },
  class: { enum: ["introduced", "pre-existing", "intermediate-only"] },
  witness: listOf(exactly({ file: text, line: positive, text, note: text })),
  values: { type: "object", additionalProperties: { type: ["number", "string"] } },
  replayed: { type: "boolean" },
});

const functionReview = exactly({
  ...{ file: text, name: text, why: text, paths: number, assumptions: listOf(text) },
  status: { enum: ["checked", "partial", "skipped"] },
});

const schema = exactly({
  schema: { const: 1 },
  series: listOf(
    exactly({
      ...{ title: text, version: positive, author: text, complete: { type: "boolean" } },
      missing: listOf(positive),
      base: { anyOf: [{ type: "null" }, exactly({ rev: text, how: text })] },
      patches: listOf(
        exactly({
          ...{ messageId: text, subject: text, position: positive, total: positive },
          applies: { type: ["boolean", "null"] },
          functions: listOf(functionReview),
          findings: listOf(finding),
        }),
      ),
      skipped: listOf(exactly({ what: text, why: text })),
    }),
  ),
  stats: exactly(Object.fromEntries(Object.keys(stats).map((key) => [key, number]))),
});

describe("schema 1", () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

  test.each([
    ["with a finding", madeReview()],
    ["without", madeReview([])],
    ["with a base", { ...madeReview(), base: { rev: "v6.12", how: "base-commit" } }],
  ])("%s", (_name, review) => {
    validate(JSON.parse(jsonOf([review], { ...stats, ...{ more: 1 } })));
    expect(validate.errors).toBeNull();
  });

  test("values survive the escapes", () => {
    const what = "\u202e\u001b[31m \u{e0001} a\tb";
    const json = jsonOf([madeReview([{ ...leak, what }])], stats);
    expect(json).not.toMatch(/[\u202e\u001b\u{e0001}]/u);
    expect(JSON.stringify(JSON.parse(json))).toContain(JSON.stringify(what));
  });
});
