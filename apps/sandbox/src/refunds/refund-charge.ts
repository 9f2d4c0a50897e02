import { z } from 'zod';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import { decideRefund } from '../domain/decide-refund.js';
import {
  AVAILABLE_AFTER_SECONDS,
  type Charge,
  type Refund,
  REFUND_SETTLES_AFTER_SECONDS,
} from '../domain/money-moves.js';
import { invalidRequest, missing } from '../domain/stripe-fault.js';
import type { EventLog } from '../events/event-log.js';
import { assertAmount } from '../payment-intents/create-payment-intent.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import { mergeMetadata, param } from '../stripe-api/params.js';
import type { ProviderObjects } from '../stripe-api/provider-objects.js';

export const refundParams = {
  payment_intent: param.text(100).optional(),
  charge: param.text(100).optional(),
  amount: param.integer().optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: z.union([param.metadata(), z.literal('')]).optional(),
};
const Params = z.object(refundParams);
export type RefundParams = z.infer<typeof Params>;

export class RefundCharge {
  constructor(
    private readonly records: Records,
    private readonly objects: ProviderObjects,
    private readonly events: EventLog,
    private readonly clock: SandboxClock,
  ) {}

  run(params: RefundParams): Refund {
    if (params.amount !== undefined && params.amount < 1) assertAmount(params.amount);
    const { amount, charge } = decideRefund(this.chargeOf(params), params.amount ?? null);
    const now = this.clock.seconds();
    const refund: Refund = {
      id: newId('re'),
      created: now,
      charge: charge.id,
      paymentIntent: charge.paymentIntent,
      amount,
      currency: charge.currency,
      reason: params.reason ?? null,
      metadata: mergeMetadata({}, params.metadata),
      balanceTransaction: newId('txn'),
      ...this.courseOf(charge, now),
    };
    this.book(refund);
    this.records.charges.save(charge);
    this.events.announce('refund.created', this.objects.refund(refund));
    this.events.announce('charge.refunded', this.objects.charge(charge));
    return refund;
  }

  /** What the card that was charged makes of it. */
  private courseOf({ paymentMethod }: Charge, now: number): Pick<Refund, 'status' | 'settlesAt'> {
    const course = this.records.paymentMethods.find(paymentMethod)?.card.refunds;
    if (course === undefined) return {};
    const status = course === 'pending_first' ? 'pending' : 'succeeded';
    return { status, settlesAt: now + REFUND_SETTLES_AFTER_SECONDS };
  }

  /** The refund and its movement of money. */
  book(refund: Refund): void {
    this.records.balanceTransactions.save({
      id: refund.balanceTransaction,
      created: refund.created,
      type: 'refund',
      amount: -refund.amount,
      fee: 0,
      currency: refund.currency,
      source: refund.id,
      description: 'REFUND FOR CHARGE',
      availableOn: refund.created + AVAILABLE_AFTER_SECONDS,
    });
    this.records.refunds.save(refund);
  }

  private chargeOf(params: RefundParams): Charge {
    const { charge: chargeId, payment_intent: intentId } = params;
    if (chargeId !== undefined) {
      const charge = this.records.charges.find(chargeId);
      if (charge === undefined) throw missing('charge', chargeId, 'charge');
      return charge;
    }
    if (intentId === undefined) {
      throw invalidRequest(
        'One of the following params should be provided for this request: payment_intent or charge.',
        {
          code: 'parameter_missing',
        },
      );
    }
    const intent = this.records.intents.find(intentId);
    if (intent === undefined) throw missing('payment_intent', intentId, 'payment_intent');
    const charge = intent.latestCharge === null ? undefined : this.records.charges.find(intent.latestCharge);
    if (charge === undefined || charge.decline !== null) {
      throw invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
        param: 'payment_intent',
      });
    }
    return charge;
  }
}
