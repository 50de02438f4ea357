// The lines above a file's first hunk → what they say, with parse-diff for modes, blob ids and flags.

import parseDiff from "parse-diff";

export interface Header {
  /** What follows `diff --git `, and the paths as written, still quoted and prefixed. */
  readonly gitLine: string | undefined;
  readonly oldLine: string | undefined;
  readonly newLine: string | undefined;
  readonly renameFrom: string | undefined;
  readonly renameTo: string | undefined;
  readonly copyFrom: string | undefined;
  readonly copyTo: string | undefined;
  readonly added: boolean;
  readonly deleted: boolean;
  readonly binary: boolean;
  readonly oldMode: string | undefined;
  readonly newMode: string | undefined;
  readonly oldBlob: string | undefined;
  readonly newBlob: string | undefined;
  /** Index of the first line that is not part of the header. */
  readonly end: number;
}

// Longer lines are no mode, index or similarity line; parse-diff's patterns never see them.
const HEADER_LINE_MAX = 200;

const named = [
  "--- ", "+++ ", "rename from ", "rename to ", "copy from ", "copy to ",
] as const; // prettier-ignore

const other =
  /^(?:old mode |new mode |deleted file mode |new file mode |similarity index |dissimilarity index |index )/;

/** Reads the header that starts on this line. */
export function headerAt(lines: readonly string[], at: number): Header {
  const first = lines[at] ?? "";
  const gitLine = first.startsWith("diff --git ") ? first.slice("diff --git ".length) : undefined;
  const values = new Map<string, string>();
  const rest: string[] = [];
  let binary = false;
  let end = gitLine === undefined ? at : at + 1;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    const name = named.find((start) => line.startsWith(start));
    if (name !== undefined && !values.has(name)) values.set(name, line.slice(name.length));
    else if (name === undefined && other.test(line)) rest.push(line);
    else break;
    if (name === "+++ ") {
      end++;
      break;
    }
  }
  const tail = lines[end] ?? "";
  if (tail.startsWith("Binary files ") || tail.startsWith("GIT binary patch")) {
    binary = true;
    end++;
  }
  return { gitLine, ...pathLinesOf(values), ...flagsOf(rest, values), binary, end };
}

function pathLinesOf(values: ReadonlyMap<string, string>) {
  return {
    oldLine: values.get("--- "),
    newLine: values.get("+++ "),
    renameFrom: values.get("rename from "),
    renameTo: values.get("rename to "),
    copyFrom: values.get("copy from "),
    copyTo: values.get("copy to "),
  };
}

// Paths are not given to parse-diff: it knows neither octal escapes nor prefixes other than one
// letter, and its pattern for them is slow on a long line.
function flagsOf(lines: readonly string[], values: ReadonlyMap<string, string>) {
  const short = lines.filter((line) => line.length <= HEADER_LINE_MAX);
  const [file] = parseDiff(short.join("\n"));
  const [oldBlob, newBlob] = file?.index?.[0]?.split("..") ?? [];
  return {
    added: file?.new === true || isNull(values.get("--- ")),
    deleted: file?.deleted === true || isNull(values.get("+++ ")),
    oldMode: file?.oldMode,
    newMode: file?.newMode,
    oldBlob,
    newBlob,
  };
}

/** Whether a `---` or `+++` line names no file. */
export function isNull(line: string | undefined): boolean {
  return line?.split("\t", 1)[0]?.trimEnd() === "/dev/null";
}
