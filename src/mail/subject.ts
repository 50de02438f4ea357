// A Subject line → what it says about a patch: version, place in the series, tags, title.

export interface Subject {
  /** Begins with Re:, Aw:, Fwd: or the like, also behind the tag of a list. */
  readonly reply: boolean;
  /** Its brackets say PATCH or RFC, or count patches. */
  readonly patch: boolean;
  /** Announces a pull request. */
  readonly pull: boolean;
  /** Tree tags and flags in order, as written: `net-next`, `RFC`. */
  readonly tags: readonly string[];
  /** 1 when the subject says none. */
  readonly version: number;
  /** The 1 of `v5.1`: one patch of version 5 was refreshed, or it is a kernel's version. */
  readonly revision: number | undefined;
  /** 0 is a cover letter. */
  readonly position: number | undefined;
  readonly total: number | undefined;
  readonly rfc: boolean;
  readonly resend: boolean;
  /** Without prefixes. */
  readonly title: string;
}

const SUBJECT_MAX = 2000;
/** Nobody sends more patches at once; a larger number counts something else. */
const TOTAL_MAX = 1000;
const PREFIXES_MAX = 50;

/** Reads a decoded subject. */
export function subjectOf(subject: string): Subject {
  const { groups, reply, rest } = prefixesOf(subject.slice(0, SUBJECT_MAX).trim());
  const found: Found = { marked: false, pull: false, tags: [] };
  groups.forEach((group, index) => {
    readGroup(found, group, groups.slice(index + 1));
  });
  const title = readTitle(found, rest);
  return {
    reply,
    patch: found.marked,
    pull: found.pull,
    tags: found.tags,
    version: found.version ?? 1,
    revision: found.revision,
    position: found.position,
    total: found.total,
    rfc: found.tags.some((tag) => tag.toUpperCase() === "RFC"),
    resend: found.tags.some((tag) => resends.test(tag)),
    title,
  };
}

interface Found {
  marked: boolean;
  pull: boolean;
  readonly tags: string[];
  version?: number;
  revision?: number;
  position?: number;
  total?: number;
}

const resends = /^(?:re-?send|resent|repost)$/i;
const replyPrefix =
  /^(?:re|aw|antw|fwd?|sv|vs|vb|wg|rif|tr|enc|odp|ynt|res|ref|回复|答复|回覆|转发|轉寄|轉發)\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:：]\s*/i;
const anyPrefix = /^[a-z]{2,3}\s?:\s*(?=\[)/i;

/** Takes reply prefixes and bracket groups off the front, in whatever order they come. */
function prefixesOf(subject: string): { groups: string[]; reply: boolean; rest: string } {
  const groups: string[] = [];
  let reply = false;
  let rest = subject;
  for (let turn = 0; turn < PREFIXES_MAX; turn++) {
    const prefix = (replyPrefix.exec(rest) ?? anyPrefix.exec(rest))?.[0];
    if (prefix !== undefined) {
      reply = true;
      rest = rest.slice(prefix.length);
      continue;
    }
    const end = rest.startsWith("[") ? closing(rest) : -1;
    if (end < 0) break;
    groups.push(rest.slice(1, end));
    rest = rest.slice(end + 1).trimStart();
  }
  return { groups, reply, rest };
}

/** Index of the bracket that closes the first one: brackets may stand in brackets. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "[") depth++;
    else if (text[at] === "]" && --depth === 0) return at;
  }
  return text.indexOf("]");
}

function readGroup(found: Found, group: string, later: readonly string[]): void {
  const words = wordsOf(group);
  const before = found.marked;
  const tags: string[] = [];
  for (const word of words) if (!readWord(found, word)) tags.push(word);
  if (/^(?:git )?pull\b/i.test(words.join(" "))) found.pull = true;
  // A group that says nothing of patches in front of one that does is the tag of a list, which
  // software writes with a capital letter, or a tree's, which people write without.
  const ours = words.some((word) => readWord({ marked: false, pull: false, tags: [] }, word));
  const listTag = !ours && !before && /^[A-Z]/.test(group) && later.length > 0;
  if (!listTag) found.tags.push(...tags);
}

function wordsOf(group: string): string[] {
  return group
    .replace(/[[\]]/g, " ")
    .replace(/(\d)\s{0,3}\/\s{0,3}(?=[\dnNxX])/g, "$1/")
    .replace(/\bv(?:er(?:sion)?)?\s{1,3}(?=\d)/gi, "v")
    .replace(/(\d)\s{1,3}of\s{1,3}(?=\d)/gi, "$1/")
    .split(/[\s,;:]+/)
    .filter((word) => word !== "")
    .flatMap(unglued);
}

/** `PATCHv3`, `PATCH-v2`, `RFCv2`, `v2-1/3`, `PATCH1/2`: two or three words without a blank. */
function unglued(word: string): string[] {
  const [, head, tail] =
    /^(patch(?:set|es)?|rfc|rft|resend)[-_]?(v?\d.*)$/i.exec(word) ??
    /^(v\d{1,3}(?:\.\d{1,3})?)[-_](\d{1,4}[/_]\d{1,4})$/i.exec(word) ??
    [];
  return head === undefined || tail === undefined ? [word] : [head, ...unglued(tail)];
}

/** Reads what is not a tag; flags are both. False: a tag and nothing else. */
function readWord(found: Found, word: string): boolean {
  if (/^patch(?:es|set|-set|-series)?$/i.test(word)) {
    found.marked = true;
    return true;
  }
  if (/^(?:rfc|rft|wip)$/i.test(word) || resends.test(word)) {
    found.marked = true;
    found.tags.push(word);
    return true;
  }
  const version = /^[-_#]?v(\d{1,3})(?:\.(\d{1,3}))?$/i.exec(word);
  if (version !== null && found.version === undefined) {
    found.marked = true;
    found.version = Number(version[1]);
    if (version[2] !== undefined) found.revision = Number(version[2]);
    return true;
  }
  const place = /^(\d{1,4})[/_](?:(\d{1,4})|[nx])$/i.exec(word);
  if (place === null || found.position !== undefined || tooMany(place)) return false;
  found.marked = true;
  found.position = Number(place[1]);
  if (place[2] !== undefined) found.total = Number(place[2]);
  return true;
}

function tooMany([, position, total = "0"]: readonly (string | undefined)[]): boolean {
  return Number(position) > TOTAL_MAX || Number(total) > TOTAL_MAX;
}

/** The title, after a version or a counter that stands outside of the brackets. */
function readTitle(found: Found, rest: string): string {
  let title = rest.replace(/^[:\s]+/, "");
  if (!found.marked) {
    found.pull ||= /^(?:git pull|pull request)\b/i.test(title);
    return title;
  }
  const version = /^v(\d{1,2})[\s:,-]\s{0,9}/i.exec(title);
  if (version !== null && found.version === undefined) {
    found.version = Number(version[1]);
    title = title.slice(version[0].length);
  }
  const place = /^\(?(\d{1,4})\s?(?:\/|of)\s?(\d{1,4})(?:\)?[:,-]|\)|\s-)\s{0,9}/i.exec(title);
  if (place !== null && found.position === undefined && !tooMany(place)) {
    found.position = Number(place[1]);
    found.total = Number(place[2]);
    title = title.slice(place[0].length);
  }
  return title.trim();
}
