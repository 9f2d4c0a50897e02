import type { Money } from '@breakwater/kernel';
import type { Discrepancy, OrderFact } from './facts.js';
import { discrepancy, minus, shown, type SliceIndex } from './slice-index.js';

const PAID = ['paid', 'fulfilled'];
const HELD = ['captured'];

/** What we keep of the customer's money, by the payment service. */
interface Kept {
  readonly state: string;
  readonly kept: Money;
  readonly updatedAt: string;
}

/** Orders against payments: who says that it is paid must have the money, who says that it is not must not. */
export function compareOrders(index: SliceIndex): Discrepancy[] {
  return index.slice.orders
    .filter(({ placedAt, updatedAt }) => index.isDue(placedAt) && index.isSettled(updatedAt))
    .flatMap((order) => {
      const payment = keptFor(order, index);
      // The payment has just moved: the order may hear of it in a moment.
      if (payment !== undefined && !index.isSettled(payment.updatedAt)) return [];
      return problemOf(order, payment) ?? [];
    });
}

function keptFor({ attemptId }: OrderFact, index: SliceIndex): Kept | undefined {
  const payment = attemptId === null ? undefined : index.payment(attemptId);
  if (payment !== undefined) return { ...payment, kept: minus(payment.captured, payment.refunded) };
  const glance = index.glance(attemptId);
  if (glance === undefined) return undefined;
  return { ...glance, kept: HELD.includes(glance.state) ? glance.amount : { ...glance.amount, amountMinor: 0 } };
}

function problemOf(order: OrderFact, payment: Kept | undefined): Discrepancy | undefined {
  const { state, total } = order;
  const says = `the order is ${state}`;
  if (!PAID.includes(state)) {
    if (payment === undefined || payment.kept.amountMinor === 0) return undefined;
    return discrepancy('status', order, says, `we keep ${shown(payment.kept)}`, payment.kept);
  }
  if (payment === undefined) return discrepancy('status', order, says, 'no payment', total);
  if (payment.state !== 'captured') return discrepancy('status', order, says, `the payment is ${payment.state}`, total);
  if (payment.kept.currency !== total.currency) {
    return discrepancy('currency', order, shown(total), shown(payment.kept), total);
  }
  // A part may have been refunded; more than the total may never be kept.
  const excess = minus(payment.kept, total);
  return excess.amountMinor > 0 ? discrepancy('amount', order, shown(total), shown(payment.kept), excess) : undefined;
}
