import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import { Calendar } from '../domain/business-day.js';
import type { Source } from '../domain/facts.js';
import { dropVanished, type Stored, storeFacts } from '../facts/fact.repository.js';
import type { FactRow } from '../facts/fact-row.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { SourcePages, type Stretch } from './source-pages.js';

/** What is not in their lists any more is gone. */
const MIRRORED: readonly Source[] = ['provider', 'payout', 'bank', 'ledger'];
/** The ids of so much of a list are held in memory; payouts are few. */
const SLICE_MS: Readonly<Record<string, number>> = { provider: 6 * 3_600_000 };
/** Their clock may be another, so what they date later than now is asked for as well. */
const BEYOND_MS = 400 * 24 * 3_600_000;
/** What reaches so far is meant to reach the present. */
const PRESENT_MS = 60_000;

/** Reads a stretch of time of one source and makes the store agree with it. What is read twice is stored once. */
@Injectable()
export class StoreStretch {
  private readonly calendar: Calendar;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SourcePages) private readonly sources: SourcePages,
    @Inject(CONFIG) config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.calendar = new Calendar(config.RECONCILIATION_TIME_ZONE);
  }

  /** `onPage` is called after each page. Throws `reconciliation.source.unavailable`; what was stored until then stays. */
  async run(source: Source, stretch: Stretch, onPage: () => Promise<void> = async () => {}): Promise<Stored> {
    return this.storeSlices(source, this.slicesOf(source, stretch), onPage);
  }

  /** No more than just this stretch, though it may reach to the present. */
  async runWithin(source: Source, stretch: Stretch): Promise<Stored> {
    return this.storeSlices(source, [stretch], async () => {});
  }

  private async storeSlices(source: Source, slices: Iterable<Stretch>, onPage: () => Promise<void>): Promise<Stored> {
    let [fresh, changed] = [0, 0];
    for (const slice of slices) {
      const stored = await this.storeSlice(source, slice, onPage);
      fresh += stored.fresh;
      changed += stored.changed;
    }
    return { fresh, changed };
  }

  private async storeSlice(source: Source, slice: Stretch, onPage: () => Promise<void>): Promise<Stored> {
    let [fresh, changed] = [0, 0];
    const startMs = this.clock.now();
    const shown: string[] = [];
    for await (const items of this.sources.pages(source, slice)) {
      const rows = this.dated(items);
      const stored = await this.database.transaction((tx) => storeFacts(tx, source, rows, this.clock.now()));
      fresh += stored.fresh;
      changed += stored.changed;
      if (MIRRORED.includes(source)) for (const { id } of rows) shown.push(id);
      await onPage();
    }
    if (!MIRRORED.includes(source)) return { fresh, changed };
    const window = { from: new Date(slice.fromMs), to: new Date(slice.toMs) };
    const vanished = await this.database.transaction((tx) =>
      dropVanished(tx, source, window, shown, startMs, this.clock.now()),
    );
    return { fresh, changed: changed + vanished };
  }

  private dated(items: readonly FactRow[]) {
    const once = new Map(items.map((row) => [row.id, row]));
    return [...once.values()].map((row) => ({ ...row, day: this.calendar.dateOf(Date.parse(row.at)) }));
  }

  /** Slices from which nothing falls through; one that reaches the present has no end. */
  private *slicesOf(source: Source, { fromMs, toMs }: Stretch): Generator<Stretch> {
    // What is wrong with the books is a list of all that is, and no matter of time.
    if (source === 'ledger') yield { fromMs: 0, toMs };
    else yield* this.cut(source, { fromMs, toMs });
  }

  private *cut(source: Source, { fromMs, toMs }: Stretch): Generator<Stretch> {
    const sliceMs = SLICE_MS[source] ?? toMs - fromMs;
    const isOpen = MIRRORED.includes(source) && toMs >= this.clock.now() - PRESENT_MS;
    let at = fromMs;
    for (; at + sliceMs < toMs; at += sliceMs) yield { fromMs: at, toMs: at + sliceMs };
    yield { fromMs: at, toMs: isOpen ? toMs + BEYOND_MS : toMs };
  }
}
