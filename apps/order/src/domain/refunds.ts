import { Fault } from '@breakwater/kernel';
import type { Order, OrderEvent, Refund, Step } from './order-model.js';

type RefundNews = Extract<OrderEvent, { readonly refundId: string }>;

/** What has been given back. */
export function refundedMinor(refunds: readonly Refund[]): number {
  return sum(refunds.filter(({ state }) => state === 'succeeded'));
}

/** What may still be given back: refunds under way are counted as given. */
export function refundableMinor(order: Pick<Order, 'capturedMinor' | 'refunds'>): number {
  return order.capturedMinor - sum(order.refunds.filter(({ state }) => state !== 'failed'));
}

/** Throws `order.refund.exceeds_payment`. The same id again changes nothing. */
export function addRefund(order: Order, asked: Omit<Refund, 'state' | 'returned'>): readonly Refund[] {
  if (order.refunds.some(({ id }) => id === asked.id)) return order.refunds;
  if (asked.amountMinor <= 0 || asked.amountMinor > refundableMinor(order)) {
    throw new Fault('conflict', 'order.refund.exceeds_payment', 'more than is left of the payment', {
      publicMessage: 'There is not that much left to give back.',
      details: { refundableMinor: refundableMinor(order) },
    });
  }
  return [...order.refunds, { ...asked, state: 'pending', returned: asked.lines.length === 0 }];
}

export function changeRefund(refunds: readonly Refund[], news: RefundNews): readonly Refund[] {
  return refunds.map((refund) => (refund.id === news.refundId ? { ...refund, ...changeOf(news) } : refund));
}

function changeOf(news: RefundNews): Partial<Refund> {
  if (news.type === 'stock_returned') return { returned: true };
  if (news.type === 'refund_handed_over') return { handedOver: true };
  return { state: news.type === 'refund_settled' ? 'succeeded' : 'failed' };
}

/** The one that payment is asked for next. */
export function refundToAskFor(refunds: readonly Refund[]): Refund | undefined {
  return refunds.find(({ state, handedOver }) => state === 'pending' && handedOver === undefined);
}

/** Those that the provider has to settle; each in its own time. */
export function refundsUnderWay(refunds: readonly Refund[]): readonly Refund[] {
  return refunds.filter(({ state, handedOver }) => state === 'pending' && handedOver === true);
}

/**
 * The money first, then the things: stock that is back before the money is would be given away twice. What the provider is
 * slow with is waited for last, so that it keeps nothing else waiting.
 */
export function refundSteps(refunds: readonly Refund[]): readonly Step[] {
  const steps = refunds.flatMap(({ state, handedOver, returned }): Step[] => {
    if (state === 'pending') return handedOver === true ? [] : ['refund_payment'];
    return state === 'succeeded' && !returned ? ['return_stock'] : [];
  });
  return refundsUnderWay(refunds).length > 0 ? [...steps, 'await_refunds'] : steps;
}

function sum(refunds: readonly Refund[]): number {
  return refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
}
