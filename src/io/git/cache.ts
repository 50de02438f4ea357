// A map that forgets what was not asked for lately, so that a whole tree passes through a bounded
// amount of memory.

export interface Cache<Value> {
  /** The value for a key, made at most once while it is remembered. */
  readonly of: (key: string, make: () => Promise<Value>) => Promise<Value>;
}

/** `weigh` gives the bytes of a value; together they stay below `bytesMax`. */
export function cacheOf<Value>(bytesMax: number, weigh: (value: Value) => number): Cache<Value> {
  const held = new Map<string, { readonly value: Promise<Value>; weight: number }>();
  let total = 0;
  const forget = (key: string) => {
    total -= held.get(key)?.weight ?? 0;
    held.delete(key);
  };
  const add = (key: string, make: () => Promise<Value>): Promise<Value> => {
    const entry = { value: make(), weight: 0 };
    held.set(key, entry);
    entry.value.then(
      (value) => {
        if (held.get(key) !== entry) return;
        entry.weight = weigh(value);
        total += entry.weight;
        for (const oldest of held.keys()) {
          if (total <= bytesMax) break;
          forget(oldest);
        }
      },
      () => {
        if (held.get(key) === entry) forget(key);
      },
    );
    return entry.value;
  };
  return {
    of: (key, make) => {
      const found = held.get(key);
      if (found === undefined) return add(key, make);
      // Moved to the end: the first of the map is the one not asked for the longest.
      held.delete(key);
      held.set(key, found);
      return found.value;
    },
  };
}
