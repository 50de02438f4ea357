import { readFileSync } from "node:fs";
import { excerptsOf } from "../diff/excerpts.ts";
import { filesOf } from "../diff/parse.ts";
import { messagesIn } from "./mbox.ts";
import { messageOf } from "./message.ts";
import { patchOf } from "./patch.ts";
import { seriesOf } from "./series.ts";

const name = "20260415082654.21026-4-kerneljasonxing@gmail.com";
const bytes = readFileSync(`fixtures/${name}.eml`);

describe("the seed mail", () => {
  test("is one message with a diff of three files and 131 added lines", async () => {
    expect(messagesIn(bytes)).toEqual([bytes]);
    const message = await messageOf(bytes);
    expect(message.problems).toEqual([]);
    expect(message.id).toBe(name);
    const { files, problems } = filesOf(message.body);
    expect(problems).toEqual([]);
    const lines = files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
    expect(files.map(({ newPath, hunks }) => [newPath, hunks.length])).toEqual([
      ["include/net/xdp_sock.h", 2],
      ["net/core/skbuff.c", 2],
      ["net/xdp/xsk.c", 3],
    ]);
    expect(lines.filter(({ kind }) => kind === "added")).toHaveLength(131);
    expect(lines.filter(({ kind }) => kind === "removed")).toHaveLength(0);
    const body = message.body.split("\n");
    for (const { text, bodyLine } of lines) expect(body[bodyLine - 1]?.slice(1)).toBe(text);
  });

  test("shows one function whole", async () => {
    const { files } = filesOf((await messageOf(bytes)).body);
    const [, whole] = excerptsOf(files[1] ?? never(), "after");
    expect(whole?.firstLine).toBe(648);
    expect(whole?.changed.size).toBe(120);
    expect(whole?.text.split("\n")[3]).toBe("#ifdef CONFIG_XDP_SOCKETS");
  });

  test("is patch 3 of 14 of version 4, and the rest is missing", async () => {
    const message = await messageOf(bytes);
    const { series, skipped } = seriesOf([message]);
    expect(skipped).toEqual([]);
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({
      title: "xsk: add xsk_alloc_batch_skb() to build skbs in batch",
      version: 4,
      total: 14,
      tags: ["RFC", "net-next"],
      missing: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    });
    expect(patchOf(message)).toMatchObject({
      position: 3,
      author: { name: "Jason Xing", address: "kernelxing@tencent.com" },
      trailers: [{ name: "Signed-off-by", value: "Jason Xing <kernelxing@tencent.com>" }],
    });
  });
});

function never(): never {
  throw new Error("the file is missing");
}
