import type { Order as Progress, OrderEvent, Step } from '@breakwater/order/domain/order';
import { refundsUnderWay, refundToAskFor } from '@breakwater/order/domain/refunds';
import {
  leaveFormerOpen,
  meaningOfRefundFault,
  newsAfterVoid,
  newsOfRefund,
  newsOfReservation,
  type StepOutcome,
  waitForCustomer,
  waitForPayment,
  wasAsked,
} from '@breakwater/order/domain/step-outcomes';
import { isFault } from '@breakwater/kernel';
import type { Context } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { Inventory } from '../inventory.js';
import type { AttemptView, RefundRow } from '../payment/payment-store.js';
import type { Payment } from '../payment/payment.js';
import type { Settings } from '../settings.js';
import type { Wiring } from '../wiring.js';
import type { OrderRow } from './order-store.js';

const PAYMENT_TIMEOUT_MS = 6000;
const TIMEOUT_MS = 2000;
const ENDS_WITH_HOLD = ['reserved', 'payment_deferred', 'unknown'];

/** carry-out-step.ts, stock-steps.ts, payment-steps.ts: one step at another service, and what came of it. What it throws is passing trouble. */
export class Steps {
  constructor(
    private readonly wiring: Wiring,
    private readonly settings: Settings,
    private readonly inventory: Inventory,
    private readonly payment: Payment,
    private readonly now: () => number,
  ) {}

  *carryOut(context: Context, order: OrderRow, step: Step): Task<StepOutcome> {
    if (yield* this.#isHoldLost(context, order, step)) return { type: 'hold_lost' };
    return yield* this.#understood(step, order, this.#take(context, order, step));
  }

  /** Nobody waits for ever: when the longest hold is over and the stock is gone, so is the order. */
  *#isHoldLost(context: Context, order: OrderRow, step: Step): Task<boolean> {
    if (!ENDS_WITH_HOLD.includes(order.progress.state) || step === 'extend_hold') return false;
    if (this.now() <= this.#heldUntil(order)) return false;
    const seen = yield* this.#inventory(context, 'get', (there) => this.inventory.find(there, order.id));
    return seen.state !== 'held' || seen.expiresAtMs <= this.now();
  }

  /** Counted from when this payment was begun, so that an order cannot be held for ever by turns. */
  #heldUntil(order: OrderRow): number {
    const { state, payUntil } = order.progress;
    const { holdMs, deferredHoldMs, holdMarginMs } = this.settings;
    if ((state === 'payment_due' || state === 'reserved') && payUntil !== null)
      return Date.parse(payUntil) + holdMarginMs;
    return reservedAt(order) + (state === 'reserved' ? holdMs : deferredHoldMs);
  }

