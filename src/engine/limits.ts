// Every bound of the engine, in one place. Counts of steps, never of time: the same input gives
// the same bytes on every run.

export interface Limits {
  /** Turns of one loop that are followed exactly; after them the loop is left with havoc. */
  readonly loopTurns: number;
  /** Finished paths of one function. */
  readonly paths: number;
  /**
   * Instructions executed for one function, over all its paths. What takes the engine as long, a
   * comparison of states or the end of a large loop, counts as one or more.
   */
  readonly instructions: number;
  /** Of them, those of one callee that is stepped into; when they are used up, it counts as unknown. */
  readonly calleeInstructions: number;
  /** Calls inside calls that are stepped into. */
  readonly callDepth: number;
  /** Blocks of a callee that is stepped into. */
  readonly calleeBlocks: number;
  /** Blocks of a callee that is stepped into for its answer alone, when it does nothing to objects. */
  readonly getterBlocks: number;
  /**
   * The ways that branched off first are followed first, and of two ways the other one: where paths
   * meet, other ones go on.
   */
  readonly oldestFirst?: true;
  /** All ways are followed, whether or not they meet others. */
  readonly unmerged?: true;
}

/** A function that took no more instructions than this is analysed again with one turn more. */
export const cheap = 4_000;

export const limits: Limits = {
  loopTurns: 2,
  paths: 3_000,
  instructions: 20_000,
  calleeInstructions: 3_000,
  callDepth: 3,
  calleeBlocks: 40,
  getterBlocks: 8,
};

/** For other looks at a function of which something is suspected that no replay confirmed. */
export const otherLooks: readonly Limits[] = [
  { ...limits, instructions: 12_000, oldestFirst: true },
  { ...limits, instructions: 8_000, unmerged: true },
];

/** For what a callee does in sum: less, for there are many, and a long one is seldom told in short. */
export const summaryLimits: Limits = {
  loopTurns: 1,
  paths: 400,
  instructions: 12_000,
  calleeInstructions: 3_000,
  callDepth: 1,
  calleeBlocks: 12,
  getterBlocks: 4,
};

/** For callees in other files: a review comes by many more of them. */
export const otherLimits: Limits = { ...summaryLimits, paths: 100, instructions: 3_000 };

/** For what a function owes of its parameters: asked of two versions besides all else. */
export const owedLimits: Limits = { ...limits, instructions: 8_000 };
