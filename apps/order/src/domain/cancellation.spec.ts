import { describe, expect, it } from '@jest/globals';
import { cancellation } from './cancellation.js';
import { allows, newOrder, type Order, type OrderState } from './order.js';
import { ORDER_STATES } from './order-moves.js';

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

describe('a wish to cancel', () => {
  it.each(Object.keys(ORDER_STATES) as OrderState[])(
    'of an order that is %s is a move, nothing, or refused',
    (state) => {
      const order = inState(state, { capturedMinor: 1000 });
      let event;
      try {
        event = cancellation(order, bought, request);
      } catch (error) {
        expect(error).toMatchObject({ code: 'order.order.not_cancellable' });
        return;
      }
      if (event === null) expect(['cancelled', 'refunded']).toContain(state);
      else expect(allows(order, event)).toBe(true);
    },
  );

  it('of a paid order gives everything back, and things with it', () => {
    expect(cancellation(inState('paid', { capturedMinor: 1000 }), bought, request)).toMatchObject({
      type: 'refund_requested',
      refund: { id: 'r1', amountMinor: 1000, lines: bought },
    });
  });

  it('of an order that is under way is told to come back, of one that has ended not', () => {
    for (const state of ['pending', 'reserved', 'authorized', 'confirmed'] as const) {
      expect(() => cancellation(inState(state), bought, request)).toThrow(
        expect.objectContaining({ retryAfterSeconds: 2 }),
      );
    }
    expect(() => cancellation(inState('fulfilled'), bought, request)).toThrow(
      expect.objectContaining({ retryAfterSeconds: undefined }),
    );
  });

  it('does nothing when all is on its way back already, and is refused when only a part is', () => {
    const part = inState('paid', { capturedMinor: 1000, refunds: [refund] });
    expect(() => cancellation(part, bought, request)).toThrow();
    const all = { ...part, refunds: [{ ...refund, amountMinor: 1000 }] };
    expect(cancellation(all, bought, request)).toBeNull();
  });
});
