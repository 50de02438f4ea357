// Names, subjects and ids from strangers → header lines that say nothing else.

import type { Person } from "../types.ts";

const LINE_MAX = 76;
/** Bytes of UTF-8 in one encoded word, so that it stays under 75 characters. */
const ENCODED_BYTES = 42;

export interface Header {
  readonly name: string;
  /** Pieces between which the line may be folded. */
  readonly words: readonly string[];
}

/** `Name: word word`, folded where it gets too long. */
export function headerLines({ name, words }: Header): string[] {
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of words) {
    if (line.length + 1 + word.length > LINE_MAX && line !== `${name}:`) {
      lines.push(line);
      line = ` ${word}`;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line];
}

/** Free text as header words: encoded where it is not plain ASCII. */
export function textWords(text: string): string[] {
  const clean = withoutControls(text);
  return /^[ -~]*$/.test(clean) && !clean.includes("=?")
    ? clean.split(" ").filter((word) => word !== "")
    : encodedWords(clean);
}

/** One address, or none when what stands there can be no address. */
export function personWords({ name, address }: Person): string[] {
  if (!/^[^\s<>()[\],;:\\"]+@[^\s<>()[\],;:\\"@]+$/.test(address)) return [];
  if (!/^[!-~]+$/.test(address)) return [];
  const clean = withoutControls(name).trim();
  if (clean === "") return [address];
  const words = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(clean)
    ? textWords(clean)
    : /^[ -~]+$/.test(clean)
      ? [`"${clean.replace(/["\\]/g, "\\$&")}"`]
      : encodedWords(clean);
  return [...words, `<${address}>`];
}

/** Several addresses, with commas. */
export function peopleWords(people: readonly Person[]): string[] {
  const each = people.map(personWords).filter((words) => words.length > 0);
  return each.flatMap((words, at) =>
    at === each.length - 1 ? words : [...words.slice(0, -1), `${words.at(-1) ?? ""},`],
  );
}

/** `<id>`, without anything that could end it early. */
export function idWord(id: string): string {
  return `<${id.replace(/[^!-;=?-~]/g, "")}>`;
}

/** `Wed, 15 Apr 2026 08:26:43 +0000`. */
export function dateWords(milliseconds: number): string[] {
  return new Date(milliseconds).toUTCString().replace("GMT", "+0000").split(" ");
}

function encodedWords(text: string): string[] {
  const words: string[] = [];
  let piece = "";
  for (const character of [...Array.from(text), ""]) {
    if (character !== "" && Buffer.byteLength(piece + character) <= ENCODED_BYTES) {
      piece += character;
      continue;
    }
    if (piece !== "") words.push(`=?UTF-8?B?${Buffer.from(piece).toString("base64")}?=`);
    piece = character;
  }
  return words;
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ").trim();
}
