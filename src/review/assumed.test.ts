// A new function → what its review takes for granted, in words.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { mailOf } from "../testing/variant-mails.ts";
import { reviewOf } from "./review.ts";

const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => 0 };

function assumedIn(body: string): readonly string[] {
  const source = `int send(struct port *port)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	${body}
	return 0;
}
`;
  const text = source.replace(/^(?=.)/gm, "+");
  const files = [{ path: "a.c", hunks: [{ line: 1, section: "", text }] }];
  const mail = mailOf({ title: "port: send", files }, 1, 1, "t");
  const { patches } = reviewOf(plainSeries([mail]), kit).review;
  return patches.flatMap(({ functions }) => functions.flatMap(({ assumptions }) => assumptions));
}

test.each<[string, string, readonly string[]]>([
  ["freed", "kfree_skb(skb);", []],
  [
    "given to somebody unknown",
    "port_send(port, skb);",
    ["port_send() is not known: nothing is said about skb after it"],
  ],
  [
    "linked into a list",
    "list_add(&skb->list, &port->list);",
    ["it is linked into a list: nothing is said about skb after list_add()"],
  ],
])("what is assumed of a buffer that is %s", (_, body, expected) => {
  expect(assumedIn(body)).toEqual(expected);
});
