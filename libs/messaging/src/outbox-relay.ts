import type { Database } from '@breakwater/database';
import { systemClock, type Clock } from '@breakwater/kernel';
import { counter, gauge } from '@breakwater/telemetry';
import { backoffMs } from './backoff.js';
import type { Envelope } from './envelope.js';
import { Lane, type LaneSettings, type RelayLogger } from './lane.js';
import { OUTBOX_DEFAULTS } from './outbox-rules.js';
import { dueDestinations, forgetDelivered, outboxStats, type OutboxStats } from './outbox-store.js';

export interface OutboxRelayOptions {
  readonly db: Database;
  /** The producing service, as consumers see it. */
  readonly source: string;
  /** Hands one event over; resolves when the consumer has stored it. Given up after two fifths of the lease. */
  readonly deliver: (destination: string, envelope: Envelope) => Promise<void>;
  readonly logger: RelayLogger;
  readonly clock?: Clock;
  /** A round without a wake-up. Default 1 s. */
  readonly everyMs?: number;
  /** What a relay that died holds is taken over after this. Default 10 s. */
  readonly leaseMs?: number;
  readonly batchSize?: number;
  /** Back-off of one event that fails; one that is refused waits up to four times as long. */
  readonly retry?: { readonly baseMs: number; readonly maxMs: number };
  /** Delivered events are deleted after this. Default a day. */
  readonly retentionMs?: number;
}

const HOUSEKEEPING_MS = 10_000;
const pending = gauge('outbox_pending_events', { help: 'Events that wait for delivery' });
const oldest = gauge('outbox_oldest_seconds', { help: 'Age of the oldest event that waits', unit: 's' });
const rounds = counter('outbox_failed_rounds_total', { help: 'Rounds of the relay that could not reach the database' });

/**
 * Takes events from the outbox to their destinations: at least once, in order per destination as long as nothing fails.
 * Run it in every instance of a service; destinations do not wait for each other, and an event that fails does not stop
 * the ones behind it.
 */
export class OutboxRelay {
  readonly #settings: LaneSettings;
  readonly #lanes = new Map<string, Promise<void>>();
  /** Destinations that were due while their lane was busy: its last look may have been too early. */
  readonly #again = new Set<string>();
  readonly #resting = new Map<string, { failures: number; until: number }>();
  #running: Promise<void> | undefined;
  #stop = new AbortController();
  #awake = Promise.withResolvers<void>();
  #housekeepingAt = 0;

  constructor(private readonly options: OutboxRelayOptions) {
    this.#settings = {
      clock: systemClock,
      ...OUTBOX_DEFAULTS,
      ...options,
    };
  }

  start(): void {
    if (this.#running) return;
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  /** Ends after the deliveries under way; what was leased and not delivered is free for the other instances at once. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
    this.#running = undefined;
    await Promise.all(this.#lanes.values());
  }

  /** Something was committed: look now. */
  wake(): void {
    this.#awake.resolve();
  }

  async stats(): Promise<OutboxStats> {
    return await outboxStats(this.options.db, this.#now());
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { everyMs = OUTBOX_DEFAULTS.everyMs, logger } = this.options;
    while (!signal.aborted) {
      this.#awake = Promise.withResolvers();
      try {
        await this.#round(signal);
        await this.#housekeeping();
      } catch (error) {
        rounds.add(1);
        logger.warn({ err: error }, 'outbox: the database is not to be reached');
      }
      const timer = setTimeout(() => this.wake(), everyMs * (0.8 + Math.random() * 0.4));
      await this.#awake.promise;
      clearTimeout(timer);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    for (const destination of await dueDestinations(this.options.db, this.#now())) {
      if (this.#lanes.has(destination)) this.#again.add(destination);
      else if ((this.#resting.get(destination)?.until ?? 0) <= performance.now()) this.#open(destination, signal);
    }
  }

  #open(destination: string, signal: AbortSignal): void {
    const failing = this.#resting.get(destination)?.failures ?? 0;
    this.#lanes.set(destination, this.#drain(destination, failing, signal));
  }

  async #drain(destination: string, failing: number, signal: AbortSignal): Promise<void> {
    const failures = await new Lane(destination, this.#settings, signal, failing).drain();
    this.#lanes.delete(destination);
    if (this.#again.delete(destination)) this.wake();
    if (failures === 0) {
      this.#resting.delete(destination);
      return;
    }
    const restMs = backoffMs(failures, OUTBOX_DEFAULTS.rest);
    this.#resting.set(destination, { failures, until: performance.now() + restMs });
  }

  async #housekeeping(): Promise<void> {
    if (performance.now() < this.#housekeepingAt) return;
    this.#housekeepingAt = performance.now() + HOUSEKEEPING_MS;
    const { db, retentionMs = 24 * 3_600_000 } = this.options;
    const stats = await this.stats();
    pending.set(stats.pending);
    oldest.set(stats.oldestSeconds);
    await forgetDelivered(db, new Date(this.#settings.clock.now() - retentionMs));
  }

  #now(): Date {
    return new Date(this.#settings.clock.now());
  }
}
