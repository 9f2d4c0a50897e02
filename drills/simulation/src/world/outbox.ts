import {
  afterAttempt,
  deliveryTimeoutMs,
  failedRoundsAfter,
  isDown,
  nextAttemptAt,
  nextBatch,
  openLane,
  OUTBOX_DEFAULTS,
} from '@breakwater/messaging/outbox-rules';
import type { Database, Table } from '../engine/database.js';
import type { Context, Engine } from '../engine/engine.js';
import type { Process } from '../engine/process.js';
import type { Task } from '../engine/task.js';
import { startSweeper } from './sweeper.js';
import type { Wiring } from './wiring.js';

/** What an event says; the shop's have little more. */
export interface News {
  readonly type: string;
  readonly orderId: string;
  readonly attemptId?: string;
  readonly attemptState?: string;
}

export interface Event extends News {
  readonly id: string;
}

interface Row extends Event {
  readonly sequence: number;
  readonly destination: string;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly leaseUntil: number;
  readonly deliveredAt: number | null;
}

export type Deliver = (context: Context, destination: string, event: Event, timeoutMs: number) => Task<void>;

/** The producer's outbox and its relay, by the rules of @breakwater/messaging. */
export class Outbox {
  readonly rows: Table<Row>;
  #sequence = 0;

  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    private readonly database: Database,
  ) {
    this.rows = database.table<Row>();
  }

  /** Inside a transaction of the producer. */
  publish(destination: string, news: News): void {
    const id = this.engine.newId('event');
    const sequence = this.#sequence++;
    const nextAttemptAt = this.engine.now();
    this.rows.set(id, {
      ...news,
      id,
      sequence,
      destination,
      attempts: 0,
      nextAttemptAt,
      leaseUntil: 0,
      deliveredAt: null,
    });
  }

  pending(): Row[] {
    return this.rows.all().filter(({ deliveredAt }) => deliveredAt === null);
  }

  startRelay(process: Process, deliver: Deliver): void {
    const failedRounds = new Map<string, number>();
    startSweeper(this.engine, process, {
      everyMs: OUTBOX_DEFAULTS.everyMs,
      database: this.database,
      nextDueAt: () => this.rows.earliest(dueAt),
      sweep: (context) => this.#round(context, deliver, failedRounds),
    });
  }

  *#round(context: Context, deliver: Deliver, failedRounds: Map<string, number>): Task<void> {
    const now = this.engine.now();
    const destinations = new Set(
      this.pending()
        .filter((row) => isDue(row, now))
        .map((row) => row.destination),
    );
    for (const destination of destinations) {
      const failed = failedRounds.get(destination) ?? 0;
      failedRounds.set(destination, yield* this.#drain(context, destination, deliver, failed));
    }
  }

  *#drain(context: Context, destination: string, deliver: Deliver, failedRounds: number): Task<number> {
    const { engine, database, wiring } = this;
    const { leaseMs, batchSize, retry } = OUTBOX_DEFAULTS;
    let lane = openLane(failedRounds);
    for (;;) {
      const batch = nextBatch(lane, batchSize);
      const claimed = yield* database.transaction(context, 'the relay claims events', () =>
        this.#claim(destination, batch),
      );
      if (claimed.length === 0) return failedRoundsAfter(lane, failedRounds);
      const after = new Map<string, Partial<Row>>();
      const halfLease = engine.now() + leaseMs / 2;
      for (const row of claimed) {
        if (isDown(lane) || engine.now() > halfLease) break;
        const attempts = row.attempts + 1;
        const delivered = { deliveredAt: engine.now(), attempts };
        if (!wiring.habits.marksAfterDelivery) yield* this.#settle(context, claimed, new Map([[row.id, delivered]]));
        try {
          yield* deliver(context, destination, row, deliveryTimeoutMs(leaseMs));
          lane = afterAttempt(lane, 'delivered');
          after.set(row.id, delivered);
        } catch {
          lane = afterAttempt(lane, 'failed');
          after.set(row.id, {
            attempts,
            nextAttemptAt: nextAttemptAt(attempts, retry, engine.now(), engine.random.next),
          });
        }
      }
      yield* this.#settle(context, claimed, after);
      if (isDown(lane)) return failedRoundsAfter(lane, failedRounds);
    }
  }

  #claim(destination: string, { limit, first }: ReturnType<typeof nextBatch>): Row[] {
    const now = this.engine.now();
    const waiting = this.pending().filter((row) => row.destination === destination);
    if (waiting.some(({ leaseUntil }) => leaseUntil > now)) return [];
    const due = waiting
      .filter((row) => isDue(row, now))
      .sort((a, b) => (first === 'oldest' ? 0 : a.attempts - b.attempts) || a.sequence - b.sequence)
      .slice(0, limit);
    for (const row of due) this.rows.set(row.id, { ...row, leaseUntil: now + OUTBOX_DEFAULTS.leaseMs });
    return due;
  }

  *#settle(context: Context, claimed: readonly Row[], after: ReadonlyMap<string, Partial<Row>>): Task<void> {
    yield* this.database.transaction(context, 'the relay marks events', () => {
      for (const { id } of claimed) {
        const row = this.rows.get(id)!;
        if (row.deliveredAt === null) this.rows.set(id, { ...row, leaseUntil: 0, ...after.get(id) });
      }
    });
  }
}

function dueAt({ deliveredAt, nextAttemptAt: next, leaseUntil }: Row): number | null {
  if (deliveredAt !== null) return null;
  return next > leaseUntil ? next : leaseUntil;
}

function isDue(row: Row, now: number): boolean {
  return row.nextAttemptAt <= now && row.leaseUntil <= now;
}

/** The consumer's side: an event that came before does nothing. */
export class Inbox {
  readonly #seen: Table<true>;

  constructor(
    private readonly wiring: Wiring,
    private readonly database: Database,
  ) {
    this.#seen = database.table<true>();
  }

  *receive(context: Context, event: Event, work: () => void): Task<void> {
    yield* this.database.transaction(context, `the inbox takes ${event.type}`, () => {
      if (this.#seen.insert(event.id, true) || !this.wiring.habits.inboxDropsRepeats) work();
    });
  }
}
