// C files of a tree → the headers that they include, as far as that tells what they work with.

import { posix } from "node:path";
import { includesIn, type Include } from "../c/includes.ts";
import type { Snapshot } from "../world.ts";

/** Headers that are read for one review, and how far headers beside a file are followed into others. */
const HEADERS_MAX = 80;
const DEPTH_MAX = 3;
const CHARACTERS_MAX = 1_000_000;

/** What next to all of net/ and its drivers gets by way of others. */
const USUAL = ["include/linux/skbuff.h", "include/linux/netdevice.h", "include/net/sock.h"];

/**
 * The texts of the headers of one's own, those that they include, and the common ones that both name.
 * What common headers include is not followed: that would be a thousand files.
 */
export async function headersOf(
  snapshot: Pick<Snapshot, "read">,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const headers = new Map<string, string>();
  const asked = new Set(texts.keys());
  const take = async (path: string): Promise<string | undefined> => {
    if (asked.has(path) || asked.size >= HEADERS_MAX * 4 || headers.size >= HEADERS_MAX) return;
    asked.add(path);
    const text = await snapshot.read(path);
    if (text === undefined || text.length > CHARACTERS_MAX) return undefined;
    headers.set(path, text);
    return text;
  };
  let open: (readonly [string, string])[] = [...texts];
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const next: (readonly [string, string])[] = [];
    for (const [file, text] of open) {
      for (const include of includesIn(text)) {
        for (const path of placesOf(file, include)) {
          const found = await take(path);
          if (found !== undefined && include.quoted) next.push([path, found]);
          // A header of the kernel's own goes on with that of user space of the same name.
          if ((headers.has(path) || texts.has(path)) && !path.startsWith("include/linux/")) break;
        }
      }
    }
    open = next;
  }
  for (const path of USUAL) await take(path);
  return headers;
}

/** Folders above a file's own in which drivers of several folders keep their headers. */
const LEVELS_MAX = 2;

/** Never outside of the tree. */
function placesOf(file: string, { path, quoted }: Include): readonly string[] {
  const beside = quoted ? foldersFrom(file).map((folder) => posix.join(folder, path)) : [];
  const places = [...beside, posix.join("include", path), posix.join("include/uapi", path)];
  return places.filter((place) => place.endsWith(".h") && !/^(?:\.\.)?\//.test(place));
}

/** The file's own folder, and those above it that are no more than one driver's or one protocol's. */
function foldersFrom(file: string): readonly string[] {
  const parts = posix.dirname(file).split("/");
  const shared = parts[0] === "net" ? 1 : 3;
  const above = Array.from({ length: LEVELS_MAX }, (_, at) => parts.slice(0, -1 - at));
  return [parts, ...above.filter(({ length }) => length > shared)].map((each) => each.join("/"));
}
