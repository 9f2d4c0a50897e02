import { Inject, Injectable } from '@nestjs/common';
import {
  type Attempt,
  authorize,
  capture,
  confirmReservation,
  extendReservation,
  getAttempt,
  InsufficientStock,
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
        return this.authorizePayment(order);
      case 'resolve_payment':
        return this.resolvePayment(order, nowMs);
      case 'confirm_hold':
        return this.confirmHold(order);
      case 'capture_payment':
        return this.capturePayment(order);
      case 'void_payment':
        return this.ignoring('payment.attempt.not_found', () =>
          this.payment.call(voidAttempt, { params: attemptOf(order), timeoutMs: PAYMENT_TIMEOUT_MS }),
        );
      case 'release_stock':
        return this.ignoring('inventory.reservation.not_found', () =>
          this.inventory.call(releaseReservation, { params: { orderId: order.id } }),
        );
    }
  }

  /** Holds the stock of an order that waits for the provider for longer. */
  async extendHold(order: OrderRecord): Promise<void> {
    const body = { ttlSeconds: this.config.DEFERRED_HOLD_SECONDS };
    await this.inventory.call(extendReservation, { params: { orderId: order.id }, body });
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

  private async authorizePayment(order: OrderRecord): Promise<StepOutcome> {
    const { id, number, total: amount, email, paymentMethod } = order;
    const returnUrl = orderLink(this.config, id);
    try {
      const attempt = await this.payment.call(authorize, {
        params: attemptOf(order),
        body: { orderId: id, orderNumber: number, amount, email, paymentMethod, returnUrl },
        timeoutMs: PAYMENT_TIMEOUT_MS,
      });
      return eventOf(attempt);
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
      if (attempt.state === 'created') return this.authorizePayment(order);
      const event = eventOf(attempt);
      if (event.type === 'action_required' && order.progress.state === 'requires_action')
        return this.waitForCustomer(order, nowMs);
      return event.type === 'outcome_unknown' ? 'wait' : event;
    } catch (error) {
      // Payment never heard of it: the call was lost on the way there, so nothing can have been charged.
      if (isFault(error) && error.code === 'payment.attempt.not_found') return { type: 'provider_unavailable' };
      throw error;
    }
  }

  private waitForCustomer(order: OrderRecord, nowMs: number): StepOutcome {
    const since = Date.parse(order.timeline.at(-1)?.at ?? order.placedAt.toISOString());
    return nowMs - since > this.config.ACTION_WINDOW_SECONDS * 1000 ? { type: 'cancelled' } : 'wait';
  }

  private async confirmHold(order: OrderRecord): Promise<StepOutcome> {
    try {
      await this.inventory.call(confirmReservation, { params: { orderId: order.id } });
      return { type: 'hold_confirmed' };
    } catch (error) {
      if (isFault(error) && error.kind === 'conflict') return { type: 'hold_lost' };
      throw error;
    }
  }

  private async capturePayment(order: OrderRecord): Promise<StepOutcome> {
    try {
      const attempt = await this.payment.call(capture, { params: attemptOf(order), timeoutMs: PAYMENT_TIMEOUT_MS });
      return attempt.state === 'captured' ? { type: 'payment_captured' } : 'wait';
    } catch (error) {
      // The authorisation is gone (expired, cancelled at the provider): nothing was taken.
      if (isFault(error) && error.code === 'payment.attempt.illegal_move') return { type: 'capture_failed' };
      throw error;
    }
  }

  private async ignoring(code: string, call: () => Promise<unknown>): Promise<null> {
    try {
      await call();
    } catch (error) {
      if (!isFault(error) || error.code !== code) throw error;
    }
    return null;
  }

  private get inventory() {
    return this.peers.get('inventory');
  }

  private get payment() {
    return this.peers.get('payment');
  }
}

function attemptOf(order: OrderRecord): { attemptId: string } {
  return { attemptId: order.attemptId };
}

function eventOf(attempt: Attempt): OrderEvent {
  switch (attempt.state) {
    case 'authorized':
    case 'captured':
      return { type: 'payment_authorized' };
    case 'declined':
    case 'voided':
      return {
        type: 'payment_declined',
        decline: attempt.decline ?? { code: 'cancelled', message: 'The payment was cancelled.' },
      };
    case 'requires_action':
      return { type: 'action_required', url: attempt.nextActionUrl ?? '' };
    case 'created':
    case 'unknown':
    case 'refunded':
      return { type: 'outcome_unknown' };
  }
}
