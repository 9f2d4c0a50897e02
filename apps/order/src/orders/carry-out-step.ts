import { Inject, Injectable } from '@nestjs/common';
import {
  type Attempt,
  authorize,
  capture,
  confirmReservation,
  extendReservation,
  getAttempt,
  InsufficientStock,
  refund,
  returnStock,
  releaseReservation,
  reserve,
  voidAttempt,
} from '@breakwater/contracts';
import { isFault } from '@breakwater/kernel';
import { CONFIG, Peers } from '@breakwater/service-host';
import type { OrderEvent, Step } from '../domain/order.js';
import type { OrderConfig } from '../order.config.js';
import { orderLink } from './access-token.js';
import type { OrderRecord } from './order-record.js';

/** Longer than other calls: the provider is behind it, and giving up early only makes an unknown outcome. */
const PAYMENT_TIMEOUT_MS = 6000;

/** The hold outlasts the window by this, so that who pays in the last second still gets the things. */
const HOLD_MARGIN_SECONDS = 600;

/** null: the step is done and the order stays as it is. 'wait': nothing new, ask again later. */
export type StepOutcome = OrderEvent | null | 'wait';

/**
 * Does one step at another service and says what came of it. Each step may be repeated without harm: reservations go by order
 * id, payments by attempt id. What it throws is passing trouble; the step is tried again later.
 */
