// What `review` was asked for → the series to review, found in a file or among the mails of sources.

import { messageOf } from "../mail/message.ts";
import { patchOf } from "../mail/patch.ts";
import { seriesOf } from "../mail/series.ts";
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

/** A file gives the newest version of every series in it; a Message-ID the series of that mail. */
export async function foundSeries(
  input: string,
  { store, sources }: Places,
  world: World,
): Promise<Found> {
  const file = await world.sources.file(input);
  if (file !== undefined) return await inFile(file);
  if (looksLikeFile(input)) throw new Refusal("input", `${input}: no such file`);
  const kept = store === undefined ? undefined : await world.kept(store);
  const opened: Source[] = kept === undefined ? [] : [kept];
  for (const name of sources.length > 0 ? sources : [undefined]) {
    opened.push(await world.sources.named(name));
  }
  return await inSources(input, opened);
}

async function inFile(file: Source): Promise<Found> {
  const messages = await messagesOf(file);
  const { series } = seriesOf(messages);
  if (series.length > 0) return { series, messages: messages.length };
  const [first] = messages;
  const why =
    first !== undefined && messages.length === 1
      ? whyNoPatch(first)
      : `there is no patch in its ${messages.length} mails`;
  throw new Refusal("input", `${file.name}: ${why}`);
}

async function inSources(input: string, sources: readonly Source[]): Promise<Found> {
  const id = (/^<(.*)>$/.exec(input)?.[1] ?? input) as MessageId;
  let read = 0;
  for (const source of sources) {
    const messages = await messagesOf(source, id);
    read += messages.length;
    const message = messages.find((each) => each.id === id);
    if (message === undefined) continue;
    const series = seriesWith(message, messages);
    if (series !== undefined) return { series: [series], messages: read };
    throw new Refusal("input", `${input}: ${whyNoPatch(message)}`);
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
