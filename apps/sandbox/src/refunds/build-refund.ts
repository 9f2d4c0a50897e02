import type { Stripe } from 'stripe';
import type { Refund } from '../domain/money-moves.js';

export function buildRefund(refund: Refund): Stripe.Refund {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.balanceTransaction,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    ...failureOf(refund),
    metadata: { ...refund.metadata },
    payment_intent: refund.paymentIntent,
    payment_method: null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status ?? 'succeeded',
    transfer_reversal: null,
  };
}

type Failure = Pick<Stripe.Refund, 'failure_balance_transaction' | 'failure_reason'>;

function failureOf({ failureBalanceTransaction }: Refund): Failure {
  if (failureBalanceTransaction === undefined) return {};
  return { failure_balance_transaction: failureBalanceTransaction, failure_reason: 'expired_or_canceled_card' };
}
