// Statements of a body and the instructions that they become.

import { bodies } from "../testing/c-units.ts";

const cases: Readonly<Record<string, readonly [string, string]>> = {
  "if and else": [
    `if (a) f(); else if (b) g(); else h(); i();`,
    `
      b0:
        if @a b1 else b2
      b1:
        @f()
        goto b5
      b2:
        if @b b3 else b4
      b3:
        @g()
        goto b5
      b4:
        @h()
        goto b5
      b5:
        @i()
        return
    `,
  ],
  "while with break and continue": [
    `while (a) { if (b) break; if (c) continue; f(); } g();`,
    `
      b0:
        goto b1
      b1: loop 1 2 3 4
        if @a b2 else b5
      b2:
        if @b b5 else b3
      b3:
        if @c b1 else b4
      b4:
        @f()
        goto b1
      b5:
        @g()
        return
    `,
  ],
  do: [
    `do { f(); if (a) continue; g(); } while (b); h();`,
    `
      b0:
        goto b1
      b1: loop 1 2 3
        @f()
        if @a b3 else b2
      b2:
        @g()
        goto b3
      b3:
        if @b b1 else b4
      b4:
        @h()
        return
    `,
  ],
  "do once": [
    `do { f(); if (a) break; g(); } while (0); h();`,
    `
      b0:
        @f()
        if @a b2 else b1
      b1:
        @g()
        goto b2
      b2:
        @h()
        return
    `,
  ],
  for: [
    `for (int i = 0; i < 3; i++) { if (i == a) continue; f(i); } g();`,
    `
      b0:
        declare i
        i = 0
        goto b1
      b1: loop 1 2 3 4
        if (i < 3) b2 else b5
      b2:
        if (i == @a) b4 else b3
      b3:
        @f(i)
        goto b4
      b4:
        i = (i + 1)
        goto b1
      b5:
        @g()
        return
    `,
  ],
  "for ever": [
    `for (;;) { if (f()) break; }`,
    `
      b0:
        goto b1
      b1: loop 1
        %1 = @f()
        if %1 b2 else b1
      b2:
        return
    `,
  ],
  "goto forward": [
    `if (a) goto out; f(); out: g();`,
    `
      b0:
        if @a b2 else b1
      b1:
        @f()
        goto b2
      b2:
        @g()
        return
    `,
  ],
  "goto backward makes a loop": [
    `again: f(); if (a) goto again; g();`,
    `
      b0:
        goto b1
      b1: loop 1
        @f()
        if @a b1 else b2
      b2:
        @g()
        return
    `,
  ],
  "labels fall into each other and stand before brackets": [
    `if (a) goto one; if (b) goto two; return; one: f(); two: ; if (c) { goto three; three: }`,
    `
      b0:
        if @a b1 else b2
      b1:
        @f()
        goto b3
      b2:
        if @b b3 else b4
      b3:
        return
      b4:
        return
    `,
  ],
  switch: [
    `switch (a) { case 1: f(); break; case 2: case 3: g(); fallthrough; case 4 ... 6: h(); break; default: i(); } j();`,
    `
      b0:
        if (@a == 1) b1 else b2
      b1:
        @f()
        goto b9
      b2:
        if (@a == 2) b4 else b3
      b3:
        if (@a == 3) b4 else b5
      b4:
        @g()
        goto b7
      b5:
        if (@a >= 4) b6 else b8
      b6:
        if (@a <= 6) b7 else b8
      b7:
        @h()
        goto b9
      b8:
        @i()
        goto b9
      b9:
        @j()
        return
    `,
  ],
  "switch without default, return in it": [
    `switch (f()) { case A: return; case B: g(); }`,
    `
      b0:
        %1 = @f()
        if (%1 == @A) b1 else b2
      b1:
        return
      b2:
        if (%1 == @B) b3 else b4
      b3:
        @g()
        goto b4
      b4:
        return
    `,
  ],
  "continue in a switch in a loop": [
    `while (a) { switch (b) { case 1: continue; case 2: break; } f(); }`,
    `
      b0:
        goto b1
      b1: loop 1 2 3
        if @a b2 else b4
      b2:
        if (@b == 1) b1 else b3
      b3:
        @f()
        goto b1
      b4:
        return
    `,
  ],
  "shadowed names": [
    `int a = 1; { int a = 2; f(a); } if (b) { int a; g(a); } h(a);`,
    `
      b0:
        declare a
        a = 1
        declare a#2
        a#2 = 2
        @f(a#2)
        if @b b1 else b2
      b1:
        declare a#3
        @g(a#3)
        goto b2
      b2:
        @h(a)
        return
    `,
  ],
  initialisers: [
    `struct foo x = { .a = 1, .b = { .c = f(), .d[2] = 3 }, }; int y[3] = { 1, [2] = 5 }; struct foo z = {}, w = { 0 }; char s[] = "ab";`,
    `
      b0:
        declare x
        zero x
        x.a = 1
        x.b.c = @f()
        x.b.d[2] = 3
        declare y
        zero y
        y[0] = 1
        y[2] = 5
        declare z
        zero z
        declare w
        zero w
        declare s
        s = "ab"
        return
    `,
  ],
  "an initialiser by position": [
    `struct foo x = { f(), 1 };`,
    `
      b0:
        declare x
        zero x
        %1 = @f()
        opaque initialiser by position: x, %1
        opaque initialiser by position: x, 1
        return
    `,
  ],
  "static and extern": [
    `static int n = 5; extern int m; int g(struct foo *p); n++; m++; g(p);`,
    `
      b0:
        n#2 = (n#2 + 1)
        @m = (@m + 1)
        @g(p)
        return
    `,
  ],
  "unreachable code": [
    `return; f();`,
    `
      b0:
        return
    `,
  ],
};

test.each(Object.entries(cases))("%s", (_, [body, expected]) => {
  expect(bodies(`void fn(struct foo *p, int n)\n{\n${body}\n}\n`)).toEqual([lines(expected)]);
});

/** Without the indentation of this file. */
function lines(text: string): string {
  return text.replace(/^ {6}/gm, "").trim();
}
