// Text that nobody would write: every answer comes soon, and never as an exception.

import { unitOfFile, unitOfHunk } from "../testing/c-units.ts";

const MANY = 10_000;

// Far more than is needed, also on a machine that does other things.
const SOON = 15_000;

const bodies: Readonly<Record<string, string>> = {
  "50,000 open brackets": `x = ${"(".repeat(50_000)}1;`,
  "closed brackets": `x = ${"(".repeat(MANY)}1${")".repeat(MANY)};`,
  "blocks": "{".repeat(MANY) + "}".repeat(MANY),
  "closing brackets in column 0": "}\n".repeat(MANY),
  "blocks on one line": `int f(void) {${"{ x; ".repeat(MANY)}`,
  "ifs": `${"if (a) ".repeat(MANY)};`,
  "else ifs": `${"if (a) b(); else ".repeat(MANY)}c();`,
  "unary operators": `x = ${"- ".repeat(MANY)}${"!".repeat(MANY)}${"*".repeat(MANY)}a;`,
  "members": `x = a${".b".repeat(MANY)};`,
  "assignments": `${"a = ".repeat(MANY)}b;`,
  "sums and conditions": `x = 1${" + a".repeat(MANY)}; if (a${" && a".repeat(MANY)}) b();`,
  "choices": `x = ${"a ? b : ".repeat(MANY)}c;`,
  "commas": `a${", a".repeat(MANY)};`,
  "calls in calls": `${"f(".repeat(MANY)}${")".repeat(MANY)};`,
  "labels": `${"a: ".repeat(MANY)};`,
  "gotos everywhere": Array.from(
    { length: MANY },
    (_, index) => `l${index}: if (a) goto l${(index * 7919) % MANY};`,
  ).join("\n"),
  "conditionals in conditionals": "#if A\n".repeat(MANY) + "x();\n" + "#endif\n".repeat(MANY),
  "conditionals": "#if A\nx();\n#else\ny();\n#endif\n".repeat(MANY),
  "elses of a conditional": "#else\n".repeat(MANY),
  "iterators in iterators": `${"for_each_x(a) ".repeat(MANY)};`,
  "cases": `switch (a) {${Array.from({ length: MANY }, (_, index) => `case ${index}: f();`).join("\n")}}`,
  "initialisers in initialisers": `struct a x = ${"{".repeat(MANY)}1${"}".repeat(MANY)};`,
  "guards and returns": "guard(m)(&a); if (b) return;\n".repeat(2000),
  "statement expressions": `x = ${"({ ".repeat(MANY)}1;${" })".repeat(MANY)};`,
  "no characters of C": "\0é😀@`$".repeat(MANY / 10),
  "quotes": "'\"".repeat(MANY),
}; // prettier-ignore

test.each(Object.entries(bodies))(
  "%s",
  (_, body) => {
    const start = performance.now();
    const whole = unitOfFile(`void f(void)\n{\n${body}\n}\n`);
    const part = unitOfHunk("void f(void)", `${body}\n`);
    expect(performance.now() - start).toBeLessThan(SOON);
    for (const { functions } of [whole, part]) expect(functions.length).toBeLessThan(10_001);
  },
  60_000,
);

test("what nests too deep is said, not guessed", () => {
  const { functions, complaints } = unitOfFile(
    `int f(void)\n{\n${"{".repeat(MANY)}${"}".repeat(MANY)}\n}\n`,
  );
  expect(functions).toEqual([]);
  expect(complaints).toEqual([{ what: "net/foo.c:1 f()", why: "nested deeper than 200 levels" }]);
});

test("damage stays in the function that has it", () => {
  const { functions, complaints } = unitOfFile(`
int before(void)
{
	return 1;
}

int broken(int a)
{
	if (a) {
		a = * / 2;
		return 3;
	}
	return 4;
}

int (( headless[
{
}

int after(void)
{
	return 2;
}
`);
  expect(functions.map(({ name }) => name)).toEqual(["before", "broken", "after"]);
  expect(functions.map((one) => one.complaints.length)).toEqual([0, 1, 0]);
  expect(functions[1]?.complaints[0]?.what).toBe("net/foo.c:10 broken()");
  expect(complaints.length).toBeLessThan(2);
});
