import { describe, expect, it } from '@jest/globals';
import { decide, newOrder, type Order, type OrderEvent } from './order.js';
import { waits } from './next-try.js';
import { refundsUnderWay, refundToAskFor } from './refunds.js';
import { meaningOfFault, newsOfRefund } from './step-outcomes.js';

const ask = (id: string): OrderEvent => ({
  type: 'refund_requested',
  refund: { id, amountMinor: 300, reason: 'broken', lines: [{ sku: 'A', quantity: 1 }], at: '' },
});
const handedOver = (refundId: string): OrderEvent => ({ type: 'refund_handed_over', refundId });
const settled = (refundId: string): OrderEvent => ({ type: 'refund_settled', refundId });
const paid: Order = { ...newOrder, state: 'paid', capturedMinor: 1000, steps: [] };
const after = (...events: OrderEvent[]): Order => events.reduce((order, event) => decide(order, event).state, paid);

describe('a refund that the provider is slow with', () => {
  it('keeps no other waiting: the next one is asked for, and what came back with one that is settled goes on the shelf', () => {
    const first = after(ask('r1'), ask('r2'), handedOver('r1'));
    expect(first.steps).toEqual(['refund_payment', 'await_refunds']);
    expect(refundToAskFor(first.refunds)?.id).toBe('r2');
    const second = decide(first, settled('r2')).state;
    expect(second.steps).toEqual(['return_stock', 'await_refunds']);
    expect(refundsUnderWay(second.refunds).map(({ id }) => id)).toEqual(['r1']);
  });

  it('is only looked at now and then, and counts as given back until it has failed', () => {
    const order = after(ask('r1'), handedOver('r1'));
    expect([order.steps, waits(order)]).toEqual([['await_refunds'], true]);
    expect(newsOfRefund(order.refunds[0]!, 'pending')).toBe('wait');
    expect(decide(order, { type: 'refund_failed', refundId: 'r1' }).state.steps).toEqual([]);
  });

  it.each(['payment.provider.unavailable', 'payment.outcome.unknown'])(
    'is with payment when that says %s: it records first and asks then',
    (code) => {
      const order = after(ask('r1'), ask('r2'));
      expect(meaningOfFault('refund_payment', order, { kind: 'unavailable', code })).toEqual(handedOver('r1'));
    },
  );

  it('is asked for again when payment was not reached, or may not have heard of it', () => {
    const order = after(ask('r1'));
    for (const code of ['resilience.call.unreachable', 'resilience.timeout.exceeded', 'resilience.call.broken'])
      expect(meaningOfFault('refund_payment', order, { kind: 'unavailable', code })).toBe('passing');
  });
});
