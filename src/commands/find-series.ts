// What `review` was asked for → the series to review, found in a file or among the mails of sources.

import { messageOf } from "../mail/message.ts";
import { patchOf } from "../mail/patch.ts";
import { seriesOf, type Assembly } from "../mail/series.ts";
import type { Message, MessageId, Series } from "../types.ts";
import { Refusal, type Source, type World } from "../world.ts";

export interface Found {
  readonly series: readonly Series[];
  /** How many mails were read for it. */
  readonly messages: number;
}

/** Where a Message-ID is looked for, in this order. */
export interface Places {
  /** What scans have kept, if that counts here. */
  readonly store: string | undefined;
  readonly sources: readonly string[];
}

/** The mails that were asked for, and the one among them that was named. */
interface Mails {
  readonly messages: readonly Message[];
  /** What has them, in the words of a reader. */
  readonly where: string;
  readonly named: Message | undefined;
  /** How many mails were read for it. */
  readonly read: number;
}

/** A file gives the newest version of every series in it; a Message-ID the series of that mail. */
export async function foundSeries(input: string, places: Places, world: World): Promise<Found> {
  const { messages, where, named, read } = await mailsFor(input, places, world);
  if (named !== undefined) {
    const series = seriesWith(named, messages);
    if (series !== undefined) return { series: [series], messages: read };
    throw new Refusal("input", `${input}: ${whyNoPatch(named)}`);
  }
  const { series } = seriesOf(messages);
  if (series.length > 0) return { series, messages: read };
  const [first] = messages;
  const why =
    first !== undefined && messages.length === 1
      ? whyNoPatch(first)
      : `there is no patch in its ${messages.length} mails`;
  throw new Refusal("input", `${where}: ${why}`);
}

/** How the mails of a file were put together, or those of the series that a Message-ID is of. */
export async function foundAssembly(
  input: string,
  places: Places,
  world: World,
): Promise<Assembly> {
  const { messages, named } = await mailsFor(input, places, world);
  const assembly = seriesOf(messages);
  return named === undefined ? assembly : narrowed(assembly, named.id);
}

/** All versions of the series that the mail belongs to or answers, and the mail itself. */
function narrowed({ series, superseded, trace, skipped }: Assembly, id: MessageId): Assembly {
  const own = trace.find((placed) => placed.id === id)?.series;
  const newest = superseded.find((old) => old.series.id === own)?.by ?? own;
  const versions = superseded.filter(({ by }) => by === newest);
  const ids = new Set([newest, ...versions.map((old) => old.series.id)]);
  const kept = trace.filter((each) => each.id === id || (each.series && ids.has(each.series)));
  return {
    series: series.filter((each) => each.id === newest),
    superseded: versions,
    trace: kept,
    skipped: skipped.filter(({ what }) => kept.some((mail) => what === `<${mail.id}>`)),
  };
}

async function mailsFor(input: string, { store, sources }: Places, world: World): Promise<Mails> {
  const file = await world.sources.file(input);
  if (file !== undefined) {
    const messages = await messagesOf(file);
    return { messages, where: file.name, named: undefined, read: messages.length };
  }
  if (looksLikeFile(input)) throw new Refusal("input", `${input}: no such file`);
  const kept = store === undefined ? undefined : await world.kept(store);
  const opened: Source[] = kept === undefined ? [] : [kept];
  for (const name of sources.length > 0 ? sources : [undefined]) {
    opened.push(await world.sources.named(name));
  }
  return await mailsAround(input, opened);
}

/** The mails that the first source with that Message-ID has of its thread. */
async function mailsAround(input: string, sources: readonly Source[]): Promise<Mails> {
  const id = (/^<(.*)>$/.exec(input)?.[1] ?? input) as MessageId;
  let read = 0;
  for (const source of sources) {
    const messages = await messagesOf(source, id);
    read += messages.length;
    const named = messages.find((each) => each.id === id);
    if (named !== undefined) return { messages, where: source.name, named, read };
  }
  const names = sources.map(({ name }) => name).join(", ");
  throw new Refusal("input", `${input}: no such mail in ${names}`);
}

/** The version that the mail was sent in, also when a newer one has taken it over. */
function seriesWith({ id }: Message, messages: readonly Message[]): Series | undefined {
  const { series, superseded } = seriesOf(messages);
  const all = [...superseded.map((old) => old.series), ...series];
  return all.find(
    ({ cover, patches, carried }) =>
      cover?.id === id ||
      patches.some((patch) => patch.id === id && !carried.includes(patch.position)),
  );
}

async function messagesOf(source: Source, about?: MessageId): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const { bytes } of source.mails(about)) messages.push(await messageOf(bytes));
  return messages;
}

function whyNoPatch(message: Message): string {
  const patch = patchOf(message);
  return "why" in patch ? patch.why : "not a part of a series";
}

/** Asked for when there is no such file: a Message-ID has an @ and rarely ends like a file. */
function looksLikeFile(input: string): boolean {
  return !input.includes("@") && /[/\\]|\.(?:eml|mbox|patch|txt)$/.test(input);
}
