import { Ajv } from "ajv";
import { leak, madeReview } from "../testing/reviews.ts";
import { sarifOf } from "./sarif.ts";

// What SARIF 2.1.0 requires of the objects that we write, and the types of what it allows there.
const text = { type: "string" };
const message = { type: "object", required: ["text"], properties: { text } };
const place = {
  type: "object",
  required: ["physicalLocation"],
  properties: {
    physicalLocation: {
      type: "object",
      required: ["artifactLocation", "region"],
      properties: {
        artifactLocation: { type: "object", required: ["uri"], properties: { uri: text } },
        region: {
          type: "object",
          required: ["startLine"],
          properties: { startLine: { type: "integer", minimum: 1 } },
        },
      },
    },
    message,
  },
};
const codeFlow = {
  type: "object",
  required: ["threadFlows"],
  properties: {
    threadFlows: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["locations"],
        properties: {
          locations: {
            type: "array",
            minItems: 1,
            items: { type: "object", required: ["location"], properties: { location: place } },
          },
        },
      },
    },
  },
};
const result = {
  type: "object",
  required: ["ruleId", "ruleIndex", "message", "locations", "codeFlows", "partialFingerprints"],
  properties: {
    message,
    level: { enum: ["none", "note", "warning", "error"] },
    baselineState: { enum: ["new", "unchanged", "updated", "absent"] },
    ruleIndex: { type: "integer", minimum: 0 },
    locations: { type: "array", minItems: 1, items: place },
    codeFlows: { type: "array", items: codeFlow },
    partialFingerprints: { type: "object", additionalProperties: text },
  },
};
const driver = {
  type: "object",
  required: ["name", "rules"],
  properties: {
    rules: { type: "array", items: { type: "object", required: ["id", "shortDescription"] } },
  },
};
const schema = {
  type: "object",
  required: ["version", "runs"],
  properties: {
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      items: {
        type: "object",
        required: ["tool", "results"],
        properties: {
          tool: { type: "object", required: ["driver"], properties: { driver } },
          results: { type: "array", items: result },
        },
      },
    },
  },
};

const tool = { version: "1.2.3", rules: [{ id: "skb-leak", summary: "Leaks." }] };

test.each([
  ["a finding", madeReview()],
  ["no witness", madeReview([{ ...leak, witness: [] }])],
  ["none", madeReview([])],
  ["an odd file name", madeReview([{ ...leak, file: "net/a b%.c" }])],
])("%s is valid", (_name, review) => {
  const validate = new Ajv().compile(schema);
  validate(JSON.parse(sarifOf([review], tool)));
  expect(validate.errors).toBeNull();
});

test("paths are URIs relative to the tree", () => {
  expect(sarifOf([madeReview([{ ...leak, file: "net/a b%.c" }])], tool)).toContain(
    '"uri": "net/a%20b%25.c"',
  );
});
