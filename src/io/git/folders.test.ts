import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ownedBy, ownFolder } from "./folders.ts";

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "interleave-folders-"));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

/** A folder as a process with this beginning of its names has it, with something in it. */
function made(beginning: string): string {
  const name = `${beginning}-Ab12Cd`;
  mkdirSync(join(parent, name, "objects"), { recursive: true });
  writeFileSync(join(parent, name, "objects", "one"), "1");
  return name;
}

test("a folder stays while its process lives and goes when it was killed", async () => {
  const other = spawn("sleep", ["60"]);
  const theirs = made(ownedBy(other.pid ?? 0));
  const first = basename(await ownFolder(parent));
  expect(readdirSync(parent).toSorted()).toEqual([theirs, first].toSorted());
  const ended = once(other, "exit");
  other.kill("SIGKILL");
  await ended;
  const second = basename(await ownFolder(parent));
  expect(readdirSync(parent).toSorted()).toEqual([first, second].toSorted());
});

test("a number that another process has now keeps nothing", async () => {
  const left = made(ownedBy(process.pid).replace(/\d+$/, "1"));
  await ownFolder(parent);
  expect(readdirSync(parent)).not.toContain(left);
});

test("what may be somebody else's stays", async () => {
  const gone = ownedBy(process.pid).replace(/\d+-\d+$/, "4194305-1");
  const names = [
    made(gone.replace(/-tree-\d+/, "-tree-1")),
    made("interleave-tree"),
    made("interleave-whole-1-4194305-1"),
    `${gone}-link`,
    `${gone}-file`,
  ];
  symlinkSync(tmpdir(), join(parent, `${gone}-link`));
  writeFileSync(join(parent, `${gone}-file`), "");
  await ownFolder(parent);
  expect(readdirSync(parent)).toEqual(expect.arrayContaining(names));
});
