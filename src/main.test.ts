// The program as a process of its own: streams, files and exit statuses of a real world.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiled } from "./testing/compiled.ts";

const SEED = "20260415082654.21026-4-kerneljasonxing@gmail.com";
const { folder, remove } = compiled();
const files = mkdtempSync(join(tmpdir(), "interleave-main-"));

afterAll(() => {
  remove();
  rmSync(files, { recursive: true });
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the program; `closed` hangs up on its standard output at once. */
function ran(
  words: readonly string[],
  stdin: string | Buffer = "",
  closed = false,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, [join(folder, "src/main.js"), "review", ...words]);
    let out = "";
    let errors = "";
    program.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    program.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    program.on("error", reject);
    program.on("close", (status) => {
      resolve({ status, out, errors });
    });
    // The program may end before it has read everything.
    program.stdin.on("error", () => undefined);
    program.stdin.end(stdin);
    if (closed) program.stdout.destroy();
  });
}

function deep(levels: number): string {
  const lines = ["int f(int a)", "{", ...Array<string>(levels).fill("if (a) {")];
  lines.push("a = 1;", "}".repeat(levels), "return a;", "}");
  return [
    "From: ada@example.org",
    "Message-ID: <deep@example.org>",
    "Subject: [PATCH] deep",
    "",
    "Signed-off-by: ada@example.org",
    "---",
    "diff --git a/a.c b/a.c",
    "new file mode 100644",
    "--- /dev/null",
    "+++ b/a.c",
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    "",
  ].join("\n");
}

test("the seed mail is reviewed, the same twice, and is clean", async () => {
  const [first, second] = [await ran([SEED]), await ran([SEED])];
  expect(first).toEqual({ status: 0, out: second.out, errors: "" });
  expect(first.out).toContain("Nothing found (3 functions");
  expect(first.out).not.toContain("\u001b");
});

test.each<[string, string[], string | Buffer, 0 | 1 | 2 | 3, RegExp]>([
  ["50 MB of junk", ["-"], Buffer.alloc(50 << 20, "junk "), 3, /standard input: is not a mail/],
  ["nothing", ["-"], "", 3, /standard input: is empty/],
  ["an unreadable file", ["/proc/self/mem"], "", 3, /\/proc\/self\/mem: /],
  ["a folder", [files], "", 3, /is a folder; give it as --source/],
  ["no such source", ["a@example.org", "--source", "/none"], "", 2, /--source \/none: not found/],
  ["another kind of source", ["a@b", "--source", "gopher://x/"], "", 2, /gopher/],
  ["a folder as the output", [SEED, "--output", files], "", 2, /--output .*: is a folder/],
  ["no folder for the output", [SEED, "--output", "/none/a"], "", 2, /no such file or folder/],
  ["no such tree", [SEED, "--tree", "/none"], "", 2, /\/none: no such folder/],
  ["a function nested 10,000 deep", ["-"], deep(10_000), 3, /nested deeper than/],
])("%s", async (_name, words, stdin, status, message) => {
  const { errors, ...ended } = await ran(words, stdin);
  expect(errors).toMatch(/^interleave: [^\n]+\n$/);
  expect(errors).toMatch(message);
  expect(ended.status).toBe(status);
});

test("a reader that hangs up ends it quietly", async () => {
  const file = "fixtures/series/cafe-leak.eml";
  expect(await ran([file, "--format", "html"], "", true)).toEqual({
    status: 1,
    out: "",
    errors: "",
  });
});

test("a configuration that is wrong is refused with its line", async () => {
  const config = join(files, "interleave.yml");
  writeFileSync(config, "from: a@example.org\nform: x\n");
  const words = [join(folder, "src/main.js"), "review", SEED];
  const ended = await new Promise<string>((resolve) => {
    const program = spawn(process.execPath, words, { cwd: files });
    program.stderr.setEncoding("utf8").on("data", resolve);
  });
  expect(ended).toBe("interleave: interleave.yml: line 2: form: there is no such key\n");
});
