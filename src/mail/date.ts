// A Date header → ISO 8601 in UTC. Machine-independent: a date without a zone is read as UTC.

export interface ReadDate {
  readonly date: string | undefined;
  /** What was odd about it. */
  readonly odd: string | undefined;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const zones: Readonly<Record<string, number>> = {
  ut: 0, utc: 0, gmt: 0, z: 0, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360,
  pst: -480, pdt: -420,
}; // prettier-ignore

const ZONE_MINUTES_MAX = 14 * 60;
const form =
  /^(?:[a-z]{3,9},?\s{0,9})?(\d{1,2})[\s-]{1,9}([a-z]{3})[a-z]{0,6}[\s-]{1,9}(\d{2,4})\s{1,9}(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:\s{0,9}([+-]\d{4,6}|[a-z]{1,4})\b)?/i;

/** Reads the value of a Date header. */
export function dateOf(value: string | undefined): ReadDate {
  if (value === undefined) return { date: undefined, odd: "missing" };
  const match = form.exec(value.slice(0, 200).trim());
  if (match === null) return { date: undefined, odd: "cannot be read" };
  const [, day = "", name = "", years = "", hour = "", minute = "", second = "0", zone] = match;
  const year = fullYear(years);
  const month = months.indexOf(name.toLowerCase());
  const parts = [year, month, +day, +hour, +minute, Math.min(+second, 59)] as const;
  const time = Date.UTC(...parts);
  const back = new Date(time);
  const real =
    month >= 0 && back.getUTCDate() === +day && back.getUTCHours() === +hour && +minute < 60;
  if (!real || year < 1970 || +second > 60) return { date: undefined, odd: "impossible" };
  const minutes = zoneMinutes(zone);
  if (minutes === undefined)
    return {
      date: back.toISOString(),
      odd: `without a usable zone (${zone ?? "none"}): read as UTC`,
    };
  return { date: new Date(time - minutes * 60_000).toISOString(), odd: undefined };
}

function fullYear(digits: string): number {
  if (digits.length === 4) return Number(digits);
  const year = Number(digits);
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const named = zones[zone.toLowerCase()];
  if (named !== undefined) return named;
  const match = /^([+-])(\d\d)(\d\d)$/.exec(zone);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > ZONE_MINUTES_MAX || Number(match[3]) > 59) return undefined;
  return match[1] === "-" ? -minutes : minutes;
}
