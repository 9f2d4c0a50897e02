import type { Stripe } from 'stripe';
import type { BalanceTransaction } from '../domain/money-moves.js';

export function buildBalanceTransaction(
  transaction: BalanceTransaction,
  nowSeconds: number,
): Stripe.BalanceTransaction {
  const { amount, fee, currency } = transaction;
  const fees = { amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' };
  return {
    id: transaction.id,
    object: 'balance_transaction',
    amount,
    available_on: transaction.availableOn,
    balance_type: 'payments',
    created: transaction.created,
    currency,
    description: transaction.description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [fees],
    net: amount - fee,
    reporting_category: transaction.type,
    source: transaction.source,
    status: transaction.availableOn <= nowSeconds ? 'available' : 'pending',
    type: transaction.type,
  };
}