@Injectable()
export class CarryOutStep {
  constructor(
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  carryOut(order: OrderRecord, step: Step, nowMs: number): Promise<StepOutcome> {
    switch (step) {
      case 'reserve_stock':
        return this.reserveStock(order);
      case 'authorize_payment':
        return this.authorizePayment(order, nowMs);
      case 'resolve_payment':
        return this.resolvePayment(order, nowMs);
      case 'extend_hold':
        return this.extendHold(order);
      case 'await_payment':
        return Promise.resolve(windowIsOver(order, nowMs) ? { type: 'cancelled', by: 'window_over' } : 'wait');
      case 'switch_attempt':
        return Promise.resolve(null);
      case 'confirm_hold':
        return this.confirmHold(order);
      case 'capture_payment':
        return this.capturePayment(order);
      case 'void_payment':
        return this.ignoring('payment.attempt.not_found', () =>
          this.payment.call(voidAttempt, { params: attemptOf(order), timeoutMs: PAYMENT_TIMEOUT_MS }),
        );
      case 'refund_payment':
        return this.refundPayment(order);
      case 'return_stock':
        return this.returnStock(order);
      case 'release_stock':
        return this.ignoring('inventory.reservation.not_found', () =>
          this.inventory.call(releaseReservation, { params: { orderId: order.id } }),
        );
    }
  }

  /** Stock stays held for as long as the order may still be paid. */
  private async extendHold(order: OrderRecord): Promise<StepOutcome> {
    const { DEFERRED_HOLD_SECONDS, PAY_AGAIN_SECONDS } = this.config;
    const due = order.progress.state === 'payment_due';
    const ttlSeconds = due ? PAY_AGAIN_SECONDS + HOLD_MARGIN_SECONDS : DEFERRED_HOLD_SECONDS;
    return this.orHoldLost(async () => {
      await this.inventory.call(extendReservation, { params: { orderId: order.id }, body: { ttlSeconds } });
      return null;
    });
  }

  private async reserveStock(order: OrderRecord): Promise<StepOutcome> {
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    try {
      const body = { lines, ttlSeconds: this.config.HOLD_SECONDS };
      await this.inventory.call(reserve, { params: { orderId: order.id }, body });
      return { type: 'stock_reserved' };
    } catch (error) {
      if (!isFault(error) || error.code !== 'inventory.stock.insufficient') throw error;
      return { type: 'stock_refused', shortages: InsufficientStock.parse(error.details).lines };
    }
  }

  private async authorizePayment(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const { id, number, total: amount, email, paymentMethod } = order;
    const returnUrl = orderLink(this.config, id);
    try {
      const attempt = await this.payment.call(authorize, {
        params: attemptOf(order),
        body: { orderId: id, orderNumber: number, amount, email, paymentMethod, returnUrl },
        timeoutMs: PAYMENT_TIMEOUT_MS,
      });
      return this.newsOf(attempt, order, nowMs);
    } catch (error) {
      if (!isFault(error)) throw error;
      // Never sent, or sent and known to have changed nothing: the provider or our payment service is away.
      if (error.kind === 'unavailable')
        return order.progress.state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
      // Sent, and nobody knows what came of it. Never "declined".
      if (error.kind === 'timeout' || error.kind === 'bad_gateway' || error.kind === 'internal')
        return { type: 'outcome_unknown' };
      throw error;
    }
  }

  private async resolvePayment(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    try {
      const attempt = await this.payment.call(getAttempt, {
        params: attemptOf(order),
        query: { refresh: 'true' },
        timeoutMs: PAYMENT_TIMEOUT_MS,
      });
      if (attempt.state === 'created') return this.authorizePayment(order, nowMs);
      const event = this.newsOf(attempt, order, nowMs);
      if (event === 'wait' || event.type !== 'action_required') return event;
      return asked(order) ? this.waitForCustomer(order, nowMs) : event;
    } catch (error) {
      // Payment never heard of it: the call was lost on the way there, so nothing can have been charged.
      if (isFault(error) && error.code === 'payment.attempt.not_found') return { type: 'provider_unavailable' };
      throw error;
    }
  }

  private waitForCustomer(order: OrderRecord, nowMs: number): StepOutcome {
    if (order.progress.payUntil !== null)
      return windowIsOver(order, nowMs) ? { type: 'cancelled', by: 'window_over' } : 'wait';
    const since = Date.parse(order.timeline.at(-1)?.at ?? order.placedAt.toISOString());
    return nowMs - since > this.config.ACTION_WINDOW_SECONDS * 1000 ? { type: 'cancelled', by: 'window_over' } : 'wait';
  }

  private async confirmHold(order: OrderRecord): Promise<StepOutcome> {
    return this.orHoldLost(async () => {
      await this.inventory.call(confirmReservation, { params: { orderId: order.id } });
      return { type: 'hold_confirmed' };
    });
  }

  private async orHoldLost(call: () => Promise<StepOutcome>): Promise<StepOutcome> {
    try {
      return await call();
    } catch (error) {
      if (isFault(error) && error.kind === 'conflict') return { type: 'hold_lost' };
      throw error;
    }
  }

  private async capturePayment(order: OrderRecord): Promise<StepOutcome> {
    try {
      const attempt = await this.payment.call(capture, { params: attemptOf(order), timeoutMs: PAYMENT_TIMEOUT_MS });
      return attempt.state === 'captured'
        ? { type: 'payment_captured', amountMinor: attempt.amount.amountMinor }
        : 'wait';
    } catch (error) {
      // The authorisation is gone (expired, cancelled at the provider): nothing was taken.
      if (isFault(error) && error.code === 'payment.attempt.illegal_move') return { type: 'capture_failed' };
      throw error;
    }
  }

  private async refundPayment(order: OrderRecord): Promise<StepOutcome> {
    const asked = order.progress.refunds.find(({ state }) => state === 'pending');
    if (asked === undefined) return null;
    const { id: refundId, reason } = asked;
    const amount = { amountMinor: asked.amountMinor, currency: order.total.currency };
    const params = { ...attemptOf(order), refundId };
    const { state } = await this.payment.call(refund, {
      params,
      body: { amount, reason },
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    if (state === 'pending') return 'wait';
    return { type: state === 'succeeded' ? 'refund_settled' : 'refund_failed', refundId };
  }

  private async returnStock(order: OrderRecord): Promise<StepOutcome> {
    const back = order.progress.refunds.find(({ state, returned }) => state === 'succeeded' && !returned);
    if (back === undefined) return null;
    const { id: returnId, lines } = back;
    await this.inventory.call(returnStock, { params: { orderId: order.id }, body: { returnId, lines: [...lines] } });
    return { type: 'stock_returned', refundId: returnId };
  }

  private async ignoring(code: string, call: () => Promise<unknown>): Promise<null> {
    try {
      await call();
    } catch (error) {
      if (!isFault(error) || error.code !== code) throw error;
    }
    return null;
  }

  /** What the attempt's state means to an order that waits for it. */
  private newsOf(attempt: Attempt, order: OrderRecord, nowMs: number): OrderEvent | 'wait' {
    const payUntil = new Date(nowMs + this.config.PAY_AGAIN_SECONDS * 1000).toISOString();
    const { state } = order.progress;
    switch (attempt.state) {
      case 'authorized':
      case 'captured':
        return { type: 'payment_authorized' };
      case 'declined':
      case 'voided':
        return { type: 'payment_declined', decline: attempt.decline ?? CANCELLED, payUntil };
      case 'requires_action':
        return { type: 'action_required', url: attempt.nextActionUrl ?? '', payUntil };
      case 'unknown':
        // Nothing is confirmed before the provider's id is stored: without one nobody can have been charged.
        if (attempt.providerReference === null)
          return state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
        return state === 'unknown' ? 'wait' : { type: 'outcome_unknown' };
      case 'created':
      case 'refunded':
        return state === 'unknown' ? 'wait' : { type: 'outcome_unknown' };
    }
  }

  private get inventory() {
    return this.peers.get('inventory');
  }

  private get payment() {
    return this.peers.get('payment');
  }
}

const CANCELLED = { code: 'cancelled', message: 'The payment was cancelled.' };

function windowIsOver({ progress: { payUntil } }: OrderRecord, nowMs: number): boolean {
  return payUntil !== null && nowMs > Date.parse(payUntil);
}

/** The customer knows already that the bank wants something. */
function asked({ progress: { state, nextActionUrl } }: OrderRecord): boolean {
  return state === 'requires_action' || (state === 'payment_due' && nextActionUrl !== null);
}

function attemptOf(order: OrderRecord): { attemptId: string } {
  return { attemptId: order.attemptId };
}
