// Words of number and character literals -> their values.

const ESCAPES: Readonly<Record<string, bigint>> = {
  n: 10n, t: 9n, r: 13n, "0": 0n, a: 7n, b: 8n, f: 12n, v: 11n, e: 27n,
}; // prettier-ignore

// Longer ones are no numbers, and BigInt() takes quadratic time on them.
const MAX_DIGITS = 40;

/** Value of an integer literal with its suffix; undefined for a float or nonsense. */
export function integerValue(words: string): bigint | undefined {
  // The grammar takes a sign for a part of the number.
  if (!/^[-+]/.test(words)) return unsignedValue(words);
  const value = unsignedValue(words.slice(1).trimStart());
  return value === undefined || words.startsWith("+") ? value : -value;
}

function unsignedValue(words: string): bigint | undefined {
  const plain = words.replace(/[uUlLzZ]+$/, "").replaceAll("'", "");
  if (plain.length > MAX_DIGITS) return undefined;
  if (/^0[xX][0-9a-fA-F]+$|^0[bB][01]+$/.test(plain)) return BigInt(plain);
  if (/^0[0-7]*$/.test(plain)) return plain === "0" ? 0n : BigInt(`0o${plain.slice(1)}`);
  return /^[1-9]\d*$/.test(plain) ? BigInt(plain) : undefined;
}

/** Value of `'a'`, `'\n'`, `'\x1b'`, `'\033'`. */
export function characterValue(words: string): bigint | undefined {
  const inner = words.slice(words.indexOf("'") + 1, -1);
  if (inner.length === 1) return BigInt(inner.charCodeAt(0));
  if (!inner.startsWith("\\")) return undefined;
  const escape = inner.slice(1);
  if (/^x[0-9a-fA-F]{1,2}$/.test(escape)) return BigInt(`0${escape}`);
  if (/^[0-7]{2,3}$/.test(escape)) return BigInt(`0o${escape}`);
  if (escape.length !== 1) return undefined;
  return ESCAPES[escape] ?? BigInt(escape.charCodeAt(0));
}
