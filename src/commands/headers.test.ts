// Files that include each other → which of them are read, and where they are looked for.

import { headersOf } from "./headers.ts";

async function read(files: Readonly<Record<string, string>>, from: string) {
  const asked: string[] = [];
  const snapshot = {
    read: (path: string): Promise<string | undefined> => {
      asked.push(path);
      return Promise.resolve(Object.hasOwn(files, path) ? files[path] : undefined);
    },
  };
  const headers = await headersOf(snapshot, new Map([[from, files[from] ?? ""]]));
  return { headers: [...headers.keys()], asked };
}

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ["beside the file, and where all are", { "net/a/a.c": `#include "b.h"\n#include "net/c.h"\n#include <linux/d.h>`, "net/a/b.h": "", "include/net/c.h": "", "include/uapi/linux/d.h": "" }, ["net/a/b.h", "include/net/c.h", "include/uapi/linux/d.h"]],
  ["the nearest of a name", { "net/a/a.c": `#include "b.h"`, "net/a/b.h": "", "include/b.h": "" }, ["net/a/b.h"]],
  ["never beside it with angles", { "net/a/a.c": `#include <b.h>`, "net/a/b.h": "" }, []],
  ["what one's own include, in turn", { "net/a/a.c": `#include "../b.h"`, "net/b.h": `#include "c/d.h"\n#include <linux/e.h>`, "net/c/d.h": "", "include/linux/e.h": "#include <linux/f.h>", "include/linux/f.h": "" }, ["net/b.h", "net/c/d.h", "include/linux/e.h"]],
  ["circles once", { "net/a/a.c": `#include "b.h"`, "net/a/b.h": `#include "c.h"`, "net/a/c.h": `#include "b.h"\n#include "a.c"` }, ["net/a/b.h", "net/a/c.h"]],
  ["the two of a name that programs know, too", { "net/a/a.c": `#include <linux/b.h>`, "include/linux/b.h": "", "include/uapi/linux/b.h": "" }, ["include/linux/b.h", "include/uapi/linux/b.h"]],
  ["what all get by way of others", { "net/a/a.c": "", "include/linux/skbuff.h": "" }, ["include/linux/skbuff.h"]],
])("%s", async (_, files, expected) => {
  expect((await read(files, "net/a/a.c")).headers).toEqual(expected);
}); // prettier-ignore

test("nothing outside of the tree is asked for, and no other kind of file", async () => {
  const text = `#include "../../../../etc/x.h"\n#include "/etc/x.h"\n#include <../../x.h>\n#include "x.c"\n#include "../../x.h"`;
  const { asked } = await read({ "net/a/a.c": text }, "net/a/a.c");
  expect(asked.filter((path) => path.startsWith("..") || path.startsWith("/"))).toEqual([]);
  expect(asked.filter((path) => !path.endsWith(".h"))).toEqual([]);
  expect(asked).toContain("x.h");
});

test("a file that includes more than anybody would read is not followed to its end", async () => {
  const many = Array.from({ length: 5_000 }, (_, at) => `h${at}.h`);
  const text = many.map((name) => `#include "${name}"`).join("\n");
  const files = Object.fromEntries(many.map((name) => [`net/a/${name}`, ""]));
  const { headers, asked } = await read({ ...files, "net/a/a.c": text }, "net/a/a.c");
  expect(headers.length).toBeLessThan(100);
  expect(asked.length).toBeLessThan(400);
});
