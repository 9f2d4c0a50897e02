import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import type { Source } from '../domain/facts.js';
import {
  finishReading,
  giveUpReading,
  keepSource,
  listSources,
  type Reading,
  takeSource,
  wakeWaiting,
} from '../facts/source.repository.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { readLag } from '../reconciliation.metrics.js';
import { Hints } from './hints.js';
import { StoreStretch } from './store-stretch.js';

/** Longer than one page takes; short, because after a crash nobody reads for so long. */
const LEASE_MS = 10_000;
/** A source that was read no further for so long, and for three rounds, was away. */
const AWAY_MS = 15_000;
/** Payouts and what the bank books change their state for days; they are few. */
const SLOW_MS = 14 * 24 * 3_600_000;
const SLOW: readonly Source[] = ['payout', 'bank'];

/** Keeps up with the sources: each is read from its watermark, less an overlap, until now, by one instance at a time. */
@Injectable()
export class FollowSources {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(Hints) private readonly hints: Hints,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Reads on, unless another instance does. Throws when the source does not answer; its watermark stays. */
  async run(source: Source): Promise<void> {
    const { writer } = this.database;
    const startMs = this.clock.now();
    const reading = await takeSource(writer, source, startMs, LEASE_MS);
    if (reading === undefined) return;
    try {
      const hintMs = source === 'payment' ? this.hints.takeReadFrom() : startMs;
      const stretch = { fromMs: Math.min(this.fromMs(reading), hintMs), toMs: startMs };
      await this.store.run(source, stretch, () => keepSource(writer, source, this.clock.now() + LEASE_MS));
      faultPoint('reconciliation.source.stored');
      // Only now: a crash before this reads the stretch once more.
      await finishReading(writer, source, startMs);
      if (this.wasAway(reading, startMs)) await wakeWaiting(writer, startMs);
    } catch (error) {
      await giveUpReading(writer, source, String(error));
      throw error;
    } finally {
      await this.measure();
    }
  }

  /** The ledger has a pace of its own, and nobody waits for it. */
  private wasAway({ name, beganAt, readUntil }: Reading, nowMs: number): boolean {
    const awayMs = Math.max(AWAY_MS, 3000 * this.config.RECONCILIATION_POLL_SECONDS);
    return name !== 'ledger' && nowMs - (readUntil ?? beganAt).getTime() > awayMs;
  }

  private fromMs({ name, beganAt, readUntil }: Reading): number {
    const overlapMs = SLOW.includes(name) ? SLOW_MS : this.config.RECONCILIATION_OVERLAP_SECONDS * 1000;
    return Math.max(beganAt.getTime(), (readUntil ?? beganAt).getTime() - overlapMs);
  }

  private async measure(): Promise<void> {
    for (const { name, beganAt, readUntil } of await listSources(this.database.writer)) {
      readLag.set((this.clock.now() - (readUntil ?? beganAt).getTime()) / 1000, { source: name });
    }
  }
}