  *#understood(step: Step, order: OrderRow, task: Task<StepOutcome>): Task<StepOutcome> {
    try {
      return yield* task;
    } catch (error) {
      const meaning = isFault(error) ? this.wiring.meaningOfFault(step, order.progress, error) : 'passing';
      if (meaning === 'passing') throw error;
      return meaning;
    }
  }

  *#take(context: Context, order: OrderRow, step: Step): Task<StepOutcome> {
    const { inventory, payment } = this;
    const { progress } = order;
    switch (step) {
      case 'reserve_stock':
        return yield* this.#reserve(context, order);
      case 'authorize_payment':
        return yield* this.#authorize(context, order);
      case 'resolve_payment':
        return yield* this.#resolve(context, order);
      case 'extend_hold': {
        const ttlMs = Math.max(1000, this.#heldUntil(order) - this.now());
        yield* this.#inventory(context, 'extend', (there) => inventory.extend(there, order.id, ttlMs));
        return null;
      }
      case 'await_payment':
        return waitForPayment(progress, this.now());
      case 'switch_attempt':
        return null;
      case 'confirm_hold':
        yield* this.#inventory(context, 'confirm', (there) => inventory.confirm(there, order.id));
        return { type: 'hold_confirmed' };
      case 'capture_payment': {
        const seen = yield* this.#payment(context, 'capture', (there) =>
          payment.attempts.capture(there, order.attemptId),
        );
        return seen.state === 'captured' ? { type: 'payment_captured', amountMinor: seen.amountMinor } : 'wait';
      }
      case 'void_payment':
        return yield* this.#void(context, order);
      case 'refund_payment':
        return yield* this.#refund(context, order);
      case 'await_refunds':
        return yield* this.#newsOfRefunds(context, order);
      case 'return_stock':
        return yield* this.#takeBack(context, order);
      case 'release_stock':
        yield* this.#inventory(context, 'release', (there) => inventory.release(there, order.id));
        return null;
    }
  }

  *#reserve(context: Context, order: OrderRow): Task<StepOutcome> {
    const { holdMs } = this.settings;
    try {
      const { state } = yield* this.#inventory(context, 'reserve', (there) =>
        this.inventory.reserve(there, order.id, order.lines, holdMs),
      );
      return newsOfReservation(state);
    } catch (error) {
      if (!isFault(error) || error.code !== 'inventory.stock.insufficient') throw error;
      return { type: 'stock_refused', shortages: (error.details as { lines: Progress['shortages'] }).lines };
    }
  }

  *#authorize(context: Context, order: OrderRow): Task<StepOutcome> {
    const { id: orderId, attemptId: id, totalMinor: amountMinor, paymentMethod } = order;
    if (paymentMethod === null) return yield* this.#askForCard(context, order);
    const asked = { id, orderId, amountMinor, paymentMethod };
    const seen = yield* this.#payment(context, 'authorize', (there) => this.payment.attempts.authorize(there, asked));
    return this.wiring.newsOf(seen, order.progress, this.#payUntil());
  }

  *#askForCard(context: Context, { progress }: OrderRow): Task<StepOutcome> {
    const isWell = yield* this.#isProviderWell(context);
    if (isWell === 'no_time') return isWell;
    if (!isWell) return progress.state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
    return { type: 'payment_method_missing', payUntil: this.#payUntil() };
  }

  *#isProviderWell(context: Context): Task<boolean | 'no_time'> {
    const { payment } = this;
    try {
      return yield* this.payment.service.call(context, 'probe', TIMEOUT_MS, (there) => payment.probe(there));
    } catch (error) {
      if (isFault(error)) return error.code === 'resilience.deadline.exceeded' ? 'no_time' : false;
      throw error;
    }
  }

  *#resolve(context: Context, order: OrderRow): Task<StepOutcome> {
    const askedAt = order.timeline.at(-1)?.at ?? order.placedAt;
    const waited = waitForCustomer(order.progress, askedAt + this.settings.actionWindowMs, this.now());
    try {
      const event = yield* this.#newsOfPayment(context, order);
      const isKnown = isEvent(event) && event.type === 'action_required' && wasAsked(order.progress);
      return isKnown || event === 'wait' ? waited : event;
    } catch (error) {
      if (isFault(error) && waited !== 'wait') return waited;
      throw error;
    }
  }

  *#newsOfPayment(context: Context, order: OrderRow): Task<StepOutcome> {
    const seen = yield* this.#findAttempt(context, order);
    if (this.wiring.mayAskAnew(seen, order.progress))
      return yield* this.#understood('authorize_payment', order, this.#authorize(context, order));
    if (seen === null) return 'wait';
    return this.wiring.newsOf(seen, order.progress, this.#payUntil());
  }

  /** Null: payment never heard of it. */
  *#findAttempt(context: Context, order: OrderRow): Task<AttemptView | null> {
    const { attempts } = this.payment;
    try {
      return yield* this.#payment(context, 'refresh', (there) => attempts.refresh(there, order.attemptId));
    } catch (error) {
      if (isFault(error) && error.code === 'payment.attempt.not_found') return null;
      throw error;
    }
  }

  *#void(context: Context, order: OrderRow): Task<StepOutcome> {
    const left = leaveFormerOpen(order.progress, reservedAt(order), this.now());
    try {
      const outcome = yield* this.#endPayment(context, order);
      return outcome === 'wait' ? (left ?? outcome) : outcome;
    } catch (error) {
      if (left !== null && isFault(error) && error.code !== 'payment.attempt.not_found') return left;
      throw error;
    }
  }

  *#endPayment(context: Context, order: OrderRow): Task<StepOutcome> {
    const seen = yield* this.endAttempt(context, order.attemptId);
    return newsAfterVoid(seen, order.progress, {
      refundId: refundOfCharge(order.attemptId),
      at: new Date(this.now()).toISOString(),
    });
  }

  /** end-attempt.ts: nobody is charged by it any more, as far as that is still possible. */
  *endAttempt(context: Context, attemptId: string): Task<AttemptView> {
    try {
      return yield* this.#payment(context, 'void', (there) => this.payment.attempts.void(there, attemptId));
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.attempt.illegal_move') throw error;
      const { store } = this.payment;
      return yield* this.#payment(context, 'get', function* (there) {
        return store.view(yield* store.find(there, attemptId));
      });
    }
  }

  *refund(context: Context, attemptId: string, refundId: string, amountMinor: number): Task<RefundRow> {
    return yield* this.#payment(context, 'refund', (there) =>
      this.payment.refunds.refund(there, refundId, attemptId, amountMinor),
    );
  }

  *#refund(context: Context, { attemptId, progress }: OrderRow): Task<StepOutcome> {
    const asked = refundToAskFor(progress.refunds);
    if (asked === undefined) return null;
    const { state } = yield* this.refund(context, attemptId, asked.id, asked.amountMinor);
    return newsOfRefund(asked, state);
  }

  /** One after the other, where the product looks at all of them at once. */
  *#newsOfRefunds(context: Context, { attemptId, progress }: OrderRow): Task<StepOutcome> {
    for (const each of refundsUnderWay(progress.refunds)) {
      try {
        const { state } = yield* this.refund(context, attemptId, each.id, each.amountMinor);
        const news = newsOfRefund(each, state);
        if (news !== 'wait') return news;
      } catch (error) {
        if (!isFault(error)) throw error;
        const news = meaningOfRefundFault(each, error);
        if (isEvent(news)) return news;
      }
    }
    return 'wait';
  }

  *#takeBack(context: Context, order: OrderRow): Task<StepOutcome> {
    const back = order.progress.refunds.find(({ state, returned }) => state === 'succeeded' && !returned);
    if (back === undefined) return null;
    yield* this.#inventory(context, 'return', (there) => this.inventory.takeBack(there, order.id, back.id, back.lines));
    return { type: 'stock_returned', refundId: back.id };
  }

  #payUntil(): string {
    return new Date(this.now() + this.settings.payAgainMs).toISOString();
  }

  #inventory<T>(context: Context, what: string, handle: (there: Context) => Task<T>): Task<T> {
    return this.inventory.service.call(context, what, TIMEOUT_MS, handle);
  }

  #payment<T>(context: Context, what: string, handle: (there: Context) => Task<T>): Task<T> {
    return this.payment.service.call(context, what, PAYMENT_TIMEOUT_MS, handle);
  }
}

/** When this payment was begun. */
function reservedAt({ timeline, placedAt }: OrderRow): number {
  return timeline.findLast(({ state }) => state === 'reserved')?.at ?? placedAt;
}

function isEvent(outcome: StepOutcome | 'passing'): outcome is OrderEvent {
  return outcome !== null && typeof outcome === 'object';
}

/** Derived from the attempt, so that a charge that nobody wanted is given back once, whoever finds it. */
export function refundOfCharge(attemptId: string): string {
  return attemptId.replace(/^0b0/, '0c8');
}
