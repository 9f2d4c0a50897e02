import { Inject, Injectable } from '@nestjs/common';
import { type Attempt, authorize, capture, getAttempt, probeProvider, refund } from '@breakwater/contracts';
import { isFault } from '@breakwater/kernel';
import { CONFIG, Peers } from '@breakwater/service-host';
import type { OrderEvent, Refund } from '../domain/order.js';
import { refundsUnderWay, refundToAskFor } from '../domain/refunds.js';
import {
  leaveFormerOpen,
  mayAskAnew,
  meaningOfRefundFault,
  newsAfterVoid,
  newsOf,
  newsOfRefund,
  type StepOutcome,
  waitForCustomer,
  wasAsked,
} from '../domain/step-outcomes.js';
import type { OrderConfig } from '../order.config.js';
import { orderLink } from './access-token.js';
import { EndAttempt, PAYMENT_TIMEOUT_MS, refundOfCharge } from './end-attempt.js';
import type { OrderRecord } from './order-record.js';
import { reservedAt, understood } from './understood.js';

/** The provider is asked within a second; the rest is the way there and back. */
const PROBE_MS = 1500;

/** The steps at payment. */
@Injectable()
export class PaymentSteps {
  constructor(
    @Inject(Peers) private readonly peers: Peers,
    @Inject(EndAttempt) private readonly attempts: EndAttempt,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  async authorize(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const { id, number, total: amount, discount, email, paymentMethod } = order;
    if (paymentMethod === null) return this.askForCard(order, nowMs);
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

  /** There is nothing to charge. While the provider is away a customer cannot give a card either, so the mail waits for it. */
  private async askForCard({ progress }: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const isWell = await this.isProviderWell();
    if (isWell === 'no_time') return isWell;
    if (!isWell) return progress.state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
    const { PAY_AGAIN_SECONDS, PAY_FIRST_SECONDS } = this.config;
    const seconds = progress.deferred ? PAY_AGAIN_SECONDS : PAY_FIRST_SECONDS;
    return { type: 'payment_method_missing', payUntil: new Date(nowMs + seconds * 1000).toISOString() };
  }

  private async isProviderWell(): Promise<boolean | 'no_time'> {
    try {
      return (await this.payment.call(probeProvider, { timeoutMs: PROBE_MS })).healthy;
    } catch (error) {
      // A checkout that has no time left says nothing of the provider.
      return isFault(error) && error.code === 'resilience.deadline.exceeded' ? 'no_time' : false;
    }
  }

  async resolve(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
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
      return understood('authorize_payment', order, () => this.authorize(order, nowMs));
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

  async capture(order: OrderRecord): Promise<StepOutcome> {
    const attempt = await this.payment.call(capture, { params: attemptOf(order), timeoutMs: PAYMENT_TIMEOUT_MS });
    return attempt.state === 'captured'
      ? { type: 'payment_captured', amountMinor: attempt.amount.amountMinor }
      : 'wait';
  }

  async end(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
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

  async refund(order: OrderRecord): Promise<StepOutcome> {
    const asked = refundToAskFor(order.progress.refunds);
    return asked === undefined ? null : this.askForRefund(order, asked);
  }

  /** The first news of any of them; one that nobody can tell of keeps the others from nothing. */
  async newsOfRefunds(order: OrderRecord): Promise<StepOutcome> {
    const underWay = refundsUnderWay(order.progress.refunds);
    const news = await Promise.all(underWay.map((each) => this.lookAtRefund(order, each)));
    return news.find((each) => each !== 'wait') ?? 'wait';
  }

  private async lookAtRefund(order: OrderRecord, each: Refund): Promise<OrderEvent | 'wait'> {
    try {
      return await this.askForRefund(order, each);
    } catch (error) {
      if (!isFault(error)) throw error;
      const news = meaningOfRefundFault(each, error);
      return news === 'passing' ? 'wait' : news;
    }
  }

  /** The call that asks for a refund answers how far it is, as often as it is sent. */
  private async askForRefund(order: OrderRecord, asked: Refund): Promise<OrderEvent | 'wait'> {
    const { id: refundId, amountMinor, reason } = asked;
    const { state } = await this.payment.call(refund, {
      params: { ...attemptOf(order), refundId },
      body: { amount: { amountMinor, currency: order.total.currency }, reason },
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    return newsOfRefund(asked, state);
  }

  /** Until when another card may be given, should the news come too late for the customer to see it. */
  private payUntil(nowMs: number): string {
    return new Date(nowMs + this.config.PAY_AGAIN_SECONDS * 1000).toISOString();
  }

  private get payment() {
    return this.peers.get('payment');
  }
}

/** Payment does not know this attempt. */
function isUnheardOf(error: unknown): boolean {
  return isFault(error) && error.code === 'payment.attempt.not_found';
}

function isEvent(outcome: StepOutcome): outcome is OrderEvent {
  return outcome !== null && typeof outcome === 'object';
}

function attemptOf(order: OrderRecord): { attemptId: string } {
  return { attemptId: order.attemptId };
}
