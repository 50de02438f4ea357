import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { plainOutputs } from "./outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "interleave-outputs-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

function outputsOn(stdout: Writable, isTTY: boolean, environment: Record<string, string> = {}) {
  return plainOutputs({ stdout: Object.assign(stdout, { isTTY }), stderr: stdout, environment });
}

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { TERM: "dumb" }, false],
])("a terminal: %j, environment: %j, colour: %j", (isTTY, environment, colour) => {
  const outputs = outputsOn(new Writable(), isTTY, environment);
  expect([outputs.standard.colour, outputs.errors.colour]).toEqual([colour, false]);
});

test("a closed pipe is no error, a full disk is", async () => {
  const pipe = outputsOn(failing("EPIPE"), false).standard;
  await pipe.write("a");
  await pipe.write("b");
  await expect(outputsOn(failing("ENOSPC"), false).standard.write("a")).rejects.toThrow(
    "cannot write the output: no space left",
  );
});

test("a file is checked at once and written when told to", async () => {
  const outputs = outputsOn(new Writable(), false);
  const file = join(folder, "a.txt");
  await (await outputs.file(file)).write("words\n");
  expect(readFileSync(file, "utf8")).toBe("words\n");
  await expect(outputs.file(folder)).rejects.toThrow(`--output ${folder}: is a folder`);
  await expect(outputs.file(join(file, "b"))).rejects.toThrow("a part of the path is not a folder");
  await expect(outputs.file(join(folder, "c", "d"))).rejects.toThrow("no such file or folder");
});
