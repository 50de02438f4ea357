// Names → the lines of C files at which they may be defined: a line that begins at the margin,
// holds `name(` and is not a prototype; and lines of initialisers, `.field = name,`. Cheap and
// textual: the reader of the file decides.

import type { Definition } from "../../world.ts";
import { git, firstLine } from "./run.ts";

/** Names in one question to git; more are asked in turns. */
const NAMES_MAX = 200;
const LINE_CHARACTERS_MAX = 1000;

export async function grepped(
  gitDir: string,
  root: string,
  names: readonly string[],
  folders: readonly string[],
): Promise<Definition[]> {
  const sound = [...new Set(names)].filter((name) => /^[A-Za-z_]\w*$/.test(name));
  const found: Definition[] = [];
  for (let at = 0; at < sound.length; at += NAMES_MAX)
    found.push(...(await asked(gitDir, root, sound.slice(at, at + NAMES_MAX), folders)));
  return found;
}

/** Whether the file is one of them, or a C file below one of them. */
export function isAmong(file: string, folders: readonly string[]): boolean {
  if (!isC(file)) return false;
  return folders.some(
    (folder) => folder === "" || file === folder || file.startsWith(`${folder}/`),
  );
}

function isC(path: string): boolean {
  return /\.[ch]$/.test(path);
}

/** The same for one text. */
export function definitionsIn(
  text: string,
  file: string,
  names: ReadonlySet<string>,
): Definition[] {
  return text.split("\n").flatMap((line, at) => {
    return tellsOf(line, names).map((found) => ({ ...found, file, line: at + 1, text: line }));
  });
}

/** Files in which one of the words stands. */
export async function mentioning(
  gitDir: string,
  root: string,
  words: readonly string[],
  folders: readonly string[],
): Promise<string[]> {
  const sound = words.filter((word) => /^[A-Za-z_]\w*$/.test(word)).slice(0, NAMES_MAX);
  if (sound.length === 0) return [];
  const out = await grep(gitDir, root, ["-l"], sound, folders);
  return out.split("\0").flatMap((where) => (where === "" ? [] : [where.slice(root.length + 1)]));
}

async function asked(
  gitDir: string,
  root: string,
  names: readonly string[],
  folders: readonly string[],
): Promise<Definition[]> {
  // Fixed words are found ten times as fast as a pattern for heads: every use is read, few are kept.
  const out = await grep(gitDir, root, ["-n"], names, folders);
  const wanted = new Set(names);
  return out.split("\n").flatMap((line) => definitionOf(line, root, wanted));
}

async function grep(
  gitDir: string,
  root: string,
  how: readonly string[],
  names: readonly string[],
  folders: readonly string[],
): Promise<string> {
  const paths = folders.map((folder) =>
    isC(folder)
      ? `:(glob)${escaped(folder)}`
      : `:(glob)${folder === "" ? "" : `${escaped(folder)}/`}**/*.[ch]`,
  );
  const words = names.flatMap((name) => ["-e", name]);
  const args = ["grep", ...how, "-z", "-I", "-F", "-w", "--no-color", ...words, root];
  const ran = await git([...args, "--", ...paths], {
    gitDir,
    env: { GIT_LITERAL_PATHSPECS: "0" },
  });
  if (ran.status > 1) throw new Error(`git grep: ${firstLine(ran.err)}`);
  return ran.out.toString("utf8");
}

/** `root:path NUL number NUL text`. */
function definitionOf(line: string, root: string, names: ReadonlySet<string>): Definition[] {
  const [where = "", number = "", text = ""] = line.split("\0");
  const file = where.slice(root.length + 1);
  return tellsOf(text, names).map((found) => ({ ...found, file, line: Number(number), text }));
}

/** What the line says of one of the names. */
function tellsOf(line: string, names: ReadonlySet<string>): Pick<Definition, "name" | "field">[] {
  if (line.length > LINE_CHARACTERS_MAX) return [];
  const defined = definedOn(line, names);
  if (defined !== undefined) return [{ name: defined }];
  const [, field, name] = /^\s+\.(\w+)\s*=\s*&?(\w+)\s*,/.exec(line) ?? [];
  return field !== undefined && name !== undefined && names.has(name) ? [{ name, field }] : [];
}

function definedOn(line: string, names: ReadonlySet<string>): string | undefined {
  if (!/^[A-Za-z_#]/.test(line)) return undefined;
  // A prototype, or a use at the margin: `EXPORT_SYMBOL(name);`.
  if (/;\s*$/.test(line)) return undefined;
  const [, head, rest] = /^(#\s*define\s+\w+\(|[^(]*\()(.*)/.exec(line) ?? [];
  if (head === undefined || rest === undefined) return undefined;
  const name = /(\w+)\s*\($/.exec(head)?.[1];
  if (name !== undefined && names.has(name)) return name;
  if (line.startsWith("#")) return undefined;
  // Behind a macro that wraps the head: `__printf(1, 2) name(…`, `SYSCALL_DEFINE3(name, …`.
  const later = [...rest.matchAll(/(\w+)\s*\(/g)].find(([, word = ""]) => names.has(word));
  return later?.[1];
}

function escaped(folder: string): string {
  return folder.replace(/[\\*?[\]]/g, "\\$&");
}
