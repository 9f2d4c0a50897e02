import { describe, expect, it } from '@jest/globals';
import { totals } from './totals.js';

const rule = { flatMinor: 490, freeFromMinor: 7500, currency: 'EUR' };
const line = (amountMinor: number, quantity: number) => ({ unitPrice: { amountMinor, currency: 'EUR' }, quantity });

describe('totals', () => {
  it('adds flat shipping below the limit and none from it on', () => {
    expect(totals([line(2500, 2), line(2499, 1)], rule).total.amountMinor).toBe(7499 + 490);
    expect(totals([line(2500, 3)], rule).total.amountMinor).toBe(7500);
  });
  it('takes the coupon off after shipping, ships free by what the things cost, and leaves something to charge', () => {
    const coupon = { couponMinor: 500, leastMinor: 50 };
    expect(totals([line(2500, 3)], rule, coupon)).toMatchObject({
      shipping: { amountMinor: 0 },
      discount: { amountMinor: 500 },
      total: { amountMinor: 7000 },
    });
    expect(totals([line(20, 1)], rule, coupon)).toMatchObject({
      discount: { amountMinor: 460 },
      total: { amountMinor: 50 },
    });
    expect(totals([], rule, coupon).total.amountMinor).toBe(0);
  });
  it('charges nothing for an empty cart', () => {
    expect(totals([], rule).total).toEqual({ amountMinor: 0, currency: 'EUR' });
  });
  it('refuses to add two currencies', () => {
    const dollar = { unitPrice: { amountMinor: 1, currency: 'USD' }, quantity: 1 };
    expect(() => totals([line(1, 1), dollar], rule)).toThrow(
      expect.objectContaining({ code: 'money.currency.mismatch' }),
    );
  });
});
