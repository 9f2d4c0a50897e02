import { Inject, Injectable } from '@nestjs/common';
import type { Run } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, Fault, type IdSource } from '@breakwater/kernel';
import { CLOCK, CONFIG, IDS } from '@breakwater/service-host';
import { matchDay } from '../days/match-day.js';
import { LookAtSubjects } from '../discrepancies/look-at-subjects.js';
import { present } from '../discrepancies/present-discrepancy.js';
import { findUnresolved } from '../discrepancies/read-discrepancies.js';
import { Calendar } from '../domain/business-day.js';
import type { DaySums } from '../domain/day-sums.js';
import { readKnowledge } from '../facts/knowledge.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { sourcesOf, type Stretch } from '../sources/source-pages.js';
import { StoreStretch } from '../sources/store-stretch.js';
import { runsRepository } from './runs.repository.js';

const LONGEST_MS = 7 * 24 * 3_600_000;
const MOST_LISTED = 500;

/** Reads a window of all sources now, whatever was read before, and says what does not agree in it. */
@Injectable()
export class RunReconciliation {
  private readonly calendar: Calendar;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(LookAtSubjects) private readonly looks: LookAtSubjects,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: IdSource,
  ) {
    this.calendar = new Calendar(config.RECONCILIATION_TIME_ZONE);
  }

  /** Throws `reconciliation.window.invalid`, `reconciliation.source.unavailable`. */
  async run(window: Stretch): Promise<Run> {
    const lengthMs = window.toMs - window.fromMs;
    if (lengthMs <= 0 || lengthMs > LONGEST_MS) {
      throw new Fault('invalid', 'reconciliation.window.invalid', `window of ${lengthMs} ms`, {
        publicMessage: 'The window must end after it begins and be seven days long at most.',
      });
    }
    const startedAt = iso(this.clock.now());
    for (const source of sourcesOf(this.config)) await this.store.run(source, window);
    await this.looks.run();
    const sums = await this.match(window);
    const { writer } = this.database;
    const unresolved = await findUnresolved(writer, new Date(window.fromMs), new Date(window.toMs), MOST_LISTED);
    const run: Run = {
      id: this.ids(),
      from: iso(window.fromMs),
      to: iso(window.toMs),
      startedAt,
      finishedAt: iso(this.clock.now()),
      ...counts(sums),
      captured: captured(sums),
      discrepancies: unresolved.map((row) => present(row, this.clock.now())).map(findingOf),
    };
    await runsRepository.store(writer, run);
    return run;
  }

  private async match({ fromMs, toMs }: Stretch): Promise<DaySums[]> {
    const { writer } = this.database;
    const knowledge = await readKnowledge(writer, this.config, this.clock.now());
    const all: DaySums[] = [];
    for (let date = this.calendar.dateOf(fromMs); this.calendar.startOf(date) < toMs; date = this.calendar.next(date)) {
      const from = Math.max(fromMs, this.calendar.startOf(date));
      all.push(
        await matchDay(writer, { date, fromMs: from, toMs: Math.min(toMs, this.calendar.endOf(date)) }, knowledge),
      );
    }
    return all;
  }
}

function counts(sums: readonly DaySums[]): Pick<Run, 'matched' | 'orders' | 'payments' | 'providerTransactions'> {
  const total = (of: 'matched' | 'orders' | 'payments' | 'providerTransactions'): number =>
    sums.reduce((sum, day) => sum + day[of], 0);
  return {
    matched: total('matched'),
    orders: total('orders'),
    payments: total('payments'),
    providerTransactions: total('providerTransactions'),
  };
}

function captured(sums: readonly DaySums[]): Run['captured'] {
  const totals = new Map<string, number>();
  for (const { currencies } of sums) {
    for (const [currency, { capturedMinor }] of currencies) {
      if (capturedMinor !== 0) totals.set(currency, (totals.get(currency) ?? 0) + capturedMinor);
    }
  }
  return [...totals].map(([currency, amountMinor]) => ({ amountMinor, currency }));
}

function findingOf(discrepancy: ReturnType<typeof present>): Run['discrepancies'][number] {
  const { kind, orderId, attemptId, providerReference, expected, found, unexplained } = discrepancy;
  return { kind, orderId, attemptId, providerReference, expected, found, unexplained };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
