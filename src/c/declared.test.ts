// What a file declares under a name, and the headers that it includes.

import { includesIn } from "./includes.ts";
import { libraryOf, loadC } from "./unit.ts";

const parser = await loadC();

const text = `#ifndef DEFS_H
#define DEFS_H
#define FEW (HALF * 2)
#define HALF 4
#define LENGTH(x) ((x) * 2)
#define NAME "mill"
#ifdef CONFIG_BIG
#define SIZE 16
#else
#define SIZE 4
#endif
enum { IDLE, BUSY = 7, DONE };
struct stone; /* struct stone { int ghost; }; */
struct stone { int turns; struct { u8 *key; } lock; } __packed;
typedef struct { int seats; } hall;
union word { u32 whole; u8 bytes[4]; };
unsigned long turns_of(struct stone *stone);
static inline int spin(struct stone *stone)
{
	enum { INSIDE = 3 };

	return stone->turns + INSIDE;
}
#endif
`;

const { declared } = libraryOf(parser, {
  file: "defs.h",
  side: "after",
  firstLine: 1,
  text,
  section: "",
  whole: true,
  changed: new Set(),
});

test.each<[string, string]>([
  ["stone", "turns:int lock:struct stone::lock"],
  ["stone::lock", "key:u8*"],
  ["hall", "seats:int"],
  ["word", "whole:u32 bytes:u8[4]"],
  ["ghost", ""],
  ["spin", ""],
])("fields of %s", (tag, expected) => {
  const fields = declared.structs(tag).flatMap((struct) => struct.fields);
  const words = fields.map(({ name, type: { base, pointers, arrays } }) => {
    return `${name}:${base}${"*".repeat(pointers)}${arrays.map((length) => `[${length}]`).join("")}`;
  });
  expect(words.join(" ")).toBe(expected);
});

test.each<[string, readonly (number | undefined)[]]>([
  ["HALF", [4]],
  ["FEW", [8]],
  ["LENGTH", [undefined]],
  ["NAME", [undefined]],
  ["SIZE", [16, 4]],
  ["BUSY", [7]],
  ["DONE", [8]],
  ["INSIDE", []],
  ["DEFS_H", []],
  ["turns_of", []],
])("values of %s", (name, expected) => {
  const lookup = (other: string): bigint | undefined => (other === "HALF" ? 4n : undefined);
  const values = declared.values(name, lookup).map((value) => value && Number(value));
  expect(values).toEqual(expected);
});

test("what functions return, and whether a word is there at all", () => {
  expect(declared.returns("turns_of").map(({ base }) => base)).toEqual(["unsigned long"]);
  expect(declared.returns("stone")).toEqual([]);
  expect(["turns_of", "CONFIG_BIG", "ghost", "mill"].map(declared.mentions)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each<[string, readonly string[]]>([
  [`#include <a/b.h>\n# include "c.h"\n`, ["<a/b.h>", `"c.h"`]],
  [`\t#\tinclude\t<a.h> // why\n#include"b.h"`, ["<a.h>", `"b.h"`]],
  [`#include MILL_H\n#include <a.h\n#include "b.h\nint include;`, []],
  [`#if 0\n#include <a.h>\n#endif\n`, ["<a.h>"]],
])("includes of %j", (words, expected) => {
  const found = includesIn(words).map(({ path, quoted }) => (quoted ? `"${path}"` : `<${path}>`));
  expect(found).toEqual(expected);
});
