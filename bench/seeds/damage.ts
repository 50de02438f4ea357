// One function of a C file → the ways to damage it that make a real bug of it, as far as its text
// tells. Each way is an edit of whole lines; none of them knows the project's rules or model.

export interface Edit {
  /** First line that is replaced, from 1, and how many are. */
  readonly line: number;
  readonly count: number;
  readonly lines: readonly string[];
}

export const kinds = [
  "release dropped", "goto became return", "freed twice", "used after free", "used after sending",
  "queue not initialised", "charge dropped", "freed after a failed pad",
] as const; // prettier-ignore
export type Kind = (typeof kinds)[number];

export interface Damage {
  readonly kind: Kind;
  readonly edit: Edit;
  /** Whether the function itself acquires what it loses; else its callers' or callees' part counts. */
  readonly visible: boolean;
}

export interface Body {
  /** All lines of the file. */
  readonly lines: readonly string[];
  /** Of the function, from 1, both included. */
  readonly first: number;
  readonly last: number;
}

const frees = String.raw`(?:kfree_skb|consume_skb|dev_kfree_skb(?:_any|_irq)?|nlmsg_free|kfree_skb_reason)`;
const freeing = new RegExp(String.raw`^(\t+)${frees}\((\w+)(?:, *\w+)?\);$`);
const acquiring = (name: string): RegExp =>
  new RegExp(
    String.raw`\b${name} = (?:alloc_skb|nlmsg_new|genlmsg_new|netdev_alloc_skb\w*|dev_alloc_skb|napi_alloc_skb|skb_clone|skb_copy|pskb_copy|skb_copy_expand|sock_alloc_send_skb|sock_wmalloc|alloc_skb_with_frags|skb_realloc_headroom)\(`,
  );
