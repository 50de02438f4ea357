// Every rule, in the order in which they are listed and run.

import type { Rule } from "../src/rule.ts";
import { queueHeadInit } from "./queue-head-init.ts";
import { resourceLeak } from "./resource-leak.ts";
import { skbCountLeak } from "./skb-count-leak.ts";
import { skbLeak } from "./skb-leak.ts";
import { skbUseAfterFree } from "./skb-use-after-free.ts";
import { wmemBalance } from "./wmem-balance.ts";

export const rules: readonly Rule[] = [
  skbCountLeak,
  skbLeak,
  skbUseAfterFree,
  queueHeadInit,
  wmemBalance,
  resourceLeak,
];
