// The tools that are compared: what each is started with, and what it says → warnings.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { warningsIn, type Warning } from "./compare.ts";

export interface Place {
  /** A kernel tree that is configured, with the files as they are to be looked at. */
  readonly folder: string;
  /** A commit of it with the same files. */
  readonly rev: string;
}

export interface Subject {
  readonly file: string;
  /** A patch that leads to the file as it is. */
  readonly mail: string;
  /** What the patch applies to, in a repository. */
  readonly base: Place;
}

export interface Tool {
  readonly name: string;
  readonly warnings: (subject: Subject, place: Place) => readonly Warning[];
}

const own = resolve("bench/side-by-side");
const LIMIT_MS = 300_000;

const compiling = [
  ...["-nostdinc", "-Iarch/x86/include", "-Iarch/x86/include/generated", "-Iinclude"],
  ...["-Iarch/x86/include/uapi", "-Iarch/x86/include/generated/uapi", "-Iinclude/uapi"],
  ...["-Iinclude/generated/uapi", "-include", "include/linux/compiler-version.h"],
  ...["-include", "include/linux/kconfig.h", "-include", "include/linux/compiler_types.h"],
  ...["-D__KERNEL__", "-DMODULE", '-DKBUILD_MODNAME="x"', '-DKBUILD_BASENAME="x"'],
  ...['-DKBUILD_MODFILE="x"', "-std=gnu11", "-fshort-wchar", "-fno-strict-aliasing"],
  ...["-fno-PIE", "-mcmodel=kernel", "-mno-sse", "-mno-mmx", "-mno-sse2", "-mno-80387"],
  ...["-fno-asynchronous-unwind-tables", "-O2", "-w"],
];
const analysing = [...compiling, "--analyze", "--analyzer-output", "text"];
const optimistic = ["-Xclang", "-analyzer-config", "-Xclang", "unix.DynamicMemoryModeling:Optimistic=true"]; // prettier-ignore

export const tools: readonly Tool[] = [
  { name: "interleave, the patch as a mail", warnings: ofMail },
  { name: "interleave, `--all` on the file", warnings: ofFile },
  { name: "spatch, five semantic patches", warnings: ofSpatch },
  { name: "cppcheck, told what makes and frees", warnings: ofCppcheck },
  { name: "clang --analyze", warnings: (subject, place) => ofClang(subject, place, []) },
  {
    name: "clang --analyze, told what makes and frees",
    warnings: (subject, place) =>
      ofClang(subject, place, ["-include", join(own, "owners.h"), ...optimistic]),
  },
];

/** Whether clang understands the file in this configuration: else it has no chance. */
export function isCompiled(file: string, folder: string): boolean {
  return ran("clang", [...compiling, `-I${dirname(file)}`, "-fsyntax-only", file], folder).status === 0; // prettier-ignore
}

interface Finding {
  readonly rule: string;
  readonly what: string;
  readonly line: number;
  readonly class: string;
  readonly witness: readonly { readonly line: number }[];
}

function ofMail({ mail, base }: Subject): readonly Warning[] {
  const options = ["-", "--tree", base.folder, "--base", base.rev, "--format", "json"];
  const said = interleave(options, mail) as {
    readonly series: readonly { readonly patches: readonly { readonly findings: Finding[] }[] }[];
  };
  const findings = said.series.flatMap(({ patches }) => patches.flatMap((each) => each.findings));
  return findings.filter((each) => each.class === "introduced").map(warningOf);
}

function ofFile({ file }: Subject, { folder, rev }: Place): readonly Warning[] {
  const options = ["--tree", folder, "--base", rev, "--all", file, "--format", "json"];
  const said = interleave(options, "") as { readonly files: readonly { findings: Finding[] }[] };
  return said.files.flatMap(({ findings }) => findings).map(warningOf);
}

function interleave(options: readonly string[], input: string): unknown {
  const program = resolve("dist/src/main.js");
  return JSON.parse(ran(process.execPath, [program, "review", ...options], ".", input).out);
}

function warningOf({ rule, what, line, witness }: Finding): Warning {
  return { lines: [line, ...witness.map((step) => step.line)], text: `${rule}: ${what}` };
}

function ofSpatch({ file }: Subject, { folder }: Place): readonly Warning[] {
  const patches = readdirSync(own).filter((name) => name.endsWith(".cocci")).sort(); // prettier-ignore
  return patches.flatMap((name) => {
    const options = ["--very-quiet", "--timeout", "120", "--sp-file", join(own, name), file];
    return warningsIn(ran("spatch", options, folder).out, file);
  });
}

/** Without the kernel's headers: it reads C without them, and with them it stops at an #error. */
function ofCppcheck({ file }: Subject, { folder }: Place): readonly Warning[] {
  const options = [
    ...["-q", "--enable=warning", "--inconclusive", "--max-configs=1", "-D__KERNEL__"],
    ...[`--library=${join(own, "skb.cfg")}`, "--template={file}:{line}: {id}: {message}", file],
  ];
  return warningsIn(ran("cppcheck", options, folder).errors, file);
}

function ofClang({ file }: Subject, { folder }: Place, more: readonly string[]): readonly Warning[] {
  const options = [...analysing, ...more, `-I${dirname(file)}`, file];
  const { status, errors } = ran("clang", options, folder);
  if (status !== 0) throw new Error(`clang: ${file}: ${errors}`);
  return warningsIn(errors, file);
} // prettier-ignore

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

function ran(program: string, options: readonly string[], cwd: string, input = ""): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, options, {
    ...{ cwd, input, encoding: "utf8", timeout: LIMIT_MS, maxBuffer: 2 ** 28 },
  });
  if (error !== undefined) throw error;
  return { status, out: stdout, errors: stderr };
}
