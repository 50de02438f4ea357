import { readFileSync } from "node:fs";
import { configOf, defaults } from "./config.ts";

test.each([
  ["", defaults],
  ["# nothing\n", defaults],
  ["from: a@example.org\n", { ...defaults, from: { name: "", address: "a@example.org" } }],
  [
    "from: A. B <a@example.org>\n",
    { ...defaults, from: { name: "A. B", address: "a@example.org" } },
  ],
  ["sources: [a.mbox, mails]\n", { ...defaults, sources: ["a.mbox", "mails"] }],
  [
    "store: /data/a.db\ntree: /src/linux\n",
    { ...defaults, store: "/data/a.db", tree: "/src/linux" },
  ],
  [
    "scan:\n  wait: 90s\n  poll: 1d\n",
    { ...defaults, scan: { waitMs: 90_000, pollMs: 86_400_000 } },
  ],
  ["moreRules: [resource-leak]\n", { ...defaults, moreRules: ["resource-leak"] }],
  ["scan: { poll: 5m }\n", { ...defaults, scan: { ...defaults.scan, pollMs: 300_000 } }],
])("%j", async (text, config) => {
  expect(await configOf(text)).toEqual({ kind: "config", config });
});

test.each([
  ["\n\nfrom: nobody\n", "line 3: from: is not `Name <address>`"],
  [
    "sources:\n  - a\n  - 1\n",
    "line 3: sources.1: Invalid input: expected string, received number",
  ],
  ["from: a@example.org\nform: x\n", "line 2: form: there is no such key"],
  ["scan:\n  wait: 2h\n  poll: soon\n", "line 3: scan.poll: is not a time like 90s, 5m, 2h or 1d"],
  ["scan:\n  pol: 5m\n", "line 2: scan.pol: there is no such key"],
  ["store: ''\n", "line 1: store: is empty"],
  [
    "from: [\n",
    "line 2: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  ["just words\n", "line 1: Invalid input: expected object, received string"],
])("%j is refused", async (text, why) => {
  expect(await configOf(text)).toEqual({ kind: "wrong", why });
});

test("the example says what the defaults are", async () => {
  const example = readFileSync("fixtures/interleave.yml", "utf8");
  expect(await configOf(example)).toEqual({ kind: "config", config: defaults });
});

test("the example names every setting, those that have no default behind a #", async () => {
  const example = readFileSync("fixtures/interleave.yml", "utf8");
  const all = example
    .replace(/^( *)# (?=(?:tree|github|smtp|copy): ?)/gm, "$1")
    .replace(/^( *)#(?= {3}(?:app|repository|main|api|web|host|port|secure|user): )/gm, "$1 ");
  const checked = await configOf(all);
  const config = checked.kind === "config" ? checked.config : checked.why;
  expect(config).toEqual({
    ...defaults,
    tree: expect.any(String) as unknown,
    github: {
      app: "123456",
      repository: "example/linux-mirror",
      main: "master",
      api: "https://api.github.com",
      web: "https://github.com",
    },
    mail: {
      ...defaults.mail,
      smtp: { host: "smtp.example.org", port: 587, secure: false, user: "interleave" },
      copy: "archive@example.org",
    },
  });
});
