import { cpuMsOf } from "../testing/cpu-time.ts";
import fc from "fast-check";
import { subjectOf, type Subject } from "./subject.ts";

const plain: Subject = {
  reply: false,
  patch: true,
  pull: false,
  tags: [],
  version: 1,
  revision: undefined,
  position: undefined,
  total: undefined,
  rfc: false,
  resend: false,
  title: "net: foo",
};

// Only what differs from `[PATCH] net: foo`.
const table: readonly (readonly [string, Partial<Subject>])[] = [
  ["[PATCH] net: foo", {}],
  ["net: foo", { patch: false }],
  ["[PATCH 1/3] net: foo", { position: 1, total: 3 }],
  ["[PATCH 01/12] net: foo", { position: 1, total: 12 }],
  ["[PATCH 0/4] net: foo", { position: 0, total: 4 }],
  ["[PATCH 1_3] net: foo", { position: 1, total: 3 }],
  ["[PATCH 1 of 2] net: foo", { position: 1, total: 2 }],
  ["[PATCH 1 / 2] net: foo", { position: 1, total: 2 }],
  ["[PATCH 6/5] net: foo", { position: 6, total: 5 }],
  ["[PATCH 3/n] net: foo", { position: 3 }],
  ["[PATCH v2] net: foo", { version: 2 }],
  ["[PATCH V2] net: foo", { version: 2 }],
  ["[PATCHv3] net: foo", { version: 3 }],
  ["[PATCHv3 nf 8/8] net: foo", { version: 3, tags: ["nf"], position: 8, total: 8 }],
  ["[PATCH-v4 2/2] net: foo", { version: 4, position: 2, total: 2 }],
  ["[PATCH v6,19/24] net: foo", { version: 6, position: 19, total: 24 }],
  ["[PATCH v5, 1/2] net: foo", { version: 5, position: 1, total: 2 }],
  ["[net-next,v2,1/3] net: foo", { version: 2, tags: ["net-next"], position: 1, total: 3 }],
  ["[PATCH v2-1/3] net: foo", { version: 2, position: 1, total: 3 }],
  ["[PATCH1/3] net: foo", { position: 1, total: 3 }],
  ["[PATCH v 2] net: foo", { version: 2 }],
  ["[PATCH net-next v10 02/11] net: foo", { version: 10, tags: ["net-next"], position: 2, total: 11 }],
  ["[PATCH v2 bpf-next 2/5] net: foo", { version: 2, tags: ["bpf-next"], position: 2, total: 5 }],
  ["[PATCH RFC net-next v4 03/14] net: foo",
    { version: 4, tags: ["RFC", "net-next"], rfc: true, position: 3, total: 14 }],
  ["[RFC] net: foo", { tags: ["RFC"], rfc: true }],
  ["[RFC PATCH] net: foo", { tags: ["RFC"], rfc: true }],
  ["[RFCv2 1/2] net: foo", { version: 2, tags: ["RFC"], rfc: true, position: 1, total: 2 }],
  ["[RFC] [PATCH 1/2] net: foo", { tags: ["RFC"], rfc: true, position: 1, total: 2 }],
  ["[RESEND PATCH v2] net: foo", { version: 2, tags: ["RESEND"], resend: true }],
  ["[PATCH RESEND] net: foo", { tags: ["RESEND"], resend: true }],
  ["[PATCH REPOST 1/2] net: foo", { tags: ["REPOST"], resend: true, position: 1, total: 2 }],
  ["[RFT PATCH] net: foo", { tags: ["RFT"] }],
  ["[Intel-wired-lan] [PATCH net v2 1/3] net: foo",
    { version: 2, tags: ["net"], position: 1, total: 3 }],
  ["[net-next] [PATCH v2] net: foo", { version: 2, tags: ["net-next"] }],
  ["[PATCH [net] 1/2] net: foo", { tags: ["net"], position: 1, total: 2 }],
  ["[[PATCH]] net: foo", {}],
  ["[PATCH] [media] net: foo", { tags: ["media"] }],
  ["[PATCH] 1/2: net: foo", { position: 1, total: 2 }],
  ["[PATCH] (1/2) net: foo", { position: 1, total: 2 }],
  ["[PATCH] v2: net: foo", { version: 2 }],
  ["[PATCH]: net: foo", {}],
  ["[PATCH]net: foo", {}],
  ["[PATCH v5.1 10/12] net: foo", { version: 5, revision: 1, position: 10, total: 12 }],
  ["[PATCH v6.1] net: foo", { version: 6, revision: 1 }],
  ["[PATCH 6.1 3/3] net: foo", { tags: ["6.1"], position: 3, total: 3 }],
  ["[PATCH 5.15.y v2] net: foo", { tags: ["5.15.y"], version: 2 }],
  ["[PATCH AUTOSEL 6.12 1/9] net: foo", { tags: ["AUTOSEL", "6.12"], position: 1, total: 9 }],
  ["[PATCH e2fsprogs] net: foo", { tags: ["e2fsprogs"] }],
  ["Re: [PATCH] net: foo", { reply: true }],
  ["RE: [PATCH] net: foo", { reply: true }],
  ["Re[2]: [PATCH] net: foo", { reply: true }],
  ["Re : [PATCH] net: foo", { reply: true }],
  ["Aw: [PATCH] net: foo", { reply: true }],
  ["Fwd: [PATCH] net: foo", { reply: true }],
  ["回复: [PATCH] net: foo", { reply: true }],
  ["回复：[PATCH] net: foo", { reply: true }],
  ["答复: Re: [PATCH] net: foo", { reply: true }],
  ["xy: [PATCH] net: foo", { reply: true }],
  ["Re: Aw: Fwd: [PATCH 1/2] net: foo", { reply: true, position: 1, total: 2 }],
  ["[Intel-wired-lan] Re: [PATCH] net: foo", { reply: true }],
  ["[External] Re: [PATCH] net: foo", { reply: true }],
  ["Re: net: foo", { reply: true, patch: false }],
  ["net: [PATCH] foo", { reply: true, title: "foo" }],
  ["[GIT PULL] net: foo", { pull: true, patch: false, tags: ["GIT", "PULL"] }],
  ["[PULL v2] net: foo", { pull: true, version: 2, tags: ["PULL"] }],
  ["pull request: net: foo", { pull: true, patch: false, title: "pull request: net: foo" }],
  ["[PATCH 0/9] pull request (net): foo", { position: 0, total: 9, title: "pull request (net): foo" }],
  ["[PATCH 1/2000] net: foo", { tags: ["1/2000"] }],
  ["[PATCH net: foo", { patch: false, title: "[PATCH net: foo" }],
  ["[PATCH] ", { title: "" }],
  ["", { patch: false, title: "" }],
]; // prettier-ignore

describe("subjectOf", () => {
  test.each(table)("%s", (subject, expected) => {
    expect(subjectOf(subject)).toEqual({ ...plain, ...expected });
  });

  test("reads any text in bounded time", () => {
    const bits = fc.constantFrom(
      "[",
      "]",
      "PATCH",
      "v2",
      "Re:",
      " ",
      "1/2",
      ":",
      "v",
      ".",
      "[[",
      "回复：",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ unit: "grapheme" }))), (words) => {
        const { title, position, total, version } = subjectOf(words.join(""));
        expect(typeof title).toBe("string");
        for (const number of [position, total, version])
          expect(number === undefined || Number.isSafeInteger(number)).toBe(true);
      }),
    );
  });

  test.each(["[", "]", "Re: ", "[PATCH ", "1/", "v1.", "[]", " ", "1 of ", "(", "re[1"])(
    "a megabyte of %j takes no time",
    async (bit) => {
      const text = bit.repeat(1_000_000 / bit.length);
      expect(await cpuMsOf(() => subjectOf(text))).toBeLessThan(200);
    },
  );
});
