// Expressions of a body and the instructions that they become.

import { bodies } from "../testing/c-units.ts";

const cases: Readonly<Record<string, readonly [string, string]>> = {
  "constants of every base": [
    `a = 0x10 + 010 + 0b11 + 10UL; b = 'a'; c = '\\n'; d = '\\x1b'; e = -1; f = true; p = NULL; s = "a\\"b" "c";`,
    `
      b0:
        @a = (((16 + 8) + 3) + 10)
        @b = 97
        @c = 10
        @d = 27
        @e = -1
        @f = 1
        p = 0
        @s = "a\\\\\\"b\\" \\"c"
        return
    `,
  ],
  "compound assignment and steps": [
    `int a = 1, b; b += a; b <<= 2; a++; --a; b = a++; b = ++a; *p++ = b--; x = !n++;`,
    `
      b0:
        declare a
        a = 1
        declare b
        b = (b + a)
        b = (b << 2)
        a = (a + 1)
        a = (a - 1)
        %1 = a
        a = (%1 + 1)
        b = %1
        a = (a + 1)
        b = a
        %2 = p
        p = (%2 + 1)
        %3 = b
        b = (%3 - 1)
        *%2 = %3
        %4 = n
        n = (%4 + 1)
        @x = !%4
        return
    `,
  ],
  "assignment as a value": [
    `a = b = c; if ((a = f()) != 0) g(a); while ((p = next(q))) g(p);`,
    `
      b0:
        @b = @c
        @a = @b
        @a = @f()
        if (@a != 0) b1 else b2
      b1:
        @g(@a)
        goto b2
      b2: loop 2 3
        p = @next(@q)
        if p b3 else b4
      b3:
        @g(p)
        goto b2
      b4:
        return
    `,
  ],
  places: [
    `p->x = q.y; (*p).x = &q->z; *p = a[i][j]; (&q)->x = *&r; p->f[i].g->h = 1;`,
    `
      b0:
        p->x = @q.y
        p->x = &@q->z
        *p = @a[@i][@j]
        @q.x = @r
        p->f[@i].g->h = 1
        return
    `,
  ],
  "casts, also those the grammar takes for arithmetic": [
    `a = (u32)-1; b = (void *)p; c = (size_t)*q; d = (int)(x); e = (x) - y; (void)f(); g = (u8)(h(p) + 1);`,
    `
      b0:
        @a = (u32)-1
        @b = (void*)p
        @c = (size_t)*@q
        @d = (int)@x
        @e = (@x - @y)
        @f()
        %1 = @h(p)
        @g = (u8)(%1 + 1)
        return
    `,
  ],
  sizes: [
    `a = sizeof(struct foo); b = sizeof(*p); c = offsetof(struct foo, b.c[0]); d = sizeof_field(struct foo, b);`,
    `
      b0:
        @a = sizeof(struct foo)
        @b = sizeof(*p)
        @c = offsetof(struct foo, b.c[0])
        @d = sizeof_field(struct foo, b)
        return
    `,
  ],
  "sizes of what a variable of the function points to": [
    `{ struct foo *q, r, *many[4]; a = sizeof(*q); b = sizeof r; c = sizeof(q); d = sizeof(many); e = sizeof *q; }`,
    `
      b0:
        declare q
        declare r
        declare many
        @a = sizeof(struct foo)
        @b = sizeof(struct foo)
        @c = sizeof(q)
        @d = sizeof(many)
        @e = sizeof(struct foo)
        return
    `,
  ],
  "short circuits in a value": [
    `a = b && !c; d = e || f(g);`,
    `
      b0:
        if @b b1 else b3
      b1:
        if @c b3 else b2
      b2:
        %1 = 1
        goto b4
      b3:
        %1 = 0
        goto b4
      b4:
        @a = %1
        if @e b6 else b5
      b5:
        %3 = @f(@g)
        if %3 b6 else b7
      b6:
        %2 = 1
        goto b8
      b7:
        %2 = 0
        goto b8
      b8:
        @d = %2
        return
    `,
  ],
  "short circuits in a condition": [
    `if (a && (b || !f(c))) g();`,
    `
      b0:
        if @a b1 else b4
      b1:
        if @b b3 else b2
      b2:
        %1 = @f(@c)
        if %1 b4 else b3
      b3:
        @g()
        goto b4
      b4:
        return
    `,
  ],
  "short circuits for their effect": [
    `a && f(); a ? f() : g();`,
    `
      b0:
        if @a b1 else b2
      b1:
        @f()
        goto b2
      b2:
        if @a b3 else b4
      b3:
        @f()
        goto b5
      b4:
        @g()
        goto b5
      b5:
        return
    `,
  ],
  "a choice": [
    `a = b ? c : f(d); a = f() ?: g;`,
    `
      b0:
        if @b b1 else b2
      b1:
        %1 = @c
        goto b3
      b2:
        %1 = @f(@d)
        goto b3
      b3:
        @a = %1
        %2 = @f()
        if %2 b5 else b4
      b4:
        %2 = @g
        goto b5
      b5:
        @a = %2
        return
    `,
  ],
  "a choice as a condition": [
    `if (a ? b : c) f();`,
    `
      b0:
        if @a b1 else b2
      b1:
        if @b b3 else b4
      b2:
        if @c b3 else b4
      b3:
        @f()
        goto b4
      b4:
        return
    `,
  ],
  commas: [
    `a = (f(), b); for (i = 0, j = 1; i < j; i++, j--) g();`,
    `
      b0:
        @f()
        @a = @b
        @i = 0
        @j = 1
        goto b1
      b1: loop 1 2
        if (@i < @j) b2 else b3
      b2:
        @g()
        @i = (@i + 1)
        @j = (@j - 1)
        goto b1
      b3:
        return
    `,
  ],
  "calls in order": [
    `f(g(a), h(b), i++); (*fp)(a); p->ops->open(p);`,
    `
      b0:
        %1 = @g(@a)
        %2 = @h(@b)
        %3 = @i
        @i = (%3 + 1)
        @f(%1, %2, %3)
        @fp(@a)
        p->ops->open(p)
        return
    `,
  ],
  "macros that are their argument": [
    `if (unlikely(!READ_ONCE(p->x))) f(); q = rcu_dereference_protected(p->y, 1); a = data_race(b); c = smp_load_acquire(&p->z);`,
    `
      b0:
        if p->x b2 else b1
      b1:
        @f()
        goto b2
      b2:
        @q = p->y
        @a = @b
        @c = p->z
        return
    `,
  ],
  "macros that store": [
    `WRITE_ONCE(p->x, 1); rcu_assign_pointer(p->y, f()); RCU_INIT_POINTER(p->z, NULL); smp_store_release(&p->w, 2);`,
    `
      b0:
        p->x = 1
        p->y = @f()
        p->z = 0
        p->w = 2
        return
    `,
  ],
  "the struct around a member": [
    `a = container_of(p, struct foo, bar.baz); b = list_entry(q, struct foo, list); c = list_first_entry(&h, struct foo, list);`,
    `
      b0:
        @a = container(p, struct foo, bar.baz)
        @b = container(@q, struct foo, list)
        @c = @list_first_entry(&@h, @struct foo, @list)
        return
    `,
  ],
  "types among arguments": [
    `a = min_t(unsigned int, b, c); p = va_arg(ap, struct foo *); q = kmalloc(sizeof(struct foo), x);`,
    `
      b0:
        @a = @min_t(@unsigned int, @b, @c)
        p = @va_arg(@ap, @struct foo *)
        @q = @kmalloc(sizeof(struct foo), @x)
        return
    `,
  ],
  "statement expressions": [
    `a = ({ int b = f(); b + 1; }); ({ g(); });`,
    `
      b0:
        declare b
        b = @f()
        %1 = (b + 1)
        @a = %1
        @g()
        return
    `,
  ],
  "compound literals": [
    `*p = (struct foo){ .a = 1, .b.c = f() }; g(&(struct foo){ 2 });`,
    `
      b0:
        declare %1
        zero %1
        %1.a = 1
        %1.b.c = @f()
        *p = %1
        declare %2
        zero %2
        opaque initialiser by position: %2, 2
        @g(&%2)
        return
    `,
  ],
  "a product that looks like a declaration": [
    `int a, b; a * b;`,
    `
      b0:
        declare a
        declare b
        return
    `,
  ],
  assembly: [
    `asm volatile("nop" : "=r" (a) : "r" (b) : "memory"); f();`,
    `
      b0:
        opaque inline assembly: @a, @b
        @f()
        return
    `,
  ],
  "operators and nothing as arguments": [
    `ASSERTCMP(a, ==, b); unsafe_memcpy(a, b, c, ); FLAG(20MHZ_IN_160, 1);`,
    `
      b0:
        @ASSERTCMP(@a, @==, @b)
        @unsafe_memcpy(@a, @b, @c)
        @FLAG(@20MHZ_IN_160, 1)
        return
    `,
  ],
  "macros between strings": [
    `pr_info(KERN_ERR PFX "a" __stringify(B) "c\\n", d);`,
    `
      b0:
        @pr_info("PFX \\"a\\" __stringify(B) \\"c\\\\n", @d)
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
