import { changesIn } from "./changes.ts";

test.each([
  ["refcount_add(skb->truesize, &sk->sk_wmem_alloc);", "charge", "skb->truesize", "truesize"],
  ["refcount_add(ts_delta, &sk->sk_wmem_alloc);", "charge", "ts_delta", "truesize"],
  ["refcount_add(size, &skb->sk->sk_wmem_alloc);", "charge", "size", "other bytes"],
  ["refcount_inc(&po->sk.sk_wmem_alloc);", "charge", "1", "a reference"],
  ["refcount_set(&sk->sk_wmem_alloc, 1);", "set", "1", "a reference"],
  ["if (refcount_dec_and_test(&sk->sk_wmem_alloc))", "release", "1", "a reference"],
  ["WARN_ON(refcount_sub_and_test(len - 1, &sk->sk_wmem_alloc));", "release", "len - 1", "other bytes"],
  ["WARN_ON(refcount_sub_and_test(skb->truesize, &sk_of(v)->sk_wmem_alloc));", "release", "skb->truesize", "truesize"],
])("%s", (line, does, bytes, measure) => {
  expect(changesIn(`void f(void)\n{\n\t${line}\n}\n`)).toMatchObject([{ line: 3, lastLine: 3, does, bytes, measure }]);
}); // prettier-ignore

test("a statement over two lines is one change", () => {
  const text =
    "\tWARN_ON(refcount_sub_and_test(sizeof(struct chunk),\n\t\t\t&sk->sk_wmem_alloc));\n";
  expect(changesIn(text)).toMatchObject([{ line: 1, lastLine: 2, bytes: "sizeof(struct chunk)" }]);
});

test.each([
  "\treturn refcount_read(&sk->sk_wmem_alloc);",
  "\t * We subtract one from sk_wmem_alloc with refcount_sub(1, &sk->sk_wmem_alloc)",
  "\trefcount_t sk_wmem_alloc;",
  "\trefcount_add(1, &sk->sk_refcnt); n = refcount_read(&sk->sk_wmem_alloc);",
])("%s changes nothing", (line) => {
  expect(changesIn(line)).toEqual([]);
});
