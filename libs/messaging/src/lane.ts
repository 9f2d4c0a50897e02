import { randomUUID } from 'node:crypto';
import type { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { counter, timed, withExtractedContext } from '@breakwater/telemetry';
import type { Envelope } from './envelope.js';
import {
  afterAttempt,
  deliveryTimeoutMs,
  failedRoundsAfter,
  isDown,
  type LaneState,
  nextAttemptAt,
  nextBatch,
  openLane,
  type Outcome,
  outcomeOf,
  type Retry,
  retryOf,
} from './outbox-rules.js';
import { claim, settle, type Failure, type OutboxRow } from './outbox-store.js';

/** pino's logger is one. */
export interface RelayLogger {
  warn(fields: object, message: string): void;
}

export interface LaneSettings {
  readonly db: Database;
  readonly source: string;
  readonly deliver: (destination: string, envelope: Envelope) => Promise<void>;
  readonly logger: RelayLogger;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly batchSize: number;
  readonly retry: Retry;
}

const attempts = counter('outbox_deliveries_total', {
  help: 'Attempts to deliver an event',
  labels: ['destination', 'outcome'],
});

/** The events of one destination, one after the other, until none is due. */
export class Lane {
  #state: LaneState;

  constructor(
    private readonly destination: string,
    private readonly settings: LaneSettings,
    private readonly signal: AbortSignal,
    /** So often in a row the destination was found down. */
    private readonly failedRounds: number,
  ) {
    this.#state = openLane(failedRounds);
  }

  /** So often in a row the destination was found down, this time included; 0 when it is up. Never rejects. */
  async drain(): Promise<number> {
    try {
      while (!this.signal.aborted && !this.#down) {
        if ((await this.#batch()) === 0) break;
      }
    } catch (error) {
      this.settings.logger.warn(
        { err: error, destination: this.destination },
        'outbox: the database is not to be reached',
      );
    }
    return failedRoundsAfter(this.#state, this.failedRounds);
  }

  get #down(): boolean {
    return isDown(this.#state);
  }

  /** Number of events that were tried. */
  async #batch(): Promise<number> {
    const { db, clock, leaseMs, batchSize } = this.settings;
    const { destination } = this;
    const owner = randomUUID();
    const now = clock.now();
    const until = new Date(now + leaseMs);
    const batch = nextBatch(this.#state, batchSize);
    const rows = await claim(db, { destination, owner, now: new Date(now), until, ...batch });
    const delivered: string[] = [];
    const failed: Failure[] = [];
    const halfLease = performance.now() + leaseMs / 2;
    for (const row of rows) {
      if (this.signal.aborted || this.#down || performance.now() > halfLease) break;
      const failure = await this.#attempt(row);
      if (failure) failed.push(failure);
      else delivered.push(row.id);
    }
    if (rows.length > 0) await settle(db, { destination, owner, delivered, failed, now: new Date(clock.now()) });
    return delivered.length + failed.length;
  }

  async #attempt(row: OutboxRow): Promise<Failure | undefined> {
    const { source, logger, retry, clock } = this.settings;
    const { id, type, data } = row;
    const traceparent = row.traceparent ?? undefined;
    const occurredAt = row.occurred_at.toISOString();
    const envelope: Envelope = { id, type, source, occurredAt, ...(traceparent ? { traceparent } : {}), data };
    try {
      await withExtractedContext({ traceparent }, () => this.#deliver(envelope));
      this.#note('delivered');
      return undefined;
    } catch (error) {
      const outcome = outcomeOf(error);
      this.#note(outcome);
      const { destination } = this;
      logger.warn({ err: error, destination, eventId: id, type, attempt: row.attempts + 1 }, 'outbox: not delivered');
      const nextAt = nextAttemptAt(row.attempts + 1, retryOf(outcome, retry), clock.now());
      const text = error instanceof Error ? error.message : String(error);
      return { id, nextAttemptAt: new Date(nextAt), error: text.slice(0, 500) };
    }
  }

  #note(outcome: Outcome): void {
    this.#state = afterAttempt(this.#state, outcome);
    attempts.add(1, { destination: this.destination, outcome });
  }

  async #deliver(envelope: Envelope): Promise<void> {
    const { deliver, leaseMs } = this.settings;
    const attributes = { 'messaging.destination.name': this.destination, 'messaging.message.type': envelope.type };
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('the delivery took too long')), deliveryTimeoutMs(leaseMs));
    try {
      const work = timed(`deliver ${envelope.type}`, attributes, () => deliver(this.destination, envelope));
      await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
