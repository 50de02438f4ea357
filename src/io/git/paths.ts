// A path out of a mail → why we do not let git see it, or undefined.

const PATH_CHARACTERS_MAX = 1000;

/** Code points that some file systems ignore in names: `.g\u200cit` is `.git` to them. */
const IGNORED = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** The one sentence that refuses a hostile path. */
export function refusalOf(path: string): string | undefined {
  if (path === "") return "an empty path";
  if (path.length > PATH_CHARACTERS_MAX) return "a path that is too long";
  if (hasControl(path)) return "a path with a control character";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "an absolute path";
  if (path.includes("\\")) return "a path with a backslash";
  for (const part of path.split("/")) {
    if (part === "" || part === ".") return "a path with an empty part";
    if (part === "..") return "a path that leaves the tree";
    // `git~1` is the short name of `.git`; blanks, dots and streams behind it are dropped.
    if (/^(?:\.git|git~\d+)[ .]*(?::.*)?$/i.test(part.replace(IGNORED, "")))
      return "a path into .git";
  }
  return undefined;
}

function hasControl(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
