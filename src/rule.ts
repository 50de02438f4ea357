// All that a file in rules/ may import: the kit that a rule is written with.

import type { Finding, LossKind, Path, Step, Witness } from "./types.ts";

export type { LossKind, ObjectId, Path, Step, StepOf, Witness } from "./types.ts";

/** A rule reads one path at a time and keeps nothing between paths. */
export interface Rule {
  readonly id: string;
  /** One sentence for the table of rules. */
  readonly summary: string;
  /** Of the model besides what every rule needs. Such a rule is off until somebody asks for it. */
  readonly needs?: "resources";
  readonly findings: (path: Path) => Iterable<Finding>;
}

/** A rule as its author writes it: `look` finds the evidence, the rest puts it into words. */
interface RuleText<Evidence> {
  readonly id: string;
  readonly summary: string;
  readonly needs?: "resources";
  readonly look: (path: Path) => Iterable<Evidence>;
  readonly at: (evidence: Evidence) => Step;
  readonly loss: (evidence: Evidence) => LossKind;
  readonly what: (evidence: Evidence) => string;
  readonly fix: (evidence: Evidence) => string;
  readonly witness: (evidence: Evidence) => Witness;
}

/** Closes over the evidence type, so that the list of rules is a plain `readonly Rule[]`. */
export function defineRule<Evidence>(text: RuleText<Evidence>): Rule {
  return {
    id: text.id,
    summary: text.summary,
    ...(text.needs === undefined ? {} : { needs: text.needs }),
    *findings(path) {
      for (const evidence of text.look(path)) {
        yield {
          rule: text.id,
          at: text.at(evidence),
          loss: text.loss(evidence),
          what: text.what(evidence),
          fix: text.fix(evidence),
          witness: text.witness(evidence),
        };
      }
    },
  };
}
