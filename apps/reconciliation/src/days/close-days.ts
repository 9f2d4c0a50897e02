import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Day } from '@breakwater/contracts';
import { type Clock, Fault, isFault } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { LookAtSubjects } from '../discrepancies/look-at-subjects.js';
import { Calendar } from '../domain/business-day.js';
import { readKnowledge } from '../facts/knowledge.js';
import { listSources } from '../facts/source.repository.js';
import { findUnjudged } from '../facts/subject.repository.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { dayClosing } from '../reconciliation.metrics.js';
import { sourcesOf } from '../sources/source-pages.js';
import { StoreStretch } from '../sources/store-stretch.js';
import { composeDay } from './compose-day.js';
import { dayRepository } from './day.repository.js';
import { matchDay } from './match-day.js';

const LEASE_MS = 10 * 60_000;
/** A day that could not be closed is tried again after this. */
const RETRY_MS = 60_000;
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

  /** One that cannot be closed says why, and keeps neither the others nor the running one from their figures. */
  private async close(date: string): Promise<void> {
    const { writer } = this.database;
    const startMs = this.clock.now();
    if (!(await dayRepository.take(writer, date, startMs, LEASE_MS))) return;
    try {
      await this.refuseUnread(date);
    } catch (error) {
      // Cheap to find out, so it is tried again with the next sweep.
      return this.postpone(date, startMs, error, 0);
    }
    try {
      const foundLate = await this.readAgain(date);
      const dueMs = this.clock.now();
      await this.looks.run();
      await this.refuseUnjudged(date, dueMs);
      const closedAt = new Date(this.clock.now()).toISOString();
      const day = await this.report(date, startMs, { foundLate, closedAt, notClosed: null });
      faultPoint('reconciliation.day.summed');
      await dayRepository.save(writer, day, 0);
      dayClosing.record((day.tookMs ?? 0) / 1000);
      const { totals, matched, discrepancies, tookMs } = day;
      this.log.info({ date, matched, discrepancies, totals, foundLate, tookMs }, 'business day closed');
    } catch (error) {
      await this.postpone(date, startMs, error, RETRY_MS);
    }
  }

  private async postpone(date: string, startMs: number, error: unknown, pauseMs: number): Promise<void> {
    const { writer } = this.database;
    this.log.warn({ err: error, date }, 'a business day could not be closed');
    const notClosed = isFault(error) ? (error.publicMessage ?? error.message) : String(error);
    const untilMs = this.clock.now() + pauseMs;
    await dayRepository.postpone(writer, date, notClosed, untilMs);
    // Only what has figures is shown.
    if ((await dayRepository.find(writer, date)) !== undefined) return;
    const day = await this.report(date, startMs, { foundLate: 0, closedAt: null, notClosed });
    await dayRepository.save(writer, day, untilMs);
  }

  /** A source's silence about a day means something only when it was followed past it. */
  private async refuseUnread(date: string): Promise<void> {
    const { RECONCILIATION_SETTLE_SECONDS: settle, RECONCILIATION_TIMING_SECONDS: timing } = this.config;
    const neededMs = this.calendar.endOf(date) + (settle + timing) * 1000;
    const asked = sourcesOf(this.config);
    for (const { name, readUntil } of await listSources(this.database.writer)) {
      if (!asked.includes(name) || (readUntil !== null && readUntil.getTime() >= neededMs)) continue;
      throw notReady(
        readUntil === null ? `${name} is being read` : `${name} was read until ${readUntil.toISOString()}`,
      );
    }
  }

  /** What falls due meanwhile does not count: in a busy shop there is always something. */
  private async refuseUnjudged(date: string, dueMs: number): Promise<void> {
    const unjudged = await findUnjudged(this.database.writer, date, dueMs);
    if (unjudged !== undefined) throw notReady(`"${unjudged}" is not judged`);
  }

  private async refresh(date: string): Promise<void> {
    const startMs = this.clock.now();
    if (!(await dayRepository.take(this.database.writer, date, startMs, REFRESH_MS))) return;
    const day = await this.report(date, startMs, { foundLate: 0, closedAt: null, notClosed: null });
    // A day that takes long is refreshed less often.
    const pauseMs = Math.max(REFRESH_MS, 20 * (this.clock.now() - startMs));
    await dayRepository.save(this.database.writer, day, startMs + pauseMs);
  }

  private async report(date: string, startMs: number, end: Pick<Day, 'foundLate' | 'closedAt' | 'notClosed'>) {
    const { writer } = this.database;
    const [fromMs, toMs] = [this.calendar.startOf(date), this.calendar.endOf(date)];
    const knowledge = await readKnowledge(writer, this.config, startMs);
    const sums = await matchDay(writer, { date, fromMs, toMs }, knowledge);
    const kinds = await dayRepository.kinds(writer, date);
    const tookMs = end.closedAt === null ? null : this.clock.now() - startMs;
    return composeDay({ date, timeZone: this.calendar.timeZone, fromMs, toMs, ...end, tookMs }, sums, kinds);
  }

  /** Reads the whole day once more, for what the running comparison may have missed; how much that was. */
  private async readAgain(date: string): Promise<number> {
    const stretch = {
      fromMs: this.calendar.startOf(date) - MARGIN_MS,
      toMs: Math.min(this.calendar.endOf(date) + MARGIN_MS, this.clock.now()),
    };
    let fresh = 0;
    const keep = () => dayRepository.keep(this.database.writer, date, this.clock.now() + LEASE_MS);
    for (const source of sourcesOf(this.config)) fresh += (await this.store.run(source, stretch, keep)).fresh;
    return fresh;
  }
}

function notReady(why: string): Fault {
  return new Fault('unavailable', 'reconciliation.day.not_ready', why, {
    publicMessage: `The day cannot be closed yet: ${why}.`,
  });
}
