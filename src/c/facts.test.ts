// What a file or a hunk says besides its functions.

import type { CType, CUnit } from "./ir.ts";
import { functionNames, loadC, unitOf } from "./unit.ts";
import { unitOfFile, unitOfHunk } from "../testing/c-units.ts";

const parser = await loadC();

const structs: Readonly<Record<string, readonly [string, string]>> = {
  "plain fields": [
    `struct foo {\n	u32 a;\n	unsigned int b:3, c[4][N];\n	struct sk_buff **skbs;\n	gfp_t gfp;\n};`,
    "foo: a u32:32, b unsigned int:32, c unsigned int[4][N]:32, skbs struct sk_buff**, gfp gfp_t:32",
  ],
  "attributes and macros": [
    `struct foo {\n	int a ____cacheline_aligned_in_smp;\n	struct bar __rcu *b;\n	DECLARE_BITMAP(map, 8);\n	struct_group(g,\n		s8 c;\n	);\n	DECLARE_FLEX_ARRAY(u8, tail);\n	u8 rest[] __counted_by(a);\n} __packed;`,
    "foo: a int:-32, b struct bar*, map ulong[8]:64, c s8:-8, tail u8:8, rest u8[]:8",
  ],
  "nested": [
    `struct foo {\n	union {\n		int a;\n		struct { __be16 b; };\n	};\n	struct { int c; } u;\n	struct bar { int d; } v;\n};`,
    "foo: a int:-32, b __be16:16, u struct foo::u, v struct bar; foo::u: c int:-32; bar: d int:-32",
  ],
  "function pointers": [
    `struct foo {\n	int (*open)(struct foo *f, int n);\n	void (*cb[3])(void);\n};`,
    "foo: open int*, cb void*[3]",
  ],
  "a typedef": [`typedef struct {\n	int a;\n} foo_t;`, "foo_t: a int:-32"],
  "arms of conditionals": [
    `struct foo {\n#ifdef CONFIG_A\n	int a;\n#else\n	long b;\n#endif\n};`,
    "foo: a int:-32, b long:-64",
  ],
}; // prettier-ignore

test.each(Object.entries(structs))("fields: %s", (_, [text, expected]) => {
  expect(structWords(unitOfFile(`${text}\n`))).toBe(expected);
});

const hunks: Readonly<Record<string, readonly [string, string, readonly number[], string]>> = {
  "the middle of a struct, by its section": [
    "struct foo {", `	int a;\n	struct sk_buff_head queue;\n	struct {\n		u8 b;\n	} c;\n`, [2],
    "part foo: a int:-32, queue+ struct sk_buff_head, c struct foo::c; part foo::c: b u8:8",
  ],
  "the end of one and the beginning of the next": [
    "struct foo {", `	int a;\n};\n\nstruct bar {\n	long b;\n	u64 c;\n`, [6],
    "part foo: a int:-32; part bar: b long:-64, c+ u64:64",
  ],
  "a whole one": [
    "struct foo {", `\nstruct bar {\n	int a;\n	int b;\n};\n\nstruct baz {\n`, [4],
    "bar: a int:-32, b+ int:-32; part baz:",
  ],
}; // prettier-ignore

test.each(Object.entries(hunks))(
  "fields of a hunk: %s",
  (_, [section, text, changed, expected]) => {
    expect(structWords(unitOfHunk(section, text, changed))).toBe(expected);
  },
);

test("constants", () => {
  const { constants } = unitOfFile(`
#define A 16
#define B (A / 2)
#define C (1 << 3 | B)
#define D BIT(4)
#define E ~0U
#define F 'x'
#define G(x) x
#define H sizeof(int)
#define I (J + 1)
#define J -1
#define K (A / 0)
#define L (1 << 1000000)
enum { P, Q = 5, R, S = A, T, U = V, W };
`);
  const values = Object.fromEntries([...constants].map(([name, value]) => [name, Number(value)]));
  expect(values).toEqual({
    A: 16, B: 8, C: 8, D: 16, E: 4294967295, F: 120, I: 0, J: -1, P: 0, Q: 5, R: 6, S: 16, T: 17,
  }); // prettier-ignore
});

