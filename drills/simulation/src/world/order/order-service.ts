import { cancellation, isUnderWay } from '@breakwater/order/domain/cancellation';
import type { Line, OrderEvent } from '@breakwater/order/domain/order';
import { refundableMinor } from '@breakwater/order/domain/refunds';
import { waitForPayment } from '@breakwater/order/domain/step-outcomes';
import { Fault } from '@breakwater/kernel';
import type { Context, Engine } from '../../engine/engine.js';
import { Service } from '../../engine/service.js';
import type { Task } from '../../engine/task.js';
import type { Inventory } from '../inventory.js';
import type { Deliver, Event } from '../outbox.js';
import type { Payment } from '../payment/payment.js';
import type { Settings } from '../settings.js';
import type { Wiring } from '../wiring.js';
import { Advance } from './advance.js';
import { Checkout } from './checkout.js';
import { type OrderRow, OrderStore } from './order-store.js';
import { OrderSweepers } from './order-sweepers.js';
import { Steps } from './steps.js';
import { Strays } from './strays.js';

const WATCHES_PAYMENT = ['requires_action', 'unknown', 'payment_due'];

export class OrderService {
  readonly service: Service;
  readonly store: OrderStore;
  readonly advance: Advance;
  readonly checkout: Checkout;
  readonly #strays: Strays;
  readonly #sweepers: OrderSweepers;

  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    settings: Settings,
    inventory: Inventory,
    payment: Payment,
    providerBackAt: () => number,
  ) {
    this.service = new Service(engine, 'order', settings.instances);
    this.store = new OrderStore(engine, wiring);
    const steps = new Steps(wiring, settings, inventory, payment, () => engine.now());
    this.advance = new Advance(this.store, steps);
    this.checkout = new Checkout(engine, wiring, settings, this.store, this.advance);
    this.#strays = new Strays(this.store, this.advance, steps);
    this.#sweepers = new OrderSweepers(
      engine,
      wiring,
      settings,
      this.store,
      this.advance,
      this.#strays,
      providerBackAt,
    );
  }

  start(deliver: Deliver): void {
    for (const process of this.service.instances)
      process.boots(() => {
        this.store.outbox.startRelay(process, deliver);
        this.#sweepers.start(process);
      });
  }

  /** cancel-order.ts */
  *cancel(context: Context, id: string, key: string): Task<OrderRow> {
    const refundId = yield* this.store.idFor(context, key, 'refund');
    const seen = yield* this.store.read(context, id);
    if (isUnderWay(seen.progress)) yield* this.advance.advance(context, id);
    const request = { by: 'customer', refundId, at: this.#at() } as const;
    const order = yield* this.advance.change(context, id, (now) => cancellation(now.progress, now.lines, request));
    yield* this.engine.gap(context, 'order.cancel.recorded');
    return yield* this.advance.advance(context, order);
  }

  /** pay-again.ts: one key is one attempt. */
  *payAgain(context: Context, id: string, key: string, paymentMethod: string): Task<OrderRow> {
    const attemptId = yield* this.store.idFor(context, key, 'attempt');
    const former = this.store.formers.get(attemptId) !== undefined;
    const order = yield* this.advance.change(context, id, (now): OrderEvent | null => {
      const { progress } = now;
      if (former || now.attemptId === attemptId || progress.nextPayment?.attemptId === attemptId) return null;
      const isDue = progress.state === 'payment_due' && waitForPayment(progress, this.engine.now()) === 'wait';
      if (isDue) return { type: 'payment_resubmitted', attemptId, paymentMethod };
      throw new Fault('conflict', 'order.payment.not_due', id);
    });
    yield* this.engine.gap(context, 'order.payment.resubmitted');
    return yield* this.advance.advance(context, order);
  }

  /** refund-order.ts: one key is one refund; `amountMinor` null gives back what is left. */
  *refund(
    context: Context,
    id: string,
    key: string,
    amountMinor: number | null,
    lines: readonly Line[],
  ): Task<OrderRow> {
    const refundId = yield* this.store.idFor(context, key, 'refund');
    const at = this.#at();
    const order = yield* this.advance.change(context, id, ({ progress }): OrderEvent | null => {
      if (progress.refunds.some((refund) => refund.id === refundId)) return null;
      const back = progress.refunds.some((refund) => refund.state !== 'failed' && refund.lines.length > 0) ? [] : lines;
      const amount = amountMinor ?? refundableMinor(progress);
      return {
        type: 'refund_requested',
        refund: { id: refundId, amountMinor: amount, reason: 'asked for', lines: back, at },
      };
    });
    yield* this.engine.gap(context, 'order.refund.recorded');
    return yield* this.advance.advance(context, order);
  }

  *fulfil(context: Context, id: string): Task<void> {
    yield* this.advance.change(context, id, () => ({ type: 'fulfilled' }));
  }

  /** payment.attempt_changed: the order is looked at now, if it waits for news. A wake-up may vanish, the row stays. */
  *paymentChanged(context: Context, event: Event): Task<void> {
    const { store, engine, wiring } = this;
    let due = false;
    yield* store.inbox.receive(context, event, () => {
      if (wiring.habits.undoesStrays) this.#strays.note(event);
      const order = store.orders.get(event.orderId);
      const now = engine.now();
      if (order === undefined || order.nextAttemptAt === null || order.nextAttemptAt <= now) return;
      if (!WATCHES_PAYMENT.includes(order.progress.state) && order.paceAt === null && order.tries === 0) return;
      store.orders.set(order.id, { ...order, nextAttemptAt: now, paceAt: null });
      due = true;
    });
    if (due) this.#sweepers.wake(context.process, event.orderId);
  }

  #at(): string {
    return new Date(this.engine.now()).toISOString();
  }
}
