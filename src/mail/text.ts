// The bytes of a text part → characters with plain line ends, and what could not be kept.

/** Decoded text and what was wrong with it. */
export interface Text {
  readonly text: string;
  readonly odd: readonly string[];
}

/**
 * Decodes a part. Bytes that are not in the charset that the mail claims are read as latin-1,
 * which loses none of them.
 */
export function textOf(bytes: Buffer, charset: string | undefined): Text {
  const { text, odd } = decode(bytes, charset?.trim().toLowerCase() ?? "utf-8");
  return { text: plainEnds(text), odd: odd === undefined ? [] : [odd] };
}

function decode(bytes: Buffer, charset: string): { text: string; odd: string | undefined } {
  const label = /^(?:us-)?ascii$|^unknown-8bit$|^$/.test(charset) ? "utf-8" : charset;
  if (/^(?:iso[-_]?8859-1|latin-?1)$/.test(label))
    return { text: bytes.toString("latin1"), odd: undefined };
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  } catch {
    const odd = `the charset ${clean(charset)} is unknown: read as latin-1`;
    return { text: bytes.toString("latin1"), odd };
  }
  try {
    return { text: decoder.decode(bytes), odd: undefined };
  } catch {
    const odd = `not valid in its charset ${clean(label)}: read as latin-1`;
    return { text: bytes.toString("latin1"), odd };
  }
}

/** CRLF becomes LF when every line ends so; a CR that only some lines have is content. */
function plainEnds(text: string): string {
  if (!text.includes("\r\n") || /(?:^|[^\r])\n/.test(text)) return text;
  return text.replaceAll("\r\n", "\n");
}

/** How a program took format=flowed: whether it stuffed blanks in front, and broke lines softly. */
export interface Flow {
  readonly stuffed: boolean;
  readonly broken: boolean;
  /** The blank of a soft break was not in the text. */
  readonly delSp: boolean;
}

/** Undoes format=flowed (RFC 3676) as far as `flow` says that it was done. */
export function unflowed(text: string, { stuffed, broken, delSp }: Flow): string {
  const lines: string[] = [];
  let open = false;
  for (const line of text.split("\n")) {
    const content = stuffed && line.startsWith(" ") ? line.slice(1) : line;
    const soft = broken && content.endsWith(" ") && content !== "-- ";
    const kept = soft && delSp ? content.slice(0, -1) : content;
    if (open && content !== "-- ") lines.push((lines.pop() ?? "") + kept);
    else lines.push(kept);
    open = soft;
  }
  return lines.join("\n");
}

// C0, C1, and the characters that turn the reading direction: no header needs one.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** One line of text that is safe to show: folding and control characters become one blank. */
export function clean(text: string): string {
  return text.replace(unprintable, " ").replace(/ {2,}/g, " ").trim();
}
