import { describe, expect, it } from '@jest/globals';
import { isFault } from '@breakwater/kernel';
import { cancellation } from './cancellation.js';
import { allows, decide, mayCancel, newOrder, type Order, type OrderState } from './order.js';

const request = { by: 'customer', refundId: 'r1', at: '2026-01-01T00:00:00.000Z' } as const;
const bought = [{ sku: 'A', quantity: 2 }];
const inState = (state: OrderState, more: Partial<Order> = {}): Order => ({ ...newOrder, state, ...more });
const refund = {
  id: 'r0',
  amountMinor: 400,
  reason: 'x',
  lines: [],
  state: 'pending',
  returned: true,
  at: '',
} as const;

/** What becomes of the wish. `soon`: refused, with a time to ask again; `no`: refused for good. */
const WISHES: Readonly<Record<OrderState, 'cancelled' | 'refund_requested' | 'nothing' | 'soon' | 'no'>> = {
  pending: 'soon',
  reserved: 'soon',
  requires_action: 'cancelled',
  unknown: 'cancelled',
  payment_deferred: 'cancelled',
  payment_due: 'cancelled',
  authorized: 'soon',
  confirmed: 'soon',
  paid: 'refund_requested',
  fulfilled: 'no',
  declined: 'no',
  rejected: 'no',
  cancelled: 'nothing',
  refunded: 'nothing',
};

function wish(order: Order): string {
  try {
    const event = cancellation(order, bought, request);
    if (event !== null && !allows(order, event)) return `${event.type}, which no rule knows`;
    return event?.type ?? 'nothing';
  } catch (error) {
    if (!isFault(error) || error.code !== 'order.order.not_cancellable') throw error;
    return error.retryAfterSeconds === undefined ? 'no' : 'soon';
  }
}

describe('a wish to cancel', () => {
  it.each(Object.entries(WISHES))('of an order that is %s: %s', (state, expected) => {
    expect(wish(inState(state as OrderState, { capturedMinor: 1000 }))).toBe(expected);
  });

  it('is shown as possible wherever it is a move', () => {
    for (const state of Object.keys(WISHES) as OrderState[])
      expect([state, mayCancel(inState(state, { capturedMinor: 1000 }))]).toEqual([
        state,
        ['cancelled', 'refund_requested'].includes(WISHES[state]),
      ]);
  });

  it('of a paid order gives everything back, and things with it', () => {
    expect(cancellation(inState('paid', { capturedMinor: 1000 }), bought, request)).toMatchObject({
      type: 'refund_requested',
      refund: { id: 'r1', amountMinor: 1000, lines: bought },
    });
  });

  it('does nothing when all is on its way back already, and is refused when only a part is', () => {
    const part = inState('paid', { capturedMinor: 1000, refunds: [refund] });
    expect(() => cancellation(part, bought, request)).toThrow();
    const all = { ...part, refunds: [{ ...refund, amountMinor: 1000 }] };
    expect(cancellation(all, bought, request)).toBeNull();
  });
});

describe('an order that another one takes the place of', () => {
  it('gives its things back first: the other one wants them, whatever keeps payment', () => {
    const { state } = decide(inState('requires_action'), { type: 'cancelled', by: 'superseded' });
    expect(state.steps).toEqual(['release_stock', 'void_payment']);
  });
});
