// Masked C -> words and marks with their offsets: all that the slicer and the normaliser see.

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[A-Za-z_]\w*|\d[\w.]*|\.\.\.|->|[-+]{2}|[^\s\w]/g;

export function tokensOf(code: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of code.matchAll(TOKEN)) {
    const [text] = match;
    tokens.push({ text, start: match.index, end: match.index + text.length });
  }
  return tokens;
}

export function isWord(token: Token | undefined): boolean {
  return token !== undefined && /^[A-Za-z_]/.test(token.text);
}

/** For each bracket the index of its partner. Unmatched ones have none. */
export function partnersOf(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  const closes: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  tokens.forEach(({ text }, index) => {
    if (text === "(" || text === "[" || text === "{") open.push(index);
    const wanted = closes[text];
    if (wanted === undefined) return;
    // A wrong bracket in between is dropped, as far as the nearest one that fits.
    const at = open.findLastIndex((other) => tokens[other]?.text === wanted);
    if (at < 0) return;
    const partner = open[at] ?? 0;
    open.length = at;
    partners.set(partner, index);
    partners.set(index, partner);
  });
  return partners;
}
