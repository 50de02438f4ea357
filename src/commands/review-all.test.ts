// `review --all` on a real repository, as a program of its own: it has threads.

import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compiled } from "../testing/compiled.ts";
import { repository } from "../testing/git-repository.ts";

const program = compiled();
const tree = repository();
afterAll(() => {
  program.remove();
  tree.remove();
});

const leaky = (name: string): string => `int ${name}(int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	if (len > 9)
		return -EINVAL;
	kfree_skb(skb);
	return 0;
}
`;
tree.commit("cafe: all of it", {
  "net/cafe/brew.c": leaky("cafe_brew"),
  "net/cafe/pour.c": "int cafe_pour(void)\n{\n\treturn 0;\n}\n",
  "net/tea/steep.c": leaky("tea_steep"),
  ...Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [`lib/many${at}.c`, leaky(`many_${at}`)]),
  ),
});

function ran(...words: readonly string[]) {
  const args = [join(program.folder, "src/main.js"), "review", "--tree", tree.dir, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, stdout, stderr };
}

function found(stdout: string): string[] {
  const { files } = JSON.parse(stdout) as { files: { findings: { function: string; line: number; replayed: boolean }[] }[] }; // prettier-ignore
  return files.flatMap(({ findings }) => findings.map((one) => `${one.function}:${one.line} ${one.replayed}`)); // prettier-ignore
}

test("says what is wrong below a folder, and what was looked at", () => {
  const { status, stdout } = ran("--all", "net/cafe");
  expect(status).toBe(1);
  expect(stdout).toContain("net/cafe/brew.c:8: skb-leak");
  expect(stdout).toContain("1 finding in 2 functions of 2 files.");
  expect(stdout).toContain("checked 1, in part 0, nothing to check 1");
});

test("looks at more files than there are threads", () => {
  expect(found(ran("--all", "lib", "--format", "json").stdout)).toHaveLength(20);
});

test("goes on where it was, and with nothing that has changed", () => {
  const journal = join(tree.dir, "journal");
  expect(found(ran("--all", "net/tea", "--resume", journal, "--format", "json").stdout)).toEqual([
    "tea_steep:8 true",
  ]);
  // As if it had been ended while it wrote the next line; what it has is believed.
  const line = readFileSync(journal, "utf8").replace("tea_steep()", "what was known()");
  writeFileSync(journal, line);
  appendFileSync(journal, '{"blob":"');
  const again = ran("--all", "net", "--resume", journal, "--format", "json");
  expect(found(again.stdout)).toEqual(["cafe_brew:8 true", "tea_steep:8 true"]);
  expect(again.stdout).toContain("what was known()");
  expect(readFileSync(journal, "utf8").trim().split("\n")).toHaveLength(3);
  tree.commit("tea: mend", { "net/tea/steep.c": leaky("tea_steep").replace(/\tif \(len > 9\)\n.*\n/, "") }); // prettier-ignore
  const mended = ran("--all", "net/tea", "--resume", journal, "--format", "json");
  expect([mended.status, found(mended.stdout)]).toEqual([0, []]);
});

test.each<[string, readonly string[], string]>([
  ["no such folder", ["--all", "net/mocha"], "--all net/mocha: no C files there"],
  ["a mail besides", ["mail.eml", "--all", "net"], "--all takes no mail"],
  ["a format of mails", ["--all", "net", "--format", "mail"], "--format mail: --all has text and json"],
  ["a journal of something else", ["--all", "net", "--resume", join(tree.dir, "net/tea/steep.c")], "--resume: that file is not of --all"],
])("%s", (_, words, message) => {
  const { status, stderr } = ran(...words);
  expect([status, stderr.trim()]).toEqual([2, `interleave: ${message}`]);
}); // prettier-ignore
