// Hunks that begin and end anywhere, and the functions that they show.

import { dump } from "../c/dump.ts";
import { unitOfHunk } from "../testing/c-units.ts";

interface Fragment {
  readonly section: string;
  readonly text: string;
  /** Name, `whole` or `part`, and the dump, for each function. */
  readonly shows: string;
}

const fragments: Readonly<Record<string, Fragment>> = {
  "the middle of a function": {
    section: "static int foo_create(struct net *net, struct socket *sock, int proto,",
    text: `
	INIT_LIST_HEAD(&fs->list);
	skb_queue_head_init(&fs->queue);

	fs->net = net;
`,
    shows: `
      foo_create(net, sock, proto) part
      b0:
        @INIT_LIST_HEAD(&@fs->list)
        @skb_queue_head_init(&@fs->queue)
        @fs->net = net
        cut: the text ends here
    `,
  },
  "the end of a function and all of the next": {
    section: "static void foo_first(struct foo *f)",
    text: `	kfree(f->ring);
	f->ring = NULL;
}

static void foo_second(struct foo *f)
{
	foo_first(f);
}
`,
    shows: `
      foo_first(f) part
      b0:
        @kfree(f->ring)
        f->ring = 0
        return
      foo_second(f) whole
      b0:
        @foo_first(f)
        return
    `,
  },
  "a block that begins in column 0": {
    section: "struct foo {",
    text: `};

void foo_poll(struct foo *f)
{
	while (f->busy) {
if (f->broken) {
 f->count++;
 break;
}
		f->ticks++;
	}
	foo_stop(f);
}
`,
    shows: `
      foo_poll(f) whole
      b0:
        goto b1
      b1: loop 1 2 4
        if f->busy b2 else b5
      b2:
        if f->broken b3 else b4
      b3:
        f->count = (f->count + 1)
        goto b5
      b4:
        f->ticks = (f->ticks + 1)
        goto b1
      b5:
        @foo_stop(f)
        return
    `,
  },
  "the beginning of a function": {
    section: "struct foo {",
    text: `};

int foo_open(struct foo *f,
	     int n)
{
	struct sk_buff *skb = foo_alloc(f);

	for (i = 0; i < n; i++) {
		if (!skb)
			return -ENOMEM;
`,
    shows: `
      foo_open(f, n) part
      b0:
        declare skb
        skb = @foo_alloc(f)
        @i = 0
        if (@i < n) b1 else b4
      b1:
        if skb b2 else b3
      b2:
        cut: the text ends here
      b3:
        return -@ENOMEM
      b4:
        cut: the text ends here
    `,
  },
  "blocks that began above": {
    section: "void foo(struct foo *f)",
    text: `			kfree_skb(skb);
			break;
		}
		f->n++;
	} else {
		foo_reset(f);
	}
	foo_kick(f);
}
`,
    shows: `
      foo(f) part
      b0:
        if opaque() b1 else b4
      b1:
        if opaque() b2 else b3
      b2:
        @kfree_skb(@skb)
        cut: break out of a loop or switch that is not shown
      b3:
        f->n = (f->n + 1)
        goto b5
      b4:
        @foo_reset(f)
        goto b5
      b5:
        @foo_kick(f)
        return
    `,
  },
  "an else without its if, a while without its do": {
    section: "void foo(struct foo *f)",
    text: `	else
		foo_reset(f);

	do {
		foo_next(f);
	} while (f->n);
	} while (again);
	foo_kick(f);
`,
    shows: `
      foo(f) part
      b0:
        goto b1
      b1: loop 1 2 3 4
        if opaque() b3 else b2
      b2:
        @foo_reset(f)
        goto b3
      b3: loop 3
        @foo_next(f)
        if f->n b3 else b4
      b4:
        if @again b1 else b5
      b5:
        @foo_kick(f)
        cut: the text ends here
    `,
  },
  "a statement that hangs on a condition above": {
    section: "int foo(struct foo *f)",
    text: `		return -ENOMEM;

	f->skb = skb;
	return 0;
`,
    shows: `
      foo(f) part
      b0:
        if opaque() b1 else b2
      b1:
        return -@ENOMEM
      b2:
        f->skb = @skb
        return 0
    `,
  },
  "the rest of a statement": {
    section: "int foo(struct foo *f)",
    text: `		       f->len, GFP_KERNEL)) {
		f->n = 0;
	}
	return f->n;
`,
    shows: `
      foo(f) part
      b0:
        if opaque() b1 else b2
      b1:
        f->n = 0
        goto b2
      b2:
        return f->n
    `,
  },
  "cases of a switch": {
    section: "int foo(int cmd)",
    text: `		break;
	case FOO_A:
		a();
		break;
	case FOO_B:
		b();
	}
	return 0;
}
`,
    shows: `
      foo(cmd) part
      b0:
        if (opaque() == opaque()) b5 else b1
      b1:
        if (opaque() == @FOO_A) b2 else b3
      b2:
        @a()
        goto b5
      b3:
        if (opaque() == @FOO_B) b4 else b5
      b4:
        @b()
        goto b5
      b5:
        return 0
    `,
  },
  "cases of a switch that does not end": {
    section: "int foo(int cmd)",
    text: `	case FOO_A:
		a();
		break;
	default:
		b();
`,
    shows: `
      foo(cmd) part
      b0:
        if (opaque() == opaque()) b2 else b1
      b1:
        if (opaque() == @FOO_A) b2 else b3
      b2:
        @a()
        cut: the text ends here
      b3:
        @b()
        cut: the text ends here
    `,
  },
  "labels that are gone to from above": {
    section: "int foo(struct foo *f)",
    text: `	return 0;

err_free:
	kfree_skb(skb);
err:
	return err;
}
`,
    shows: `
      foo(f) part
      b0:
        if opaque() b1 else b2
      b1:
        @kfree_skb(@skb)
        goto b3
      b2:
        if opaque() b3 else b4
      b3:
        return @err
      b4:
        return 0
    `,
  },
  "a goto to a label below": {
    section: "int foo(struct foo *f)",
    text: `	if (err)
		goto err_free;
	foo_kick(f);
`,
    shows: `
      foo(f) part
      b0:
        if @err b1 else b2
      b1:
        cut: the label err_free is not in the text
      b2:
        @foo_kick(f)
        cut: the text ends here
    `,
  },
  "a body whose head is above": {
    section: "static int foo(struct foo *f, int a,",
    text: `	       int b)
{
	return a + b;
}
`,
    shows: `
      foo(f, a) part
      b0:
        return (a + @b)
    `,
  },
  "an unfinished statement at the end": {
    section: "static int foo(struct foo *f)",
    text: `	a();
	if (f->n &&
	    b(f,
`,
    shows: `
      foo(f) part
      b0:
        @a()
        cut: the text ends here
    `,
  },
  "an unfinished table at the end": {
    section: "static int foo(struct foo *f)",
    text: `	struct bar bar = {
		.a = 1,
`,
    shows: `
      foo(f) part
      b0:
        cut: the text ends here
    `,
  },
  "the rest of a table at the start": {
    section: "static int foo(struct foo *f)",
    text: `		.a = 1,
		.b = 2,
	};
	struct sk_buff *skb;

	skb = c(&bar);
`,
    shows: `
      foo(f) part
      b0:
        declare skb
        skb = @c(&@bar)
        cut: the text ends here
    `,
  },
  "two arms of a conditional": {
    section: "static int foo(struct foo *f)",
    text: `	a();
#ifdef CONFIG_FOO
	b();
#else
	c();
#endif
	d();
`,
    shows: `
      foo(f) part CONFIG_FOO
      b0:
        @a()
        @b()
        @d()
        cut: the text ends here
      foo(f) part !CONFIG_FOO
      b0:
        @a()
        @c()
        @d()
        cut: the text ends here
    `,
  },
  "an arm of a conditional that began above": {
    section: "static int foo(struct foo *f)",
    text: `	a();
#else
	b();
#endif
	c();
`,
    shows: `
      foo(f) part ?
      b0:
        @a()
        @c()
        cut: the text ends here
      foo(f) part !(?)
      b0:
        @b()
        @c()
        cut: the text ends here
    `,
  },
};

