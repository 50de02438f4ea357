// How far a long work has come → one line for a terminal.

export interface Progress {
  readonly what: string;
  readonly done: number;
  /** Undefined when nobody knows. */
  readonly total: number | undefined;
  readonly seconds: number;
}

/** `1,200 of 5,000 mails, 830/s, 5 s left`. */
export function progressOf({ what, done, total, seconds }: Progress): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const parts = [
    total === undefined
      ? `${grouped(done)} ${what}`
      : `${grouped(done)} of ${grouped(total)} ${what}`,
  ];
  if (rate > 0) parts.push(`${grouped(rate < 10 ? Number(rate.toFixed(1)) : Math.round(rate))}/s`);
  if (rate > 0 && total !== undefined && total > done) {
    parts.push(`${spanOf((total - done) / rate)} left`);
  }
  return parts.join(", ");
}

/** `45 s`, `12 min`, `3 h 5 min`. */
export function spanOf(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The same on every machine: no locale. */
function grouped(value: number): string {
  const [whole = "", part] = String(value).split(".");
  const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return part === undefined ? groups : `${groups}.${part}`;
}
