// Reviews → SARIF 2.1.0, with each witness as a code flow.

import type { PatchReview, Reported, Review } from "../types.ts";
import { valuesOf } from "./comment.ts";
import { escapedJson, plainOf } from "./plain.ts";

/** What the log says about us. */
export interface Tool {
  readonly version: string;
  /** Every rule, those without a result too. */
  readonly rules: readonly { readonly id: string; readonly summary: string }[];
}

export function sarifOf(reviews: readonly Review[], tool: Tool): string {
  const results = reviews.flatMap(({ patches }) =>
    patches.flatMap((patch) => resultsOf(patch, tool)),
  );
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "interleave",
            version: tool.version,
            rules: tool.rules.map(({ id, summary }) => ({
              id,
              shortDescription: { text: summary },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: {
          SRCROOT: { description: { text: "the tree that the patch is for" } },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: reviews.flatMap(({ skipped }) =>
              skipped.map(({ what, why }) => ({
                level: "note",
                message: { text: plainOf(`${what}: ${why}`) },
              })),
            ),
          },
        ],
        results,
      },
    ],
  };
  return `${escapedJson(JSON.stringify(log, undefined, 2))}\n`;
}

function resultsOf({ patch, findings }: PatchReview, tool: Tool): object[] {
  return findings.map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: tool.rules.findIndex(({ id }) => id === finding.rule),
    level: finding.class === "introduced" ? "warning" : "note",
    baselineState: finding.class === "pre-existing" ? "unchanged" : "new",
    message: { text: [finding.what, valuesOf(finding), finding.fix].filter(Boolean).join(" ") },
    locations: [
      {
        ...placeOf(finding.file, finding.line),
        logicalLocations: [{ name: finding.function, kind: "function" }],
      },
    ],
    codeFlows: codeFlowsOf(finding),
    partialFingerprints: { "interleave/v1": finding.id },
    properties: {
      messageId: patch.id,
      class: finding.class,
      values: finding.values,
      replayed: finding.replayed,
    },
  }));
}

function codeFlowsOf({ witness }: Reported): object[] {
  if (witness.length === 0) return [];
  const locations = witness.map(({ file, line, text, note }) => ({
    location: {
      ...placeOf(file, line, text),
      message: { text: note === "" ? text : note },
    },
  }));
  return [{ threadFlows: [{ locations }] }];
}

function placeOf(file: string, line: number, text?: string): object {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: "SRCROOT" },
      region: {
        startLine: Math.max(1, line),
        ...(text === undefined ? {} : { snippet: { text } }),
      },
    },
  };
}
