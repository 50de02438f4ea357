import { queueReport, type SeenQueue } from "./report.ts";

const seen = (more: Partial<SeenQueue>): SeenQueue => ({
  ...{ kind: "field", file: "net/a.c", line: 3, holder: "port", name: "txq", ready: "yes" },
  initialisers: [{ by: "skb_queue_head_init", file: "net/a.c", line: 9 }],
  uses: { ready: 2, never: 0, unknown: 1 },
  ...more,
});

test("counts by what is declared; a head that nothing initialises is named", () => {
  const local = seen({ kind: "local", holder: "f", name: "list", ready: undefined });
  const bare = seen({ name: "rxq", ready: "no", initialisers: [], uses: { ready: 0, never: 0, unknown: 0 } });
  const report = queueReport({ queues: [seen({}), bare, local], functions: 4, partial: 1, findings: [] });
  expect(report).toContain("they were followed, 1 of them in part; found: nothing.");
  expect(report).toContain("| field | 2 | 1 | 0 | 1 | 1 | 1 | 0 |");
  expect(report).toContain("| local | 1 |  |  |  | 1 | 1 | 0 |");
  expect(report).toContain("- net/a.c:3 port.rxq: no initialiser of that name");
  expect(report).toContain("| net/a.c:3 | f() list | skb_queue_head_init |  | 2, 1, 0 |");
}); // prettier-ignore