const sending =
  /^(\t+)(?:\w+ = )?(?:dev_queue_xmit|netif_rx|netif_receive_skb|napi_gro_receive\(\S+|netlink_unicast\(\S+|genlmsg_unicast\(\S+|nlmsg_unicast\(\S+|ieee80211_rx_irqsafe\(\S+)[( ](\w+)(?:, .*)?\);$/;
const initialising = /^\t+(?:__)?skb_queue_head_init\(&?([\w.>-]+)\);$/;
const charging = /^\t+(?:refcount_add|atomic_add)\([^;]*sk_wmem_alloc\);$/;

/** In the order of the lines. */
export function damagesOf(body: Body): Damage[] {
  const found: Damage[] = [];
  for (let line = body.first; line <= body.last; line++) {
    const text = textAt(body, line);
    const free = freeing.exec(text);
    if (free !== null) found.push(...aroundFree(body, line, free[1] ?? "", free[2] ?? ""));
    found.push(...elsewhere(body, line, text));
  }
  return found;
}

function textAt({ lines }: Body, line: number): string {
  return lines[line - 1] ?? "";
}

function aroundFree(body: Body, line: number, indent: string, name: string): Damage[] {
  const next = textAt(body, line + 1).trim();
  const visible = isAcquired(body, name, line);
  const leaves = /^(?:return\b|goto \w+;)/.test(next);
  const found: Damage[] = [];
  const inBlock = /\{\s*$/.test(textAt(body, line - 1)) || !isGuarded(body, line, indent);
  if (!inBlock) return [];
  // The line before must not be a test of the pointer itself, and nobody else may free it behind.
  if (leaves && isOwn(body, name, line) && !freedAfter(body, next, name))
    found.push({ kind: "release dropped", edit: { line, count: 1, lines: [] }, visible });
  if (leaves && /^return\b/.test(next) && !next.includes(name)) {
    const again = [textAt(body, line), textAt(body, line)];
    found.push({ kind: "freed twice", edit: { line, count: 1, lines: again }, visible: true });
    const use = [textAt(body, line), `${indent}pr_debug("%u\\n", ${name}->len);`];
    found.push({ kind: "used after free", edit: { line, count: 1, lines: use }, visible: true });
  }
  return found;
}

/** Without braces, another line below an `if` changes what it guards. */
function isGuarded(body: Body, line: number, indent: string): boolean {
  const above = textAt(body, line - 1);
  const aboveIndent = /^\t*/.exec(above)?.[0] ?? "";
  return aboveIndent.length < indent.length && /^\t*(?:if|else|for|while)\b/.test(above);
}

/** The line is gone; what it was the only statement of stays without one. */
function without(body: Body, line: number, text: string): Edit {
  const indent = /^\t*/.exec(text)?.[0] ?? "";
  return { line, count: 1, lines: isGuarded(body, line, indent) ? [`${indent};`] : [] };
}

/** Acquired here, or a parameter that at least two ways out free. */
function isOwn(body: Body, name: string, line: number): boolean {
  if (isAcquired(body, name, line)) return true;
  const times = linesOf(body).filter((text) => freeing.exec(text)?.[2] === name).length;
  return times >= 2 && new RegExp(String.raw`struct sk_buff \*${name}\b`).test(headOf(body));
}

function isAcquired(body: Body, name: string, before: number): boolean {
  const pattern = acquiring(name);
  return linesOf(body).some((text, at) => body.first + at < before && pattern.test(text));
}

function linesOf({ lines, first, last }: Body): readonly string[] {
  return lines.slice(first - 1, last);
}

function headOf(body: Body): string {
  const all = linesOf(body);
  return all.slice(0, all.indexOf("{") + 1).join(" ");
}

/** Whether the label that the way goes to frees it, too. */
function freedAfter(body: Body, next: string, name: string): boolean {
  const label = /^goto (\w+);/.exec(next)?.[1];
  if (label === undefined) return false;
  const at = linesOf(body).indexOf(`${label}:`);
  return at < 0 || linesOf(body).slice(at).some((text) => new RegExp(String.raw`\b${name}\b`).test(text)); // prettier-ignore
}

function elsewhere(body: Body, line: number, text: string): Damage[] {
  const found: Damage[] = [];
  const jump = /^(\t+)goto (\w+);$/.exec(text);
  if (jump !== null) found.push(...asReturn(body, line, jump[1] ?? "", jump[2] ?? ""));
  const sent = sending.exec(text);
  if (sent !== null && textAt(body, line + 1).startsWith(sent[1] ?? "\t")) {
    const use = [text, `${sent[1] ?? ""}pr_debug("%u\\n", ${sent[2] ?? ""}->len);`];
    const open = !isGuarded(body, line, sent[1] ?? "");
    if (open) found.push({ kind: "used after sending", edit: { line, count: 1, lines: use }, visible: true }); // prettier-ignore
  }
  const queue = initialising.exec(text)?.[1];
  if (queue !== undefined && !queue.includes(">"))
    found.push({ kind: "queue not initialised", edit: without(body, line, text), visible: true });
  if (charging.test(text))
    found.push({ kind: "charge dropped", edit: without(body, line, text), visible: true });
  const padded = /^(\t+)if \((?:skb_put_padto|skb_padto|eth_skb_pad|skb_pad)\((\w+)\b.*\)\)$/.exec(text); // prettier-ignore
  const way = textAt(body, line + 1);
  if (padded !== null && /^\t+return\b/.test(way)) {
    const lines = [`${text} {`, `${padded[1] ?? ""}\tkfree_skb(${padded[2] ?? ""});`, way, `${padded[1] ?? ""}}`]; // prettier-ignore
    found.push({
      kind: "freed after a failed pad",
      edit: { line, count: 2, lines },
      visible: true,
    });
  }
  return found;
}

/** A jump to a label that frees what was acquired above becomes a return that does not. */
function asReturn(body: Body, line: number, indent: string, label: string): Damage[] {
  const all = linesOf(body);
  const at = all.indexOf(`${label}:`);
  const freed = freeing.exec(all[at + 1] ?? "")?.[2];
  if (at < 0 || freed === undefined || !isAcquired(body, freed, line)) return [];
  const above = textAt(body, line - 1);
  const test = new RegExp(String.raw`if \((?:!|unlikely\(!)${freed}\)|IS_ERR\(${freed}\)`);
  const lineOfAcquiring = all.findLastIndex((text, i) => body.first + i < line && acquiring(freed).test(text)); // prettier-ignore
  const between = all.slice(lineOfAcquiring + 1, line - body.first);
  const gone = between.some((text) => new RegExp(String.raw`\b${freed} = |\((?:.*, )?${freed}\);$`).test(text) && !/_put|_add|skb_reserve|memcpy/.test(text)); // prettier-ignore
  if (test.test(above) || gone) return [];
  const type = headOf(body);
  const value = /^(?:static )?(?:inline )?void\b/.test(type) ? "return;" : /\*\s*\w+\(/.test(type) ? "return NULL;" : "return -EINVAL;"; // prettier-ignore
  const edit = { line, count: 1, lines: [`${indent}${value}`] };
  return [{ kind: "goto became return", edit, visible: true }];
}
