// Text from strangers → text that cannot steer a terminal or hide from a reader.

// C0 but tab, DEL and C1, soft hyphen, zero-width and bidirectional marks, line and paragraph
// separators, invisible operators, byte order mark, interlinear marks, tags, lone surrogates.
const HIDDEN =
  /[\0-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** One line in which each hidden character is spelt out: `<U+202E>`. */
export function plainOf(text: string): string {
  return text.replace(HIDDEN, (hidden) => `<U+${codeOf(hidden)}>`);
}

/** True when `text`, line ends aside, holds a character that `plainOf` spells out. */
export function hidesSomething(text: string): boolean {
  return text.replace(/\r?\n/g, "").search(HIDDEN) !== -1;
}

/** JSON text in which the same characters are escapes; its value stays as it was. */
export function escapedJson(json: string): string {
  return json.replace(HIDDEN, (hidden) =>
    hidden === "\n"
      ? hidden
      : Array.from({ length: hidden.length }, (_, at) => escapeOf(hidden.charCodeAt(at))).join(""),
  );
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
