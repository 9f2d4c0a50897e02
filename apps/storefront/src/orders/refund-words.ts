import type { Order } from '@breakwater/contracts';
import { formatMoney, money } from '@breakwater/kernel';

type Refund = Order['refunds'][number];

const STATES: Record<Refund['state'], string> = {
  pending: 'on its way',
  succeeded: 'given back',
  failed: 'did not go through; we are looking into it',
};

export const refundStateWords = (state: Refund['state']): string => STATES[state];

/** What is given back or on its way back, in minor units. */
export function refundedOrPending({ refunds }: Pick<Order, 'refunds'>): number {
  return refunds.reduce((sum, { amount, state }) => (state === 'failed' ? sum : sum + amount.amountMinor), 0);
}

/** The whole of a paid order goes back to the customer, even though the last cent is not there yet. */
export function isGivenBack(order: Pick<Order, 'state' | 'total' | 'refunds'>): boolean {
  const wasPaid = order.state === 'paid' || order.state === 'fulfilled';
  return wasPaid && order.refunds.length > 0 && refundedOrPending(order) >= order.total.amountMinor;
}

/** What became of the money of an order that ended without being paid: a charge may be found late, whatever the state says. */
export function chargeWords({ refundable, refunds }: Pick<Order, 'refundable' | 'refunds'>): string {
  const { amountMinor: kept, currency } = refundable;
  const given = refundedOrPending({ refunds });
  if (kept + given === 0) return 'Nothing was charged.';
  const charged = `${formatMoney(money(kept + given, currency))} came to us all the same`;
  if (kept > 0)
    return `${charged}; ${formatMoney(refundable)} of it is not given back yet, and we are looking into it.`;
  const isOnItsWay = refunds.some(({ state }) => state === 'pending');
  return `${charged} and ${isOnItsWay ? 'is on its way back to your card' : 'was given back'}; banks take up to five days.`;
}
