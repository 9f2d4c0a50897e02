import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newOrder, type Order, type Refund } from './order.js';
import { whatToRefund } from './refund-request.js';

const refunded = (lines: Refund['lines'], amountMinor: number, state: Refund['state'] = 'succeeded'): Refund => ({
  id: String(Math.random()),
  amountMinor,
  reason: 'x',
  lines,
  state,
  returned: true,
  at: '',
});
const paid = (capturedMinor: number, refunds: readonly Refund[] = []): Order => ({
  ...newOrder,
  state: 'paid',
  capturedMinor,
  refunds,
});
const bought = {
  lines: [
    { sku: 'A', quantity: 3, unitPriceMinor: 1000 },
    { sku: 'B', quantity: 1, unitPriceMinor: 333 },
  ],
  grossMinor: 3333 + 490,
  discountMinor: 500,
};
const one = [{ sku: 'A', quantity: 1 }];

describe('what is given back', () => {
  it('is what was asked for, without anything coming back', () => {
    expect(whatToRefund(paid(3323), bought, { amountMinor: 200 })).toEqual({ amountMinor: 200, lines: [] });
  });

  it('is what the lines cost less their share of the discount, without shipping', () => {
    expect(whatToRefund(paid(3323), bought, { lines: one })).toEqual({ amountMinor: 1000 - 130, lines: one });
  });

  it('is all that is left, with every line that is not back yet', () => {
    const before = [refunded(one, 870), refunded([{ sku: 'B', quantity: 1 }], 100, 'failed')];
    expect(whatToRefund(paid(3323, before), bought, {})).toEqual({
      amountMinor: 3323 - 870,
      lines: [
        { sku: 'A', quantity: 2 },
        { sku: 'B', quantity: 1 },
      ],
    });
  });

  it('is refused for lines that were not bought, or are back or on their way', () => {
    const before = [refunded([{ sku: 'A', quantity: 2 }], 1, 'pending')];
    for (const lines of [[{ sku: 'A', quantity: 2 }], [...one, ...one], [{ sku: 'C', quantity: 1 }]]) {
      expect(() => whatToRefund(paid(3323, before), bought, { lines })).toThrow(
        expect.objectContaining({ code: 'order.refund.unknown_line' }),
      );
    }
  });

  it('takes nothing off the shelf of an order that ended unpaid: its stock went back then', () => {
    const order = { ...paid(3323), state: 'cancelled' } as const;
    expect(whatToRefund(order, bought, {})).toEqual({ amountMinor: 3323, lines: [] });
  });

  it('adds up to the same, in how many parts the lines ever come back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat({ max: 10_000 }),
        (quantity, unitPriceMinor, discount) => {
          const grossMinor = quantity * unitPriceMinor;
          const discountMinor = Math.min(discount, grossMinor - 1);
          const cart = { lines: [{ sku: 'A', quantity, unitPriceMinor }], grossMinor, discountMinor };
          let order = paid(grossMinor - discountMinor);
          for (let i = 0; i < quantity; i++) {
            const { amountMinor, lines } = whatToRefund(order, cart, { lines: one });
            expect(amountMinor).toBeGreaterThanOrEqual(0);
            order = { ...order, refunds: [...order.refunds, refunded(lines, amountMinor)] };
          }
          const given = order.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          expect(given).toBe(grossMinor - discountMinor);
        },
      ),
    );
  });
});
