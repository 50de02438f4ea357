import { loadC, unitOf } from "../../src/c/unit.ts";
import { declaredIn, initialisersIn } from "./declared.ts";

const parser = await loadC();

const text = `
struct port {
	struct sk_buff_head txq, rxq[4];
	struct sk_buff_head *other;
	struct sk_buff *skb;
};
static struct sk_buff_head waiting;
static DEFINE_PER_CPU(struct sk_buff_head, backlog);
extern int port_count;

void port_flush(struct port *port, struct sk_buff_head *to)
{
	struct sk_buff_head list;

	__skb_queue_head_init(&list);
	skb_queue_splice_init(&port->txq, &list);
}
`;

test("fields, locals and globals, and no pointers", () => {
  const excerpt = { file: "net/a.c", side: "after", firstLine: 1, text, section: "", whole: true, changed: new Set<number>() } as const; // prettier-ignore
  const found = declaredIn(unitOf(parser, excerpt), text);
  expect(found.map(({ kind, holder, name }) => `${kind} ${holder} ${name}`)).toEqual([
    "field port txq", "field port rxq", "local port_flush list", "global  waiting", "global  backlog",
  ]); // prettier-ignore
});

test.each([
  ["\tskb_queue_head_init(&priv->rx.queue);", "queue", "skb_queue_head_init"],
  ["\t\t__skb_queue_head_init(&port->txq[i]);", "txq", "__skb_queue_head_init"],
  ["\tskb_queue_head_init(queue);", "queue", "skb_queue_head_init"],
  ["\tskb_queue_splice_tail_init(&sk->first, &second);", "first", "skb_queue_splice_tail_init"],
])("%s", (line, name, by) => {
  const found = initialisersIn("net/a.c", `int x;\n${line}\n`);
  expect([...found]).toEqual([[name, [{ by, file: "net/a.c", line: 2 }]]]);
});
