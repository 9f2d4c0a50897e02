import type { Engine } from '../../engine/engine.js';
import type { Process } from '../../engine/process.js';
import { NEVER } from '../../engine/scheduler.js';
import type { Settings } from '../settings.js';
import { startSweeper } from '../sweeper.js';
import type { Wiring } from '../wiring.js';
import { type Advance, LEASE_MS } from './advance.js';
import type { OrderRow, OrderStore } from './order-store.js';
import type { Strays } from './strays.js';

/** The pacer's lease, how often it looks, and how many it lets go at once. */
const PACER = { leaseMs: 10_000, everyMs: 2_000, room: 4 };

/** What order does without being asked: sweep-orders.ts, pace-orders.ts, undo-attempts.ts. */
export class OrderSweepers {
  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    private readonly settings: Settings,
    private readonly store: OrderStore,
    private readonly advance: Advance,
    private readonly strays: Strays,
    /** What a probe every two seconds would find out: nobody paces before. */
    private readonly providerBackAt: () => number,
  ) {}

  start(process: Process): void {
    this.#startSweeper(process);
    this.#startPacer(process);
    if (this.wiring.habits.undoesStrays) this.#startStrays(process);
  }

  /** A wake-up of the queue: it may vanish. */
  wake(process: Process, id: string): void {
    const { random, weather } = this.engine;
    if (!random.chance(weather.wakeupLost)) process.spawn(this.advance.advance(this.engine.context(process), id));
  }

  #startSweeper(process: Process): void {
    const { store, engine, advance } = this;
    const { sweepsOrders } = this.wiring.habits;
    const timeOf = ({ progress, nextAttemptAt }: OrderRow): number | null =>
      sweepsOrders(progress.state) ? nextAttemptAt : null;
    startSweeper(engine, process, {
      everyMs: this.settings.sweepEveryMs,
      database: store.database,
      nextDueAt: () => store.orders.earliest(timeOf),
      *sweep(context) {
        const due = yield* store.database.transaction(context, 'claiming orders', () =>
          claim(store, timeOf, LEASE_MS, engine.now()),
        );
        for (const { id } of due) process.spawn(advance.advance(context, id));
      },
    });
  }

  #startPacer(process: Process): void {
    const { store, engine } = this;
    const timeOf = ({ paceAt }: OrderRow): number | null => paceAt;
    const wake = this.wake.bind(this);
    startSweeper(engine, process, {
      everyMs: PACER.everyMs,
      database: store.database,
      nextDueAt: () => {
        const at = store.orders.earliest(timeOf);
        return at === NEVER ? at : Math.max(at, this.providerBackAt());
      },
      *sweep(context) {
        const going = yield* store.database.transaction(context, 'letting deferred orders go', () =>
          claim(store, timeOf, PACER.leaseMs, engine.now(), PACER.room),
        );
        for (const { id } of going) wake(process, id);
      },
    });
  }

  #startStrays(process: Process): void {
    const { store, strays } = this;
    startSweeper(this.engine, process, {
      everyMs: this.settings.sweepEveryMs * 2,
      database: store.database,
      nextDueAt: () => store.formers.earliest(({ nextTryAt }) => nextTryAt),
      sweep: (context) => strays.sweep(context),
    });
  }
}

/** The oldest that are due; nobody else takes them for `leaseMs`. */
function claim(
  { orders }: OrderStore,
  timeOf: (row: OrderRow) => number | null,
  leaseMs: number,
  now: number,
  limit = NEVER,
): OrderRow[] {
  const due = orders.all().filter((row) => (timeOf(row) ?? NEVER) <= now);
  const oldest = due.sort((a, b) => a.placedAt - b.placedAt).slice(0, limit);
  for (const order of oldest) orders.set(order.id, { ...order, nextAttemptAt: now + leaseMs, paceAt: null });
  return oldest;
}
