// A snippet of kernel-style C → what a rule says about it, by the real front end, model, engine
// and replay.

import type { CUnit } from "../c/ir.ts";
import { allComplaints, allFunctions, loadC, unitOf } from "../c/unit.ts";
import { analyse, cachesOf } from "../engine/analyse.ts";
import { programOf, withKnownFields, type Program } from "../engine/program.ts";
import { modelFor } from "../commands/chosen-rules.ts";
import type { Model } from "../model/model.ts";
import { bodiesOf } from "../review/bodies.ts";
import { provenCase } from "../review/prove.ts";
import { readinessIn } from "../review/queues.ts";
import { installsIn } from "../review/installs.ts";
import { takenFrom } from "../review/takers.ts";
import type { Rule } from "../rule.ts";

export interface Said {
  /** Line of the snippet, from 1. */
  readonly line: number;
  readonly what: string;
  /** Whether some path on which it was said happens with concrete values, and loses the same. */
  readonly replayed: boolean;
}

/** Statements without a function head get this one. */
const head = "int f(struct net_device *dev, struct sock *sk, struct port *port, unsigned int len)";

// As many as a review tries.
const PROOFS_MAX = 8;

/** Everything that the rule says about the snippet, each line and sentence once. */
export async function saidAbout(rule: Rule, source: string): Promise<Said[]> {
  const unit = await unitFrom(source);
  const model = modelFor([rule]);
  const program = programFrom(unit, source, model);
  const said = new Map<string, Said & { readonly tries: number }>();
  for (const fn of allFunctions(unit)) {
    for (const path of analyse(fn, program, model).paths) {
      for (const finding of rule.findings(path)) {
        const { line } = finding.at.at;
        const known = said.get(`${line} ${finding.what}`);
        if (known?.replayed || (known?.tries ?? 0) >= PROOFS_MAX) continue;
        const replayed = provenCase({ finding, path }, fn, program, model) !== undefined;
        const tries = (known?.tries ?? 0) + 1;
        said.set(`${line} ${finding.what}`, { line, what: finding.what, replayed, tries });
      }
    }
  }
  return [...said.values()].sort((a, b) => a.line - b.line);
}

/** Fails when the snippet is not the C that its author meant. */
async function unitFrom(source: string): Promise<CUnit> {
  const body = dedented(source.replace(/^\n/, ""));
  // Statements stay indented: a brace in the first column ends a function.
  const text = /^\{/m.test(body) ? body : `${head} { ${source.replace(/^\n/, "")}\n}\n`;
  const excerpt = {
    file: "f.c",
    side: "after",
    firstLine: 1,
    text,
    section: "",
    whole: true,
    changed: new Set(text.split("\n").map((_, index) => index + 1)),
  } as const;
  const unit = unitOf(await loadC(), excerpt);
  const complaints = [...allComplaints(unit), ...allFunctions(unit).flatMap((fn) => fn.complaints)];
  if (complaints.length > 0 || unit.heads.length === 0)
    throw new Error(`not understood: ${JSON.stringify(complaints)} in\n${text}`);
  return unit;
}

/** Moves the text left, so that the function heads of a snippet stand in the first column. */
function dedented(text: string): string {
  const lines = text.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n");
}

function programFrom(unit: CUnit, text: string, model: Model): Program {
  // The words of the marks are not the patch's.
  const plain = text.replace(/\/\/ finding:.*/g, "");
  const bodies = bodiesOf([unit]);
  const queueReady = readinessIn({ units: [unit], bodies, text: [plain] }, model);
  const isTakenFrom = takenFrom([unit], bodies, model);
  const assigned = installsIn(bodies, model);
  const facts = { caches: [], queueReady, isTakenFrom, assigned };
  const bare = withKnownFields(programOf([unit], facts), model);
  return { ...bare, caches: cachesOf(allFunctions(unit), bare, model) };
}
