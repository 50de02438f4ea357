// What came of a command → the answer under it.

import type { Reported } from "../types.ts";
import { explanation } from "./pull-comment.ts";
import { code, fenced, inline } from "./pull-markdown.ts";
import { counted } from "./wrap.ts";

export type Answered =
  | { readonly kind: "reviewed"; readonly title: string; readonly findings: number }
  | { readonly kind: "explained"; readonly finding: Reported }
  | { readonly kind: "ignored"; readonly finding: string }
  | { readonly kind: "sending"; readonly mails: number }
  | { readonly kind: "stopped" }
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

export function answerBody(answered: Answered, usage: readonly string[]): string {
  switch (answered.kind) {
    case "reviewed":
      return `Reviewed “${inline(answered.title)}” again: ${counted(answered.findings, "finding")}.`;
    case "explained":
      return explanation(answered.finding);
    case "ignored":
      return `${code(answered.finding)} is set aside, in this and later versions.`;
    case "sending":
      return `${counted(answered.mails, "mail")} on the way to the list.`;
    case "stopped":
      return `I will say no more here. ${code("/interleave review")} takes that back.`;
    case "unknown":
      return `${inline(answered.why)}\n\n${fenced(usage)}`;
    case "failed":
      return `That did not work: ${inline(answered.why)}.`;
  }
}
