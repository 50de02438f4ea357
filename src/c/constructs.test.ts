// Constructs of kernel C of a body and the instructions that they become.

import { bodies } from "../testing/c-units.ts";

const cases: Readonly<Record<string, readonly [string, string]>> = {
  iterators: [
    `list_for_each_entry(p, &q->list, node) { if (p->a) break; f(p); } g();`,
    `
      b0:
        goto b1
      b1: loop 1 2 3
        %1 = iterate list_for_each_entry(p, &@q->list, @node) over p
        if %1 b2 else b4
      b2:
        if p->a b4 else b3
      b3:
        @f(p)
        goto b1
      b4:
        @g()
        return
    `,
  ],
  "a call in brackets, and a comparison": [
    `if ((f(p)) && x != p->a && (y)) g();`,
    `
      b0:
        %1 = @f(p)
        if %1 b1 else b4
      b1:
        if (@x != p->a) b2 else b4
      b2:
        if @y b3 else b4
      b3:
        @g()
        goto b4
      b4:
        return
    `,
  ],
  "iterators with two cursors": [
    `list_for_each_entry_safe(p, n, &q->list, node) f(p);`,
    `
      b0:
        goto b1
      b1: loop 1 2
        %1 = iterate list_for_each_entry_safe(p, n, &@q->list, @node) over p, n
        if %1 b2 else b3
      b2:
        @f(p)
        goto b1
      b3:
        return
    `,
  ],
  "iterators over a queue": [
    `skb_queue_walk_safe(&q, skb, tmp) { __skb_unlink(skb, &q); }`,
    `
      b0:
        goto b1
      b1: loop 1 2
        %1 = iterate skb_queue_walk_safe(&@q, @skb, @tmp) over @skb, @tmp
        if %1 b2 else b3
      b2:
        @__skb_unlink(@skb, &@q)
        goto b1
      b3:
        return
    `,
  ],
  "iterators without brackets in each other": [
    `for_each_netdev(net, dev) xa_for_each(&dev->xa, i, e) f(e);`,
    `
      b0:
        goto b1
      b1: loop 1 2 3
        %1 = iterate for_each_netdev(@net, @dev) over @dev
        if %1 b2 else b4
      b2: loop 2 3
        %2 = iterate xa_for_each(&@dev->xa, @i, @e) over @i, @e
        if %2 b3 else b1
      b3:
        @f(@e)
        goto b2
      b4:
        return
    `,
  ],
  "an iterator that is a call": [
    `idr_for_each(&idr, fn, data); r = radix_for_each(x);`,
    `
      b0:
        @idr_for_each(&@idr, @fn, @data)
        @r = @radix_for_each(@x)
        return
    `,
  ],
  guards: [
    `guard(mutex)(&m); if (a) return f(); scoped_guard(spinlock, &l) { g(); } h();`,
    `
      b0:
        declare guard(mutex)
        guard(mutex) = @class_mutex_constructor(&@m)
        if @a b1 else b2
      b1:
        %1 = @f()
        cleanup class_mutex_destructor(guard(mutex))
        return %1
      b2:
        declare guard(spinlock)
        guard(spinlock) = @class_spinlock_constructor(&@l)
        @g()
        cleanup class_spinlock_destructor(guard(spinlock))
        @h()
        cleanup class_mutex_destructor(guard(mutex))
        return
    `,
  ],
  "a guard that may fail": [
    `scoped_cond_guard(mutex_intr, return, &m) f(); g();`,
    `
      b0:
        declare guard(mutex_intr)
        guard(mutex_intr) = @class_mutex_intr_constructor(&@m)
        if guard(mutex_intr) b1 else b2
      b1:
        @f()
        cleanup class_mutex_intr_destructor(guard(mutex_intr))
        @g()
        return
      b2:
        cleanup class_mutex_intr_destructor(guard(mutex_intr))
        return
    `,
  ],
  "cleanup attributes": [
    `struct foo *p __free(kfree) = f(); if (!p) return; if (a) goto out; return_ptr(p); out: g(no_free_ptr(p));`,
    `
      b0:
        declare p#2
        p#2 = @f()
        if p#2 b1 else b4
      b1:
        if @a b2 else b3
      b2:
        %2 = p#2
        p#2 = 0
        @g(%2)
        cleanup kfree(p#2)
        return
      b3:
        %1 = p#2
        p#2 = 0
        cleanup kfree(p#2)
        return %1
      b4:
        cleanup kfree(p#2)
        return
    `,
  ],
  "cleanup at the end of a block": [
    `while (a) { void *p __free(kfree) = f(); if (p) break; if (b) continue; }`,
    `
      b0:
        goto b1
      b1: loop 1 2 4 5 6
        if @a b2 else b7
      b2:
        declare p#2
        p#2 = @f()
        if p#2 b3 else b4
      b3:
        cleanup kfree(p#2)
        goto b7
      b4:
        if @b b5 else b6
      b5:
        cleanup kfree(p#2)
        goto b1
      b6:
        cleanup kfree(p#2)
        goto b1
      b7:
        return
    `,
  ],
  CLASS: [
    `CLASS(fd, x)(n); if (!x.file) return; f(x.file);`,
    `
      b0:
        declare x
        x = @class_fd_constructor(n)
        if x.file b1 else b2
      b1:
        @f(x.file)
        cleanup class_fd_destructor(x)
        return
      b2:
        cleanup class_fd_destructor(x)
        return
    `,
  ],
  waits: [
    `r = wait_event_interruptible(wq, a && f()); wait_event(wq, b);`,
    `
      b0:
        %1 = opaque()
        goto b1
      b1: loop 1 2 4
        if @a b2 else b4
      b2:
        %2 = @f()
        if %2 b3 else b4
      b3:
        %1 = 0
        goto b5
      b4:
        %1 = @wait_event_interruptible(&@wq)
        if opaque() b1 else b5
      b5:
        @r = %1
        %3 = opaque()
        goto b6
      b6: loop 6 8
        if @b b7 else b8
      b7:
        %3 = 0
        return
      b8:
        %3 = @wait_event(&@wq)
        goto b6
    `,
  ],
  "macros without a semicolon": [
    `FOO(a)
	if (b) {
		BAR(c)
	}`,
    `
      b0:
        @FOO(@a)
        if @b b1 else b2
      b1:
        @BAR(@c)
        goto b2
      b2:
        return
    `,
  ],
  "macros that declare": [
    `LIST_HEAD(x); DECLARE_BITMAP(seen, 16) = { 0 }; list_add(&a, &x);`,
    `
      b0:
        declare x
        @LIST_HEAD(&x)
        declare seen
        zero seen
        seen[0] = 0
        @list_add(&@a, &x)
        return
    `,
  ],
  attributes: [
    `int x __maybe_unused, *y __aligned(8) = (int __force *)z; __be32 w = (__force __be32)v;`,
    `
      b0:
        declare x
        declare y
        y = (int*)@z
        declare w
        w = (__be32)@v
        return
    `,
  ],
  typeof: [
    `typeof(*p) *q = p; __auto_type r = f(q);`,
    `
      b0:
        declare q
        q = p
        declare r
        r = @f(q)
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
