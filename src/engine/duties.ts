// What a function is held to of what it is given, as it was before a patch.

import type { Charged } from "./charged.ts";
import type { Owned } from "./fate.ts";

export interface Duties {
  /** Parameters that it has to free or to hand on. */
  readonly owned: readonly Owned[];
  /** Parameters whose growth it has to charge. */
  readonly charged: readonly Charged[];
  /** Fields that it has to leave without a pointer to what is gone. */
  readonly cleared: readonly string[];
}

export const noDuties: Duties = { owned: [], charged: [], cleared: [] };
