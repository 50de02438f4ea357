// A patch → its commit message: title, description, and a link to the mail among the trailers.

import type { Patch } from "../../types.ts";

const LINE = /^(?:[A-Za-z0-9][A-Za-z0-9-]*: \S.*|\(cherry picked from commit .*\)|\[.+\])$/;

/** Ends in a line break, and has neither trailing blanks nor two empty lines in a row. */
export function messageText({ title, description, id }: Patch, link: string): string {
  const lines = tidied(`${title.replace(/\s+/g, " ")}\n\n${description}`);
  const trailers = lines.slice(lines.lastIndexOf("") + 1);
  const joined = lines.includes("") && trailers.every((line) => LINE.test(line));
  return [...lines, ...(joined ? [] : [""]), `Link: ${link}${urlPart(id)}`, ""].join("\n");
}

function tidied(text: string): string[] {
  const lines = text
    .replaceAll("\0", "")
    .split("\n")
    .map((line) => line.trimEnd());
  const kept = lines.filter((line, at) => line !== "" || (at > 0 && lines[at - 1] !== ""));
  while (kept.at(-1) === "") kept.pop();
  return kept;
}

/** A Message-ID as a part of a URL: what has a meaning there is encoded, `@` may stay. */
function urlPart(id: string): string {
  return encodeURIComponent(id).replaceAll("%40", "@").replaceAll("%2B", "+");
}
