// Conditionals inside a definition -> the texts of its arms, a few of them, each without the rest.
// Arms are never merged into one text: a path may not run through both.

import { negated, type Conditional } from "./directives.ts";
import { blankedOut } from "./source.ts";

export interface ArmText {
  readonly code: string;
  /** One entry a conditional: the condition under which this text is compiled. */
  readonly arm: readonly string[];
}

/** How many texts of one definition we look at. */
export const MAX_ARMS = 4;
/** Conditionals of one definition that we turn. */
const MAX_INSIDE = 64;

/**
 * `code` is the file without directive lines; the definition is `start…end` of it. The same
 * condition holds or fails everywhere in one text. undefined: it has more than we turn.
 */
export function armTexts(
  code: string,
  start: number,
  end: number,
  conditionals: readonly Conditional[],
): readonly ArmText[] | undefined {
  const inside = conditionals.filter((one) => dividesText(one, start, end));
  if (inside.length > MAX_INSIDE) return undefined;
  if (inside.length === 0) return [{ code: code.slice(start, end), arm: [] }];
  const texts = new Map<string, ArmText>();
  for (const turned of choices(inside.length)) {
    const text = armText(code, start, end, inside, turned);
    if (!texts.has(text.code) && texts.size < MAX_ARMS) texts.set(text.code, text);
  }
  return [...texts.values()];
}

/** Does the text hold a line of the conditional? */
function dividesText(one: Conditional, start: number, end: number): boolean {
  return (
    (one.start >= start && one.start < end) ||
    one.arms.some((arm) => arm.end > start && arm.end < end)
  );
}

/** All first arms, all second arms, then one turned at a time. */
function choices(count: number): readonly ((index: number) => number)[] {
  const single = Array.from(
    { length: Math.min(count, 16) },
    (_, one) =>
      (index: number): number =>
        index === one ? 1 : 0,
  );
  return [(): number => 0, (): number => 1, (): number => 2, ...single];
}

function armText(
  code: string,
  start: number,
  end: number,
  conditionals: readonly Conditional[],
  choice: (index: number) => number,
): ArmText {
  const truth = new Map<string, boolean>([
    ["0", false],
    ["1", true],
  ]);
  const arm: string[] = [];
  const blanks: [number, number][] = [];
  conditionals.forEach((one, index) => {
    // In an arm that is not taken nothing is decided.
    if (blanks.some(([from, to]) => one.start >= from && one.end <= to)) return;
    const taken = takenArm(one, choice(index), truth);
    const condition = one.arms[taken]?.condition ?? negated(one.arms[0]?.condition ?? "");
    truth.set(condition, true);
    truth.set(negated(condition), false);
    if (one.arms[0]?.condition !== "0" && one.arms[0]?.condition !== "1") arm.push(condition);
    one.arms.forEach((other, position) => {
      if (position !== taken) blanks.push([other.start, other.end]);
    });
  });
  const inside = blanks.map(([from, to]) => [from - start, to - start] as const);
  return { code: blankedOut(code.slice(start, end), inside), arm };
}

/** Index of the arm that is compiled; the number of arms when none is. */
function takenArm(one: Conditional, choice: number, truth: ReadonlyMap<string, boolean>): number {
  const forced = one.arms.findIndex(({ condition }) => truth.get(condition) === true);
  if (forced >= 0) return forced;
  const free = one.arms.flatMap(({ condition }, index) =>
    truth.get(condition) === false ? [] : [index],
  );
  if (!one.hasElse) free.push(one.arms.length);
  return free[Math.min(choice, free.length - 1)] ?? 0;
}
