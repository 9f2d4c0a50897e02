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
import type { Step } from '../domain/order.js';
import {
  meaningOfFault,
  newsAfterVoid,
  newsOf,
  type StepOutcome,
  waitForCustomer,
  waitForPayment,
  wasAsked,
} from '../domain/step-outcomes.js';
import type { OrderConfig } from '../order.config.js';
import { orderLink } from './access-token.js';
import { derivedId } from './derived-id.js';
import type { OrderRecord } from './order-record.js';

/** Longer than other calls: the provider is behind it, and giving up early only makes an unknown outcome. */
const PAYMENT_TIMEOUT_MS = 6000;

/** The hold outlasts the window by this, so that who pays in the last second still gets the things. */
const HOLD_MARGIN_SECONDS = 600;

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

  async carryOut(order: OrderRecord, step: Step, nowMs: number): Promise<StepOutcome> {
    return this.understood(step, order, () => this.take(order, step, nowMs));
  }

  private async understood(step: Step, order: OrderRecord, take: () => Promise<StepOutcome>): Promise<StepOutcome> {
    try {
      return await take();
    } catch (error) {
      const meaning = isFault(error) ? meaningOfFault(step, order.progress, error) : 'passing';
      if (meaning === 'passing') throw error;
      return meaning;
    }
  }

  private async take(order: OrderRecord, step: Step, nowMs: number): Promise<StepOutcome> {
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
        return waitForPayment(order.progress, nowMs);
      case 'switch_attempt':
        return null;
      case 'confirm_hold':
        return this.confirmHold(order);
      case 'capture_payment':
        return this.capturePayment(order);
      case 'void_payment':
        return this.voidPayment(order, nowMs);
      case 'refund_payment':
        return this.refundPayment(order);
      case 'return_stock':
        return this.returnStock(order);
      case 'release_stock':
        await this.inventory.call(releaseReservation, { params: { orderId: order.id } });
        return null;
    }
  }

  /** Stock stays held for as long as the order may still be paid. */
  private async extendHold(order: OrderRecord): Promise<StepOutcome> {
    const { DEFERRED_HOLD_SECONDS, PAY_AGAIN_SECONDS } = this.config;
    const due = order.progress.state === 'payment_due';
    const ttlSeconds = due ? PAY_AGAIN_SECONDS + HOLD_MARGIN_SECONDS : DEFERRED_HOLD_SECONDS;
    await this.inventory.call(extendReservation, { params: { orderId: order.id }, body: { ttlSeconds } });
    return null;
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
    const { id, number, total: amount, discount, email, paymentMethod } = order;
    const returnUrl = orderLink(this.config, id);
    const attempt = await this.payment.call(authorize, {
      params: attemptOf(order),
      body: {
        orderId: id,
        orderNumber: number,
        amount,
        couponDiscountMinor: discount.amountMinor,
        email,
        paymentMethod,
        returnUrl,
      },
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    return newsOf(attempt, order.progress, this.payUntil(nowMs));
  }

  private async resolvePayment(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const attempt = await this.payment.call(getAttempt, {
      params: attemptOf(order),
      query: { refresh: 'true' },
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    if (attempt.state === 'created')
      return this.understood('authorize_payment', order, () => this.authorizePayment(order, nowMs));
    const event = newsOf(attempt, order.progress, this.payUntil(nowMs));
    if (event === 'wait' || event.type !== 'action_required' || !wasAsked(order.progress)) return event;
    const askedAt = Date.parse(order.timeline.at(-1)?.at ?? order.placedAt.toISOString());
    return waitForCustomer(order.progress, askedAt + this.config.ACTION_WINDOW_SECONDS * 1000, nowMs);
  }

  private async confirmHold(order: OrderRecord): Promise<StepOutcome> {
    await this.inventory.call(confirmReservation, { params: { orderId: order.id } });
    return { type: 'hold_confirmed' };
  }

  private async capturePayment(order: OrderRecord): Promise<StepOutcome> {
    const attempt = await this.payment.call(capture, { params: attemptOf(order), timeoutMs: PAYMENT_TIMEOUT_MS });
    return attempt.state === 'captured'
      ? { type: 'payment_captured', amountMinor: attempt.amount.amountMinor }
      : 'wait';
  }

  private async voidPayment(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const { state, amount } = await this.endAttempt(order);
    const refund = { refundId: derivedId('charge found', order.attemptId), at: new Date(nowMs).toISOString() };
    return newsAfterVoid({ state, amountMinor: amount.amountMinor }, order.progress, refund);
  }

  private async endAttempt(order: OrderRecord): Promise<Attempt> {
    const params = attemptOf(order);
    try {
      return await this.payment.call(voidAttempt, { params, timeoutMs: PAYMENT_TIMEOUT_MS });
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.attempt.illegal_move') throw error;
      // It is too late to void it: what it is now decides.
      return this.payment.call(getAttempt, { params, query: {}, timeoutMs: PAYMENT_TIMEOUT_MS });
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

  /** Until when another card may be given, should the news come too late for the customer to see it. */
  private payUntil(nowMs: number): string {
    return new Date(nowMs + this.config.PAY_AGAIN_SECONDS * 1000).toISOString();
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
