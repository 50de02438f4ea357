import { filesOf } from "./parse.ts";
import { followed } from "./follow.ts";

const diff = `diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -3,4 +3,6 @@
 three
-four
+four and
+a half
+more
 five
 six
@@ -20,0 +23,2 @@
+x
+y
@@ -30,2 +34,0 @@
-thirty
-thirty one
diff --git a/gone.c b/gone.c
deleted file mode 100644
--- a/gone.c
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/old.c b/new.c
similarity index 100%
rename from old.c
rename to new.c
`;

test.each([
  ["a.c", 1, "a.c", 1],
  ["a.c", 3, "a.c", 3],
  ["a.c", 4, undefined, undefined],
  ["a.c", 5, "a.c", 7],
  ["a.c", 6, "a.c", 8],
  ["a.c", 7, "a.c", 9],
  ["a.c", 20, "a.c", 22],
  ["a.c", 21, "a.c", 25],
  ["a.c", 30, undefined, undefined],
  ["a.c", 32, "a.c", 34],
  ["gone.c", 1, undefined, undefined],
  ["old.c", 7, "new.c", 7],
  ["other.c", 9, "other.c", 9],
])("%s:%i is then %s:%i", (file, line, newFile, newLine) => {
  const expected = newFile === undefined ? undefined : { file: newFile, line: newLine };
  expect(followed(filesOf(diff).files, { file, line })).toEqual(expected);
});
