// Snippets -> what the front end makes of them, as text. Only for tests.

import type { Complaint, Excerpt } from "../types.ts";
import { dump } from "../c/dump.ts";
import type { CFunction, CUnit } from "../c/ir.ts";
import { allComplaints, allFunctions, loadC, unitOf } from "../c/unit.ts";

const parser = await loadC();

/** A unit of which every function was read. */
export interface ReadUnit extends CUnit {
  readonly functions: readonly CFunction[];
  readonly complaints: readonly Complaint[];
}

/** The unit of a whole file. */
export function unitOfFile(text: string): ReadUnit {
  return readUnit(unitOf(parser, excerptOf(text, { whole: true })));
}

/** The unit of one hunk with what git prints behind the @@. */
export function unitOfHunk(
  section: string,
  text: string,
  changed: readonly number[] = [],
): ReadUnit {
  return readUnit(unitOf(parser, excerptOf(text, { section, changed: new Set(changed) })));
}

function readUnit(unit: CUnit): ReadUnit {
  return { ...unit, functions: allFunctions(unit), complaints: allComplaints(unit) };
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
