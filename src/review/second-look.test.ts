// Functions in which the first way that comes to a place where ways meet cannot be gone.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { surveyOf } from "./survey.ts";

const parser = await loadC();
const kit = { parser, model: kernel, rules, elapsed: () => 0 };

const structs = `#define PORT_COUNT 9
struct port { unsigned char flags; struct sk_buff_head queue; };
struct hub { u8 turn; struct port ports[PORT_COUNT]; };
`;

/** A loop that ends when all ports had their turn, which takes more turns than are followed, or by \`found\`. */
const serving = (found: string): string => `${structs}
void serve(struct hub *hub)
{
	struct sk_buff *skb = NULL;
	u8 last = hub->turn;

	do {
		hub->turn = (hub->turn + 1) % PORT_COUNT;
		if (!(hub->ports[hub->turn].flags & 1))
			${found};
	} while (hub->turn != last && !skb);
	if (skb) {
		skb = skb_dequeue(&hub->ports[hub->turn].queue);
		hub->turn = skb->len;
	}
}
`;

test.each<[string, string, readonly string[]]>([
  ["another way to the same place is proven", serving("skb = skb_peek(&hub->ports[hub->turn].queue)"), ["skb-leak 19"]],
  ["no way there", serving("hub->turn = 0"), []],
])("%s", (_, text, expected) => {
  const { findings } = surveyOf("hub.c", text, kit);
  expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(expected);
}); // prettier-ignore