const silent: Readonly<Record<string, readonly [string, string]>> = {
  "fields of a struct": ["struct foo {", `	int a;\n	struct sk_buff *skb;\n	int b;\n`],
  "a table": [
    "static const struct foo_ops ops = {",
    `	.open = foo_open,\n	.close = foo_close,\n};\n`,
  ],
  "enumerators": ["enum foo {", `	FOO_A,\n	FOO_B,\n`],
  "a comment": ["int foo(void)", ` * foo() does this,\n * and if (that) return;\n */\n`],
  "the middle of a comment": ["int foo(void)", ` * foo() does this,\n * and if (that) return;\n`],
  "the body of a macro": ["int foo(void)", `	if (x)				\\\n		return 1;		\\\n} while (0)\n`],
  "rows of a table in a function": ["void foo(void)", `		{ 1, 2 },\n		{ 3, 4 },\n		{ 5, 6 },\n`],
  "parameters of a prototype": ["int foo(int a,", `	int b,\n	int c);\nint bar(void);\n`],
  "the end of a function": ["int foo(void)", `}\n\nint bar;\n`],
  "nothing but blanks": ["int foo(void)", `\n\n`],
}; // prettier-ignore

test.each(Object.entries(fragments))("%s", (_, { section, text, shows }) => {
  const { functions, complaints } = unitOfHunk(section, text);
  expect([...complaints, ...functions.flatMap((one) => one.complaints)]).toEqual([]);
  const dumps = functions.map((one) => {
    const names = one.params.map(({ name }) => name).join(", ");
    const arm = one.arm.length > 0 ? ` ${one.arm.join(" ")}` : "";
    return `${one.name}(${names}) ${one.whole ? "whole" : "part"}${arm}\n${dump(one)}`;
  });
  expect(dumps.join("\n")).toBe(shows.replace(/^ {6}/gm, "").trim());
});

test.each(Object.entries(silent))("no function in %s", (_, [section, text]) => {
  const { functions, complaints } = unitOfHunk(section, text);
  expect([...functions.map((one) => one.name), ...complaints]).toEqual([]);
});
