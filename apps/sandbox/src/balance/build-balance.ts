import type { Stripe } from 'stripe';
import type { BalanceSum } from './sum-balance.js';

export function buildBalance(sums: readonly BalanceSum[]): Stripe.Balance {
  const money = (part: 'available' | 'pending'): Stripe.Balance.Available[] =>
    sums.map((sum) => ({ amount: sum[part], currency: sum.currency, source_types: { card: sum[part] } }));
  return { object: 'balance', available: money('available'), livemode: false, pending: money('pending') };
}
