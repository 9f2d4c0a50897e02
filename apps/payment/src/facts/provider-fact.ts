import type { ProviderFact } from '@breakwater/contracts';
import type { Stripe } from 'stripe';

const TYPES: Readonly<Record<string, ProviderFact['type']>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  payout: 'payout',
  payout_cancel: 'payout',
  payout_failure: 'payout',
};

/** A balance transaction in our words. Amounts of charges and refunds are those that the customer saw, refunds negative. */
export function providerFactOf(transaction: Stripe.BalanceTransaction, payoutId: string | null = null): ProviderFact {
  const { id, source } = transaction;
  const type = TYPES[transaction.type] ?? 'other';
  const object = typeof source === 'object' && source !== null ? source : undefined;
  const seen = object === undefined ? undefined : customerSide(object, transaction.amount);
  return {
    id,
    type,
    providerType: transaction.type,
    source: object?.id ?? (typeof source === 'string' ? source : null),
    providerReference: seen?.intent ?? null,
    attemptId: seen?.attemptId ?? null,
    amount: money(seen?.amountMinor ?? transaction.amount, seen?.currency ?? transaction.currency),
    fee: money(transaction.fee, transaction.currency),
    net: money(transaction.net, transaction.currency),
    payoutId: type === 'payout' ? (object?.id ?? null) : payoutId,
    createdAt: new Date(transaction.created * 1000).toISOString(),
  };
}

interface CustomerSide {
  readonly amountMinor: number;
  readonly currency: string;
  readonly intent: string | null;
  readonly attemptId: string | null;
}

function customerSide(object: Stripe.BalanceTransactionSource, movedMinor: number): CustomerSide | undefined {
  if (object.object !== 'charge' && object.object !== 'refund') return undefined;
  const { currency, payment_intent: intent, metadata } = object;
  return {
    // A refund that came back is money in.
    amountMinor: object.object === 'charge' ? object.amount_captured : Math.sign(movedMinor) * object.amount,
    currency,
    intent: typeof intent === 'string' ? intent : (intent?.id ?? null),
    attemptId: metadata?.['attempt_id'] ?? null,
  };
}

function money(amountMinor: number, currency: string): { amountMinor: number; currency: string } {
  return { amountMinor, currency: currency.toUpperCase() };
}
