// Snippets -> what the front end makes of them, as text. Only for tests.

import type { Excerpt } from "../types.ts";
import { dump } from "../c/dump.ts";
import type { CUnit } from "../c/ir.ts";
import { loadC, unitOf } from "../c/unit.ts";

const parser = await loadC();

/** The unit of a whole file. */
export function unitOfFile(text: string): CUnit {
  return unitOf(parser, excerptOf(text, { whole: true }));
}

/** The unit of one hunk with what git prints behind the @@. */
export function unitOfHunk(section: string, text: string, changed: readonly number[] = []): CUnit {
  return unitOf(parser, excerptOf(text, { section, changed: new Set(changed) }));
}

/** Dumps of the functions of a file that is understood without complaint. */
export function bodies(text: string): readonly string[] {
  const unit = unitOfFile(text);
  expect([...unit.complaints, ...unit.functions.flatMap((one) => one.complaints)]).toEqual([]);
  return unit.functions.map(dump);
}

function excerptOf(text: string, given: Partial<Excerpt>): Excerpt {
  return {
    file: "net/foo.c",
    side: "after",
    firstLine: 1,
    text,
    section: "",
    whole: false,
    changed: new Set(),
    ...given,
  };
}
