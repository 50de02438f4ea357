// A snippet of kernel-style C → what a rule says about it, by the real front end, model and engine.

import type { CFunction, CUnit, Expr } from "../c/ir.ts";
import { loadC, unitOf } from "../c/unit.ts";
import { analyse, cachesOf } from "../engine/analyse.ts";
import { programOf, type Program } from "../engine/program.ts";
import type { Contract } from "../model/contract.ts";
import { kernel } from "../model/index.ts";
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

/** Everything that the rule says about the snippet, each line and sentence once. */
export async function saidAbout(rule: Rule, source: string): Promise<Said[]> {
  const unit = await unitFrom(source);
  const program = programFrom(unit);
  const said = new Map<string, Said>();
  for (const fn of unit.functions) {
    for (const path of analyse(fn, program, kernel).paths) {
      for (const { at, what } of rule.findings(path)) {
        said.set(`${at.at.line} ${what}`, { line: at.at.line, what, replayed: true });
      }
    }
  }
  return [...said.values()].sort((a, b) => a.line - b.line);
}

/** Moves the text left, so that the function heads of a snippet stand in the first column. */
function dedented(text: string): string {
  const lines = text.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n");
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
    changed: new Set<number>(),
  } as const;
  const unit = unitOf(await loadC(), excerpt);
  const complaints = [unit, ...unit.functions].flatMap(({ complaints }) => complaints);
  if (complaints.length > 0 || unit.functions.length === 0)
    throw new Error(`not understood: ${JSON.stringify(complaints)} in\n${text}`);
  return unit;
}

function programFrom(unit: CUnit): Program {
  const sightings = unit.functions.flatMap(sightingsIn);
  const queueReady = (struct: string | undefined, field: string) => {
    const here = sightings.filter(
      (sighting) => sighting.field === field && (sighting.struct ?? struct) === struct,
    );
    if (here.some(({ initialised }) => initialised)) return "yes";
    const known = unit.structs.some(({ tag }) => tag === struct);
    return known && here.length === 0 ? "no" : "unknown";
  };
  const bare = programOf([unit], { caches: [], queueReady });
  return { ...bare, caches: cachesOf(unit.functions, bare, kernel) };
}

interface Sighting {
  readonly field: string;
  /** Tag of the struct whose field it is, when the owner is a parameter. */
  readonly struct: string | undefined;
  /** False: a function that we do not know got its address. */
  readonly initialised: boolean;
}

/** Where the function gives away the address of a field, or of a local that holds it. */
function sightingsIn({ cfg, params }: CFunction): Sighting[] {
  const aliases = new Map<string, Expr>();
  const sightings: Sighting[] = [];
  for (const instruction of cfg.blocks.flatMap(({ instructions }) => instructions)) {
    if (instruction.kind === "assign" && instruction.to.kind === "local")
      aliases.set(instruction.to.name, instruction.value);
    if (instruction.kind !== "call" || instruction.callee.kind !== "outer") continue;
    const contract = kernel.contractOf(instruction.callee.name, instruction.args.length);
    const initialised = contract !== undefined && initialises(contract);
    if (contract !== undefined && !initialised) continue;
    for (const arg of instruction.args) {
      const place = fieldIn((arg.kind === "local" ? aliases.get(arg.name) : undefined) ?? arg);
      if (place === undefined) continue;
      const { base, field } = place;
      const owner = base.kind === "deref" && base.of.kind === "local" ? base.of.name : "";
      const type = params.find(({ name }) => name === owner)?.type.base;
      sightings.push({ field, struct: type?.replace("struct ", ""), initialised });
    }
  }
  return sightings;
}

function fieldIn(expr: Expr): Extract<Expr, { kind: "field" }> | undefined {
  if (expr.kind !== "address") return undefined;
  const place = expr.of.kind === "index" ? expr.of.base : expr.of;
  return place.kind === "field" ? place : undefined;
}

function initialises(contract: Contract): boolean {
  return (
    contract.kind === "cases" &&
    contract.cases.some(({ effects }) => effects.some((effect) => effect.do === "queue-init"))
  );
}
