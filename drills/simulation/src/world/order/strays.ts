import { allows } from '@breakwater/order/domain/order';
import { isFault } from '@breakwater/kernel';
import type { Context } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { Event } from '../outbox.js';
import type { Advance } from './advance.js';
import type { FormerRow, OrderRow, OrderStore } from './order-store.js';
import { refundOfCharge, type Steps } from './steps.js';

const LEASE_MS = 20_000;
const LONGEST_PAUSE_MS = 60_000;
const ENDED_ATTEMPT = ['declined', 'voided', 'refunded'];
const ENDED_ORDER = ['declined', 'rejected', 'cancelled'];

/** undo-attempts.ts: attempts that no order wants and that came to life all the same. */
export class Strays {
  constructor(
    private readonly store: OrderStore,
    private readonly advance: Advance,
    private readonly steps: Steps,
  ) {}

  /** Inside the transaction of the inbox: payment says that this attempt is alive. */
  note({ orderId, attemptId, attemptState }: Event): void {
    const { orders, formers, engine } = this.store;
    const order = orders.get(orderId);
    if (order === undefined || attemptId === undefined || ENDED_ATTEMPT.includes(attemptState ?? '')) return;
    if (isWanted(order, attemptId)) return;
    formers.set(attemptId, { attemptId, orderId, tries: 0, nextTryAt: engine.now() });
  }

  *sweep(context: Context): Task<void> {
    const { database, formers, engine } = this.store;
    const now = engine.now();
    const strays = yield* database.transaction(context, 'claiming strays', () => {
      const due = formers.all().filter(({ nextTryAt }) => nextTryAt !== null && nextTryAt <= now);
      return due.map((row) => {
        const taken = { ...row, tries: row.tries + 1, nextTryAt: now + LEASE_MS };
        formers.set(row.attemptId, taken);
        return taken;
      });
    });
    yield* context.process.all(strays.map((stray) => this.#undo(context, stray)));
  }

  *#undo(context: Context, { attemptId, orderId, tries }: FormerRow): Task<void> {
    const { database, formers, engine } = this.store;
    let done = false;
    try {
      done = yield* this.#end(context, attemptId, orderId);
    } catch (error) {
      if (!isFault(error)) throw error;
      done = error.code === 'payment.attempt.not_found';
      engine.trace.say(context.process.name, () => `undo ${attemptId}: ${error.code}`);
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(tries, 10));
    yield* database.transaction(context, `${attemptId} is ${done ? 'undone' : 'still alive'}`, () =>
      formers.set(attemptId, { ...formers.get(attemptId)!, nextTryAt: done ? null : engine.now() + pauseMs }),
    );
  }

  *#end(context: Context, attemptId: string, orderId: string): Task<boolean> {
    const order = yield* this.store.read(context, orderId);
    if (isWanted(order, attemptId)) return true;
    const attempt = yield* this.steps.endAttempt(context, attemptId);
    yield* this.store.engine.gap(context, 'order.stray.ended');
    this.store.engine.trace.say(context.process.name, () => `undo ${attemptId}: it is ${attempt.state}`);
    if (attempt.state === 'captured') return yield* this.#giveBack(context, order, attemptId, attempt.amountMinor);
    return ENDED_ATTEMPT.includes(attempt.state);
  }

  *#giveBack(context: Context, order: OrderRow, attemptId: string, amountMinor: number): Task<boolean> {
    const refundId = refundOfCharge(attemptId);
    if (order.attemptId === attemptId) {
      const found = {
        type: 'charge_found',
        amountMinor,
        refundId,
        at: new Date(this.store.engine.now()).toISOString(),
      } as const;
      const charged = yield* this.advance.change(context, order.id, ({ progress }) =>
        allows(progress, found) ? found : null,
      );
      yield* this.advance.advance(context, charged);
      return true;
    }
    const { state } = yield* this.steps.refund(context, attemptId, refundId, amountMinor);
    return state !== 'pending';
  }
}

function isWanted({ attemptId: current, progress: { state } }: OrderRow, attemptId: string): boolean {
  return current === attemptId && !ENDED_ORDER.includes(state);
}
