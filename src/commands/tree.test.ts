// Reviews of series on a real repository, as the command makes them.

import { readFileSync } from "node:fs";
import { treeOf } from "../io/git/tree.ts";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { repository } from "../testing/git-repository.ts";

const tree = repository();
afterAll(tree.remove);

const before = `// SPDX-License-Identifier: GPL-2.0
#include <linux/skbuff.h>

#include "cafe.h"

int cafe_open(struct cafe *cafe)
{
	skb_queue_head_init(&cafe->orders);
	return 0;
}

void cafe_close(struct cafe *cafe)
{
	skb_queue_purge(&cafe->orders);
}
`;
const base = tree.commit("cafe: open", { "net/cafe/brew.c": before });
tree.commit("cafe: move on", { "net/cafe/brew.c": before.replace("return 0", "return 1") });

async function ran(file: string, ...words: readonly string[]) {
  const { world, out, errors } = fakeWorld({
    files: { [file]: readFileSync(`fixtures/series/${file}`, "latin1") },
  });
  const status = await run(["review", file, "--tree", tree.dir, ...words], {
    ...world,
    tree: treeOf,
  });
  return { status, out: out(), errors: errors() };
}

test("the base is found and said", async () => {
  const { status, out, errors } = await ran("cafe-leak.eml");
  expect({ status, errors }).toEqual({ status: 1, errors: "" });
  expect(out).toContain(`; on ${base.slice(0, 12)}`);
  expect(out).toContain("skb is lost here");
});

test("what a later patch of the series mends is one line and no finding", async () => {
  const { status, out } = await ran("cafe-orders.mbox", "--base", base);
  expect(status).toBe(0);
  expect(out).toMatch(/Gone again by the end of the series:\n {2}after patch 1 of 3, /);
  expect(out).not.toContain("> ");
});

test("JSON says what applies and on what", async () => {
  const { out } = await ran("cafe-orders.mbox", "--base", base, "--format", "json");
  expect(JSON.parse(out)).toMatchObject({
    series: [
      {
        base: { rev: base },
        patches: [{ applies: true }, { applies: true }, { applies: true }],
      },
    ],
  });
});

test("a patch that does not apply is told with the reason", async () => {
  tree.commit("cafe: close for good", { "net/cafe/brew.c": null });
  const { status, errors } = await ran("cafe-clean.eml", "--base", "HEAD");
  expect(status).toBe(3);
  expect(errors).toMatch(/^interleave: \[PATCH .*: does not apply: .*net\/cafe\/brew\.c.*\n$/);
});

test("a base that is not there is the caller's mistake", async () => {
  expect(await ran("cafe-clean.eml", "--base", "v9")).toEqual({
    status: 2,
    out: "",
    errors: "interleave: v9: no such revision in this repository\n",
  });
});
