import type { Order } from '@breakwater/contracts';

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
