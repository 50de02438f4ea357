import { expectGolden } from "../testing/golden.ts";
import { leak, leakyMessage, madeReview } from "../testing/reviews.ts";
import type { Review, Stats } from "../types.ts";
import { htmlOf } from "./html.ts";
import { jsonOf } from "./json.ts";
import { mailOf } from "./mail.ts";
import { paintFor } from "./paint.ts";
import { sarifOf } from "./sarif.ts";
import { textOf } from "./text.ts";

const stats: Stats = {
  ...{ messages: 1, patches: 1, functions: 3, paths: 5 },
  ...{ msParse: 1, msApply: 0, msEngine: 2, msReplay: 3, msTotal: 6 },
};
const from = { name: "interleave", address: "interleave@example.org" };
const rules = [{ id: "skb-leak", summary: "A path loses the only pointer to an sk_buff." }];

const hostile = "\u202e<script>alert(1)</script>\u001b[31m";
const reviews: Readonly<Record<string, Review>> = {
  clean: madeReview([]),
  leak: madeReview(),
  classes: madeReview([
    leak,
    { ...leak, id: "0", line: 38, class: "pre-existing" },
    { ...leak, id: "1", line: 50, class: "intermediate-only" },
    { ...leak, id: "2", file: "net/cafe/other.c", line: 7, witness: [], values: {} },
  ]),
  hostile: {
    ...madeReview([{ ...leak, what: `what ${hostile}`, fix: `fix ${hostile}` }], {
      ...leakyMessage,
      subject: `[PATCH] ${hostile}`,
      from: { name: `Ada ${hostile} "Å"\nBcc: all@example.org`, address: "ada@example.org" },
      body: leakyMessage.body.replace("return -EIO;", `return -EIO; /* ${hostile} */`),
    }),
    skipped: [{ what: hostile, why: hostile }],
  },
};

describe.each(Object.entries(reviews))("%s", (name, review) => {
  test.each<[string, string]>([
    ["txt", textOf(review, paintFor(false))],
    ["mail", mailOf([review], { from, now: Date.UTC(2026, 0, 2, 10) })],
    ["json", jsonOf([review], stats)],
    ["sarif", sarifOf([review], { version: "0.0.0", rules })],
    ["html", htmlOf([review])],
  ])("%s", (kind, text) => {
    expectGolden(`${name}.${kind}`, text);
    expect(text).not.toMatch(/[\u001b\u202e]/);
    if (kind === "html") expect(text).not.toContain("<script");
  });
});

test("colour is a matter of the terminal, and never changes the words", () => {
  const review = madeReview();
  const painted = textOf(review, paintFor(true));
  expect(painted).toContain("\u001b[");
  // eslint cannot know that this is a terminal's escape and not a stray control character.
  expect(painted.replaceAll(new RegExp("\u001b\\[\\d+m", "g"), "")).toBe(
    textOf(review, paintFor(false)),
  );
});