test("prototypes and callbacks", () => {
  const unit = unitOfFile(`
struct sk_buff *foo_alloc(struct foo *f, u32 n);
extern int foo_send(struct sk_buff *skb, ...);
static int foo_open(struct net_device *dev)
{
	return 0;
}
static const struct net_device_ops foo_ops = {
	.ndo_open = foo_open,
	.ndo_stop = (void *)foo_stop,
	.flags = FOO_FLAG,
	.size = 3,
};
static struct foo_cmd cmds[] = {
	{ .cmd = 1, .doit = foo_doit },
	[FOO_B] = { .doit = &foo_b },
};
EXPORT_SYMBOL(foo_send);
`);
  const prototypes = [...unit.prototypes].map(
    ([name, { returns, params }]) =>
      `${typeWords(returns)} ${name}(${params.map(typeWords).join(", ")})`,
  );
  expect(prototypes).toEqual([
    "struct sk_buff* foo_alloc(struct foo*, u32:32)",
    "int:-32 foo_send(struct sk_buff*)",
  ]);
  expect(unit.callbacks).toEqual([
    { struct: "net_device_ops", field: "ndo_open", function: "foo_open" },
    { struct: "net_device_ops", field: "ndo_stop", function: "foo_stop" },
    { struct: "foo_cmd", field: "doit", function: "foo_doit" },
    { struct: "foo_cmd", field: "doit", function: "foo_b" },
  ]);
});

test("heads and types of a function", () => {
  const [one] = unitOfFile(`
static __always_inline struct sk_buff *__must_check
foo(const struct net_device *dev, u8 mac[6], int (*cb)(void *, int), size_t n)
	__releases(&dev->lock)
{
	unsigned long flags, map[BITS_TO_LONGS(N)];
	struct sk_buff_head queue;
	static u16 id;
	netdev_tx_t (*xmit)(struct sk_buff *) = cb;
	struct foo *p, **pp = &p, arr[2];
	return NULL;
}
`).functions;
  const words = (list: readonly { name: string; type: CType }[] = []): string =>
    list.map(({ name, type }) => `${name} ${typeWords(type)}`).join(", ");
  expect(one?.returns && typeWords(one.returns)).toBe("struct sk_buff*");
  expect(words(one?.params)).toBe("dev struct net_device*, mac u8*, cb int*, n size_t:64");
  expect(words(one?.locals)).toBe(
    "flags unsigned long:64, map unsigned long[BITS_TO_LONGS(N)]:64, queue struct sk_buff_head, " +
      "id u16:16, xmit netdev_tx_t*, p struct foo*, pp struct foo**, arr struct foo[2]",
  );
  expect([one?.static, one?.whole, one?.firstLine, one?.lastLine]).toEqual([true, true, 2, 12]);
});

test("spans are lines of the file and words of the source", () => {
  const text = `void foo(struct foo *f)
{
	int err = bar(f, /* why */
		      "a  b");	// because
	if (unlikely(!f->n &&
		     !baz(f)))
		return;
}
`;
  const unit = unitOfFile(text);
  const spans = unit.functions[0]?.cfg.blocks.flatMap(({ instructions, end }) =>
    [...instructions, end].map(({ at }) => `${at.line} ${at.text}`),
  );
  expect(spans).toEqual([
    `3 int err = bar(f, "a b");`,
    `3 int err = bar(f, "a b");`,
    "5 f->n",
    "6 baz(f)",
    "6 baz(f)",
    "8 }",
    "7 return;",
  ]);
});

test("names of functions without parsing, and only some of them lowered", () => {
  const excerpt = {
    file: "net/foo.c",
    side: "after",
    firstLine: 10,
    text: "int one(void)\n{\n\treturn two();\n}\n\nint two(void)\n{\n\treturn 2;\n}\n",
    section: "",
    whole: true,
    changed: new Set<number>(),
  } as const;
  expect(functionNames(excerpt)).toEqual([
    { name: "one", firstLine: 10, lastLine: 13 },
    { name: "two", firstLine: 15, lastLine: 18 },
  ]);
  const unit = unitOf(parser, excerpt);
  expect(unit.named("two").map(({ name }) => name)).toEqual(["two"]);
  expect(unit.named("three")).toEqual([]);
});

function structWords({ structs: list }: CUnit): string {
  return list
    .map(({ tag, whole, fields }) => {
      const words = fields.map(
        ({ name, type, added }) => `${name}${added ? "+" : ""} ${typeWords(type)}`,
      );
      return `${whole ? "" : "part "}${tag}: ${words.join(", ")}`.trim();
    })
    .join("; ");
}

function typeWords({ base, pointers, arrays, integer }: CType): string {
  const length = arrays.map((one) => `[${one}]`).join("");
  const bits = integer === undefined ? "" : `:${integer.signed ? "-" : ""}${integer.bits}`;
  return `${base}${"*".repeat(pointers)}${length}${bits}`;
}
