import { describe, expect, it } from '@jest/globals';
import { bookingsOf, nextReading } from './settlement.js';

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const DAY_MS = 86_400_000;

describe('what is booked of a balance transaction', () => {
  it('is the fee of a charge, and nothing of a refund without one', () => {
    expect(bookingsOf({ type: 'charge', amount: euros(1000), feeMinor: 40 }).map(({ kind }) => kind)).toEqual(['fee']);
    expect(bookingsOf({ type: 'refund', amount: euros(-1000), feeMinor: 0 })).toEqual([]);
  });
  it('is a fee, too, when the provider charges it by itself', () => {
    const [booking] = bookingsOf({ type: 'stripe_fee', amount: euros(-15), feeMinor: 0 });
    expect(booking).toMatchObject({
      kind: 'fee',
      postings: [{ account: 'fees', side: 'debit', amount: euros(15) }, {}],
    });
  });
  it('is a payout, and its way back when the bank refuses it', () => {
    const [out] = bookingsOf({ type: 'payout', amount: euros(-900), feeMinor: 0 });
    expect(out?.postings[0]).toMatchObject({ account: 'bank', side: 'debit', amount: euros(900) });
    const [back] = bookingsOf({ type: 'payout_failure', amount: euros(900), feeMinor: 0 });
    expect(back?.postings[1]).toMatchObject({ account: 'bank', side: 'credit', amount: euros(900) });
  });
});

describe('reading', () => {
  const began = 100 * DAY_MS;
  const now = 150 * DAY_MS;
  const last = { readUntilMs: now - 1000, readFullyAtMs: now - 10_000, readDeeplyAtMs: now - 60_000 };
  const next = (progress: object = {}) => nextReading({ ...last, ...progress }, began, now, 60_000);

  it('begins with our first payment', () => {
    const never = { readUntilMs: null, readFullyAtMs: null, readDeeplyAtMs: null };
    expect(next(never)).toEqual({ fromMs: began - 120_000, depth: 'deep' });
  });
  it('is of what is new, once a minute of the last minutes, now and then of the last days', () => {
    expect(next()).toEqual({ fromMs: now - 121_000, depth: 'new' });
    expect(next({ readFullyAtMs: now - 60_000 })).toEqual({ fromMs: now - 121_000, depth: 'full' });
    expect(next({ readDeeplyAtMs: now - 600_000 })).toEqual({ fromMs: now - 1000 - 3 * DAY_MS, depth: 'deep' });
  });
  it('never goes back beyond our first payment', () => {
    expect(next({ readUntilMs: began + 1000, readDeeplyAtMs: null }).fromMs).toBe(began - 120_000);
  });
});
