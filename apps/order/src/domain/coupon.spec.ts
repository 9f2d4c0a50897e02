import { describe, expect, it } from '@jest/globals';
import { CODE_BYTES, couponCode, discountOf, refusalOf } from './coupon.js';

const nowMs = Date.UTC(2026, 0, 1);
const coupon = { expiresAt: new Date(nowMs + 1), redeemedBy: null, revokedAt: null };

describe('a coupon', () => {
  it('is good until the moment it expires, and once', () => {
    expect(refusalOf(coupon, nowMs)).toBeNull();
    expect(refusalOf(coupon, nowMs + 1)).toBe('expired');
    expect(refusalOf({ ...coupon, redeemedBy: 'order' }, nowMs)).toBe('used');
    expect(refusalOf(null, nowMs)).toBe('unknown');
  });
  it('that an order has used still counts for that order', () => {
    expect(refusalOf({ ...coupon, redeemedBy: 'order' }, nowMs, 'order')).toBeNull();
    expect(refusalOf({ ...coupon, redeemedBy: 'other' }, nowMs, 'order')).toBe('used');
  });
  it('that was revoked is good for nobody, not even for the order that has used it', () => {
    const revoked = { ...coupon, revokedAt: new Date(nowMs) };
    expect(refusalOf(revoked, nowMs)).toBe('revoked');
    expect(refusalOf({ ...revoked, redeemedBy: 'order' }, nowMs, 'order')).toBe('revoked');
    expect(refusalOf({ ...revoked, redeemedBy: 'other' }, nowMs, 'order')).toBe('used');
  });
  it.each([
    [500, 2490, 500],
    [500, 540, 490],
    [500, 50, 0],
    [500, 0, 0],
  ])('of %i on %i takes %i off: what the provider charges at least is left', (amount, gross, off) => {
    expect(discountOf(amount, gross, 50)).toBe(off);
  });
  it('has a code that uses every random byte and no letter that is mistaken for another', () => {
    const random = crypto.getRandomValues(new Uint8Array(CODE_BYTES));
    const code = couponCode(random);
    expect(code).toMatch(/^SORRY(-[2-9A-HJ-NP-Z]{5}){3}$/);
    for (let i = 0; i < CODE_BYTES; i++) {
      expect(couponCode(random.map((byte, at) => (at === i ? byte ^ 1 : byte)))).not.toBe(code);
    }
    expect(CODE_BYTES * 5).toBeGreaterThanOrEqual(60);
  });
});
