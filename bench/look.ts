// C files of a tree → what the rules make of their functions, as if all of the files were new at once.

import type { CUnit } from "../src/c/ir.ts";
import { unitOf } from "../src/c/unit.ts";
import { reportOf } from "../src/review/findings.ts";
import { judged, proofOf, type Judge, type Judged } from "../src/review/judge.ts";
import { momentOf, type Moment } from "../src/review/moment.ts";
import type { Kit } from "../src/review/review.ts";
import { partsIn, type Side } from "../src/review/sides.ts";
import type { Reported } from "../src/types.ts";

export interface Scene {
  readonly units: readonly CUnit[];
  readonly moment: Moment;
  /** Of the functions that are asked for, one by one: a scene may hold thousands. */
  readonly looks: (isWanted: (file: string, name: string) => boolean) => Iterable<Look>;
}

export interface Look {
  readonly judged: Judged;
  readonly findings: readonly Reported[];
}

export function sceneOf(texts: ReadonlyMap<string, string>, kit: Kit): Scene {
  const units = [...texts].map(([file, text]) => unitOf(kit.parser, newFile(file, text)));
  const after: Side = { units, texts: [...texts.values()], touched: new Map() };
  const before: Side = { units: [], texts: [], touched: new Map() };
  const moment = momentOf([{ before, after }], 0, "after", kit.model);
  const judge: Judge = { rules: kit.rules, model: kit.model, timed: (_, work) => work() };
  return {
    units,
    moment,
    *looks(isWanted) {
      const asked = new Set<string>();
      for (const { file, heads } of units) {
        for (const { name } of heads) if (isWanted(file, name)) asked.add(`${file} ${name}`);
      }
      for (const one of asked) {
        const [file = "", name = ""] = one.split(" ");
        const parts = partsIn(after, file, name);
        if (parts === undefined) continue;
        const now = judged(parts, moment, judge);
        const proofs = now.stand.suspicions.flatMap((each) => proofOf(each, now, judge) ?? []);
        yield { judged: now, findings: proofs.map((proof) => reportOf(proof, now, "introduced")) };
      }
    },
  };
}

/** Every line of it is one that a patch added. */
function newFile(file: string, text: string) {
  const changed = new Set(text.split("\n").map((_, at) => at + 1));
  return { file, side: "after", firstLine: 1, text, section: "", whole: true, changed } as const;
}
