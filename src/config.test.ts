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
])("%j", async (text, config) => {
  expect(await configOf(text)).toEqual({ kind: "config", config });
});

test.each([
  ["\n\nfrom: nobody\n", "line 3: from: is not `Name <address>`"],
  ["sources:\n  - 1\n", "line 1: sources.0: Invalid input: expected string, received number"],
  ["from: a@example.org\nform: x\n", "line 2: form: there is no such key"],
  [
    "from: [\n",
    "line 2: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  ["just words\n", "line 1: Invalid input: expected object, received string"],
])("%j is refused", async (text, why) => {
  expect(await configOf(text)).toEqual({ kind: "wrong", why });
});
