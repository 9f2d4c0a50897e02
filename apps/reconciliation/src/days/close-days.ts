import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { LookAtSubjects } from '../discrepancies/look-at-subjects.js';
import { Calendar } from '../domain/business-day.js';
import { readKnowledge } from '../facts/knowledge.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { dayClosing } from '../reconciliation.metrics.js';
import { sourcesOf } from '../sources/source-pages.js';
import { StoreStretch } from '../sources/store-stretch.js';
import { composeDay } from './compose-day.js';
import { dayRepository } from './day.repository.js';
import { matchDay } from './match-day.js';

const LEASE_MS = 10 * 60_000;
/** The running day's figures are of this age at most. */
const REFRESH_MS = 60_000;
/** Both are written down under the time of the movement, which two clocks may see on two days. */
const MARGIN_MS = 5 * 60_000;

/** Closes each business day once, and keeps the figures of the running one. */
@Injectable()
export class CloseDays {
  private readonly calendar: Calendar;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(LookAtSubjects) private readonly looks: LookAtSubjects,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.calendar = new Calendar(config.RECONCILIATION_TIME_ZONE);
  }

  async run(): Promise<void> {
    const nowMs = this.clock.now();
    const today = this.calendar.dateOf(nowMs);
    for (const date of await dayRepository.unclosed(this.database.writer, today)) {
      const dueMs = this.calendar.endOf(date) + this.config.RECONCILIATION_CLOSE_SECONDS * 1000;
      if (nowMs >= dueMs) await this.close(date);
    }
    await this.refresh(today);
  }

  /** Reads the whole day once more, for what the running comparison may have missed, then matches and sums up all of it. */
  private async close(date: string): Promise<void> {
    const startMs = this.clock.now();
    if (!(await dayRepository.take(this.database.writer, date, startMs, LEASE_MS))) return;
    const foundLate = await this.readAgain(date);
    await this.looks.run();
    const day = await this.report(date, startMs, foundLate, true);
    faultPoint('reconciliation.day.summed');
    await dayRepository.save(this.database.writer, day, 0);
    dayClosing.record((day.tookMs ?? 0) / 1000);
    const { totals, matched, discrepancies } = day;
    this.log.info({ date, matched, discrepancies, totals, foundLate, tookMs: day.tookMs }, 'business day closed');
  }

  private async refresh(date: string): Promise<void> {
    const startMs = this.clock.now();
    if (!(await dayRepository.take(this.database.writer, date, startMs, REFRESH_MS))) return;
    const day = await this.report(date, startMs, 0, false);
    // A day that takes long is refreshed less often.
    const pauseMs = Math.max(REFRESH_MS, 20 * (this.clock.now() - startMs));
    await dayRepository.save(this.database.writer, day, startMs + pauseMs);
  }

  private async report(date: string, startMs: number, foundLate: number, close: boolean) {
    const { writer } = this.database;
    const [fromMs, toMs] = [this.calendar.startOf(date), this.calendar.endOf(date)];
    const knowledge = await readKnowledge(writer, this.config, startMs);
    const sums = await matchDay(writer, { date, fromMs, toMs }, knowledge);
    const kinds = await dayRepository.kinds(writer, date);
    const nowMs = this.clock.now();
    const timeZone = this.calendar.timeZone;
    const end = close
      ? { closedAt: new Date(nowMs).toISOString(), tookMs: nowMs - startMs }
      : { closedAt: null, tookMs: null };
    return composeDay({ date, timeZone, fromMs, toMs, foundLate, ...end }, sums, kinds);
  }

  private async readAgain(date: string): Promise<number> {
    const stretch = {
      fromMs: this.calendar.startOf(date) - MARGIN_MS,
      toMs: Math.min(this.calendar.endOf(date) + MARGIN_MS, this.clock.now()),
    };
    let fresh = 0;
    for (const source of sourcesOf(this.config)) fresh += (await this.store.run(source, stretch)).fresh;
    return fresh;
  }
}
