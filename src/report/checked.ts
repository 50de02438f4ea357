// Functions that were looked at → what held, on which assumptions, and what was left out.

import type { FunctionReview, PatchReview, Review } from "../types.ts";
import { plainOf } from "./plain.ts";
import { counted, wrapped } from "./wrap.ts";

/** A function each, its sentences below it. */
export function checkedLines({ functions }: PatchReview): string[] {
  return functions.filter(isLookedAt).flatMap((fn) => {
    const { file, name, status, why, paths, held, assumptions } = fn;
    const extent = status === "checked" ? "whole" : "in part";
    const reason = why === "" ? "" : ` (${why})`;
    return [
      item(`${file}: ${name}(), ${extent}, ${counted(paths, "path")}${reason}`),
      ...told("held:", held),
      ...told("assumed:", assumptions),
    ];
  });
}

/** What nobody should take for checked, each once. */
export function skippedLines({ patches, skipped }: Review): string[] {
  const functions = patches
    .flatMap((patch) => patch.functions)
    .filter((fn) => !isLookedAt(fn))
    .map(({ file, name, why }) => item(`${file}: ${name}(): ${why}`));
  return [...new Set([...functions, ...skipped.map(({ what, why }) => item(`${what}: ${why}`))])];
}

export function isLookedAt({ status }: FunctionReview): boolean {
  return status !== "skipped";
}

/** A paragraph below a title. */
export function item(text: string): string {
  return hanging(text, "  ", "    ");
}

function told(word: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  return [`    ${word}`, ...sentences.map((sentence) => hanging(sentence, "    - ", "      "))];
}

function hanging(text: string, first: string, rest: string): string {
  return wrapped(plainOf(text), rest).join("\n").replace(rest, first);
}
