const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;
const MOST_KNOWN = 10_000;

/** Business days of one time zone, with its changes of the clock. */
export class Calendar {
  private readonly format: Intl.DateTimeFormat;
  /** No zone changes its date between two quarters of an hour. */
  private readonly known = new Map<number, string>();

  /** Throws a RangeError for a zone that does not exist. */
  constructor(readonly timeZone: string) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    this.format = new Intl.DateTimeFormat('en-CA', { timeZone, ...parts });
  }

  /** YYYY-MM-DD. */
  dateOf(ms: number): string {
    const quarter = Math.floor(ms / QUARTER_MS);
    const known = this.known.get(quarter);
    if (known !== undefined) return known;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const date = this.format.format(quarter * QUARTER_MS);
    this.known.set(quarter, date);
    return date;
  }

  /** The first moment of the day, in milliseconds. */
  startOf(date: string): number {
    const noon = Date.parse(`${date}T12:00:00Z`);
    // A day begins within a day of noon in Greenwich; its first quarter of an hour is the one after another date.
    let [before, after] = [noon - 1.5 * DAY_MS, noon + DAY_MS].map((ms) => Math.floor(ms / QUARTER_MS)) as [
      number,
      number,
    ];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.dateOf(middle * QUARTER_MS) < date) before = middle;
      else after = middle;
    }
    return after * QUARTER_MS;
  }

  endOf(date: string): number {
    return this.startOf(this.next(date));
  }

  next(date: string): string {
    return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  }

  previous(date: string): string {
    return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
  }
}
