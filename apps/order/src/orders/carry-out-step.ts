import { Inject, Injectable } from '@nestjs/common';
import {
  type Attempt,
  authorize,
  capture,
  confirmReservation,
  extendReservation,
  getAttempt,
  getReservation,
  InsufficientStock,
  refund,
  returnStock,
  releaseReservation,
  reserve,
} from '@breakwater/contracts';
import { isFault } from '@breakwater/kernel';
import { CONFIG, Peers } from '@breakwater/service-host';
import type { OrderEvent, OrderState, Step } from '../domain/order.js';
import {
  leaveFormerOpen,
  mayAskAnew,
  meaningOfFault,
  newsAfterVoid,
  newsOf,
  newsOfReservation,
  type StepOutcome,
  waitForCustomer,
  waitForPayment,
  wasAsked,
} from '../domain/step-outcomes.js';
import type { OrderConfig } from '../order.config.js';
import { orderLink } from './access-token.js';
import { EndAttempt, PAYMENT_TIMEOUT_MS, refundOfCharge } from './end-attempt.js';
import type { OrderRecord } from './order-record.js';

/** The hold outlasts the window by this, so that who pays in the last second still gets the things. */
const HOLD_MARGIN_SECONDS = 600;
/** More than that inventory does not hold. */
const LONGEST_HOLD_SECONDS = 604_800;

/** Asks for money, or waits until it can: whatever the trouble is, it ends with the hold. */
const ENDS_WITH_HOLD: readonly OrderState[] = ['reserved', 'payment_deferred', 'unknown'];

/**
 * Does one step at another service and says what came of it. Each step may be repeated without harm: reservations go by order
 * id, payments by attempt id. What it throws is passing trouble; the step is tried again later.
 */
@Injectable()
export class CarryOutStep {
  constructor(
    @Inject(Peers) private readonly peers: Peers,
    @Inject(EndAttempt) private readonly attempts: EndAttempt,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  async carryOut(order: OrderRecord, step: Step, nowMs: number): Promise<StepOutcome> {
    if (await this.isHoldLost(order, step, nowMs)) return { type: 'hold_lost' };
    return this.understood(step, order, () => this.take(order, step, nowMs));
  }

  /** Nobody waits for ever: when the longest hold is over and the stock is gone, so is the order. */
  private async isHoldLost(order: OrderRecord, step: Step, nowMs: number): Promise<boolean> {
    if (!ENDS_WITH_HOLD.includes(order.progress.state) || step === 'extend_hold') return false;
    if (nowMs <= this.heldUntil(order)) return false;
    const { state, expiresAt } = await this.inventory.call(getReservation, { params: { orderId: order.id } });
    return state !== 'held' || Date.parse(expiresAt) <= nowMs;
  }

  /** Counted from when this payment was begun, so that an order cannot be held for ever by turns. */
  private heldUntil(order: OrderRecord): number {
    const { state, payUntil } = order.progress;
    const { HOLD_SECONDS, DEFERRED_HOLD_SECONDS } = this.config;
    if ((state === 'payment_due' || state === 'reserved') && payUntil !== null)
      return Date.parse(payUntil) + HOLD_MARGIN_SECONDS * 1000;
    return reservedAt(order) + (state === 'reserved' ? HOLD_SECONDS : DEFERRED_HOLD_SECONDS) * 1000;
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
        return this.extendHold(order, nowMs);
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
  private async extendHold(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const leftSeconds = Math.ceil((this.heldUntil(order) - nowMs) / 1000);
    const ttlSeconds = Math.min(Math.max(1, leftSeconds), LONGEST_HOLD_SECONDS);
    await this.inventory.call(extendReservation, { params: { orderId: order.id }, body: { ttlSeconds } });
    return null;
  }

  private async reserveStock(order: OrderRecord): Promise<StepOutcome> {
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    try {
      const body = { lines, ttlSeconds: this.config.HOLD_SECONDS };
      const { state } = await this.inventory.call(reserve, { params: { orderId: order.id }, body });
      return newsOfReservation(state);
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
    const waited = this.waitForCustomer(order, nowMs);
    try {
      const event = await this.newsOfPayment(order, nowMs);
      const isKnown = isEvent(event) && event.type === 'action_required' && wasAsked(order.progress);
      return isKnown || event === 'wait' ? waited : event;
    } catch (error) {
      // Nobody can tell what the customer did; the time for it is over all the same.
      if (waited !== 'wait') return waited;
      throw error;
    }
  }

  private async newsOfPayment(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const attempt = await this.findAttempt(order);
    if (mayAskAnew(attempt, order.progress))
      return this.understood('authorize_payment', order, () => this.authorizePayment(order, nowMs));
    if (attempt === null) return 'wait';
    return newsOf(attempt, order.progress, this.payUntil(nowMs));
  }

  /** Null: payment never heard of it. */
  private async findAttempt(order: OrderRecord): Promise<Attempt | null> {
    const asked = { params: attemptOf(order), query: { refresh: 'true' }, timeoutMs: PAYMENT_TIMEOUT_MS } as const;
    try {
      return await this.payment.call(getAttempt, asked);
    } catch (error) {
      if (isUnheardOf(error)) return null;
      throw error;
    }
  }

  private waitForCustomer({ progress, timeline, placedAt }: OrderRecord, nowMs: number): StepOutcome {
    const askedAt = Date.parse(timeline.at(-1)?.at ?? placedAt.toISOString());
    return waitForCustomer(progress, askedAt + this.config.ACTION_WINDOW_SECONDS * 1000, nowMs);
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
    const left = leaveFormerOpen(order.progress, reservedAt(order), nowMs);
    try {
      const outcome = await this.endPayment(order, nowMs);
      return outcome === 'wait' ? (left ?? outcome) : outcome;
    } catch (error) {
      if (left !== null && !isUnheardOf(error)) return left;
      throw error;
    }
  }

  private async endPayment(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const { state, amount } = await this.attempts.end(order.attemptId);
    const refund = { refundId: refundOfCharge(order.attemptId), at: new Date(nowMs).toISOString() };
    return newsAfterVoid({ state, amountMinor: amount.amountMinor }, order.progress, refund);
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

/** Payment does not know this attempt. */
function isUnheardOf(error: unknown): boolean {
  return isFault(error) && error.code === 'payment.attempt.not_found';
}

/** When this payment was begun. */
function reservedAt({ timeline, placedAt }: OrderRecord): number {
  const at = timeline.findLast(({ state }) => state === 'reserved')?.at;
  return at === undefined ? placedAt.getTime() : Date.parse(at);
}

function isEvent(outcome: StepOutcome): outcome is OrderEvent {
  return outcome !== null && typeof outcome === 'object';
}

function attemptOf(order: OrderRecord): { attemptId: string } {
  return { attemptId: order.attemptId };
}
