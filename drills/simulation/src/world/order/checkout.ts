import { type Line, newOrder } from '@breakwater/order/domain/order';
import { Fault } from '@breakwater/kernel';
import type { Context, Engine } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { Settings } from '../settings.js';
import type { Wiring } from '../wiring.js';
import { type Advance, LEASE_MS } from './advance.js';
import type { CheckoutAnswer, OrderRow, OrderStore } from './order-store.js';

const TAKE_OVER_AFTER_MS = 30_000;

export interface Purchase {
  readonly lines: readonly Line[];
  readonly totalMinor: number;
  readonly paymentMethod: string | null;
}

/** place-order.ts within idempotent(): one order per key, recorded before anything is asked of anyone. */
export class Checkout {
  #runs = 0;

  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    private readonly settings: Settings,
    private readonly store: OrderStore,
    private readonly advance: Advance,
  ) {}

  *place(context: Context, key: string, purchase: Purchase): Task<CheckoutAnswer> {
    const { database, keys } = this.store;
    const owner = ++this.#runs;
    const attempt = yield* database.transaction(context, `claiming ${key}`, () => this.#claim(key, owner));
    if (attempt === null)
      return this.#replay(yield* database.transaction(context, `replaying ${key}`, () => keys.get(key)!.answer));
    let answer: CheckoutAnswer;
    try {
      answer = yield* this.#run(context, key, purchase, attempt);
    } catch (error) {
      yield* this.#release(context, key, owner);
      throw error;
    }
    const stored = yield* database.transaction(context, `answering ${key}`, () => {
      const row = keys.get(key)!;
      if (row.owner === owner && row.answer === null) keys.set(key, { ...row, answer });
      return keys.get(key)!.answer;
    });
    return this.#replay(stored);
  }

  *#run(context: Context, key: string, purchase: Purchase, attempt: number): Task<CheckoutAnswer> {
    const { database } = this.store;
    const looksBack = attempt > 1 && this.wiring.habits.findsEarlierRun;
    const earlier = looksBack
      ? yield* database.transaction(context, `earlier run of ${key}`, () => this.#byKey(key))
      : undefined;
    const order =
      earlier ?? (yield* database.transaction(context, `recording ${key}`, () => this.#insert(key, purchase)));
    yield* this.engine.gap(context, 'order.checkout.recorded');
    const deadlineMs = Math.min(context.deadlineMs, this.engine.now() + this.settings.checkoutBudgetMs);
    const { progress } = yield* this.advance.advance({ ...context, deadlineMs }, order);
    return { orderId: order.id, state: progress.state, status: statusOf(progress.state) };
  }

  #insert(key: string, purchase: Purchase): OrderRow {
    const now = this.engine.now();
    const id = this.engine.newId('order');
    const times = { placedAt: now, updatedAt: now, nextAttemptAt: now + LEASE_MS, paceAt: null, timeline: [] };
    const order: OrderRow = {
      id,
      key,
      ...purchase,
      ...times,
      attemptId: this.engine.newId('attempt'),
      progress: newOrder,
      version: 1,
      tries: 0,
    };
    this.store.orders.set(id, order);
    return order;
  }

  #byKey(key: string): OrderRow | undefined {
    return this.store.orders.all().find((order) => order.key === key);
  }

  #claim(key: string, owner: number): number | null {
    const { keys } = this.store;
    const now = this.engine.now();
    const known = keys.get(key);
    if (known !== undefined && (known.answer !== null || known.lockedUntil > now)) return null;
    const attempt = (known?.attempt ?? 0) + 1;
    keys.set(key, { owner, attempt, lockedUntil: now + TAKE_OVER_AFTER_MS, answer: null });
    return attempt;
  }

  *#release(context: Context, key: string, owner: number): Task<void> {
    const { database, keys } = this.store;
    try {
      yield* database.transaction(context, `releasing ${key}`, () => {
        const row = keys.get(key)!;
        if (row.owner === owner && row.answer === null) keys.set(key, { ...row, lockedUntil: this.engine.now() });
      });
    } catch {
      // It is taken over after its bound.
    }
  }

  #replay(answer: CheckoutAnswer | null): CheckoutAnswer {
    if (answer === null) throw new Fault('conflict', 'idempotency.key.in_progress', 'still running');
    return answer;
  }
}

function statusOf(state: string): number {
  if (state === 'declined') return 402;
  if (state === 'rejected' || state === 'cancelled') return 409;
  return state === 'paid' || state === 'fulfilled' ? 201 : 202;
}
