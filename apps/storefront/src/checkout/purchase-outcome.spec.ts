import { describe, expect, it } from '@jest/globals';
import { ApiError } from '@breakwater/web';
import { declineWords, outcomeOf } from './purchase-outcome.js';

const before = { amountMinor: 1000, currency: 'EUR' };
const of = (status: number, code: string, details?: unknown) =>
  outcomeOf(new ApiError({ status, code, message: 'words', details }), before);

describe('what came of a purchase', () => {
  it('is unsettled as long as nobody knows', () => {
    for (const status of [0, 429, 500, 503, 504]) expect(of(status, 'x.y.z').kind).toBe('unsettled');
    expect(of(409, 'idempotency.key.in_progress').kind).toBe('unsettled');
  });
  it('names the lines that are sold out', () => {
    const details = { lines: [{ sku: 'A-1', requested: 3, available: 1 }, { sku: 7 }, null] };
    expect(of(409, 'order.stock.insufficient', details)).toEqual({
      kind: 'sold_out',
      missing: [{ sku: 'A-1', available: 1 }],
    });
    expect(of(409, 'order.stock.insufficient')).toEqual({ kind: 'sold_out', missing: [] });
  });
  it('keeps the total that the customer had seen', () => {
    expect(of(409, 'order.total.changed')).toEqual({ kind: 'total_changed', before });
  });
  it('says why the coupon was not taken', () => {
    expect(of(409, 'coupon.code.used')).toMatchObject({
      kind: 'coupon_refused',
      words: expect.stringContaining('used before'),
    });
    expect(of(409, 'coupon.code.expired')).toEqual({ kind: 'coupon_refused', words: 'words' });
  });
  it('says in human words why the bank declined', () => {
    const details = {
      order: { decline: { code: 'insufficient_funds', message: 'Your card has insufficient funds.' } },
    };
    expect(of(402, 'order.payment.declined', details)).toMatchObject({
      words: 'There is not enough money on this card for the order.',
    });
    expect(declineWords('something_new', 'The provider said this.')).toBe('The provider said this.');
    expect(of(402, 'order.payment.declined')).toMatchObject({ kind: 'declined', order: undefined });
  });
  it('is no refusal while the same cart is being bought elsewhere, and may be tried when the shop says', () => {
    const error = new ApiError({ status: 409, code: 'order.cart.in_checkout', message: 'words', retryAfterMs: 3000 });
    expect(outcomeOf(error, before)).toEqual({ kind: 'in_checkout', retryAfterMs: 3000 });
    expect(of(409, 'order.cart.in_checkout')).toEqual({ kind: 'in_checkout', retryAfterMs: 2000 });
  });
  it('shows the words of any other refusal', () => {
    expect(of(400, 'request.input.invalid')).toEqual({ kind: 'refused', words: 'words' });
  });
});
