// Text from strangers → Markdown that shows it, and does nothing else.

import { plainOf } from "./plain.ts";

/** GitHub takes 65,536 characters; our own words stand around what is cut. */
const FENCED_CHARACTERS_MAX = 30_000;
const TITLE_CHARACTERS_MAX = 250;

/** A sentence: no mark-up, no HTML, and nobody is called by an `@`. */
export function inline(text: string): string {
  return plainOf(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replace(/@/g, "@<!-- -->")
    .replace(/:\/\//g, ":<!-- -->//")
    .replace(/\bwww\./gi, "www<!-- -->.");
}

/** Lines as they are, in a fence that they cannot end. */
export function fenced(lines: readonly string[], language = "text"): string {
  const text = cut(lines.map((line) => tabless(line)).join("\n"));
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A title: GitHub shows it as it is, but for code in backticks. */
export function titleText(text: string): string {
  const words = plainOf(text.replace(/\s+/g, " ").trim()).replace(/`/g, "'");
  return words.length <= TITLE_CHARACTERS_MAX
    ? words
    : `${words.slice(0, TITLE_CHARACTERS_MAX - 3)}...`;
}

/** Names, paths and numbers: set as code. */
export function code(text: string): string {
  const words = plainOf(text);
  const runs = words.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return words.includes("`") ? `${fence} ${words} ${fence}` : `${fence}${words}${fence}`;
}

/** Tabs stay, every other character that hides or steers is spelt out. */
function tabless(line: string): string {
  return line.split("\t").map(plainOf).join("\t");
}

function cut(text: string): string {
  if (text.length <= FENCED_CHARACTERS_MAX) return text;
  return `${text.slice(0, text.lastIndexOf("\n", FENCED_CHARACTERS_MAX))}\n[ cut: too long ]`;
}
