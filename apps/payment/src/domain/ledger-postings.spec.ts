import { describe, expect, it } from '@jest/globals';
import {
  adjustmentPostings,
  capturePostings,
  feePostings,
  payoutPostings,
  type Posting,
  refundPostings,
  reversed,
  strayRefundPostings,
} from './ledger-postings.js';

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

/** Debit less credit, by account. */
function effect(postings: readonly Posting[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { account, side, amount } of postings) {
    sums[account] = (sums[account] ?? 0) + (side === 'debit' ? amount.amountMinor : -amount.amountMinor);
  }
  return sums;
}

const every = {
  capture: capturePostings(euros(1999)),
  'capture with a coupon': capturePostings(euros(1999), 501),
  refund: refundPostings(euros(700)),
  fee: feePostings(euros(55)),
  'fee given back': feePostings(euros(-55)),
  payout: payoutPostings(euros(1244)),
  'payout that came back': payoutPostings(euros(-1244)),
  'adopted charge': adjustmentPostings('adopt_charge', euros(100)),
  'adopted refund': adjustmentPostings('adopt_refund', euros(100)),
  'write-off': adjustmentPostings('write_off', euros(100)),
  'more at the provider': adjustmentPostings('movement_in', euros(100)),
  'less at the provider': adjustmentPostings('movement_out', euros(100)),
  'more at the bank': adjustmentPostings('bank_in', euros(100)),
  'less at the bank': adjustmentPostings('bank_out', euros(100)),
  'refund of a stray': strayRefundPostings(euros(100), 100),
  'refund of an adopted stray': strayRefundPostings(euros(100), 0),
};

describe('the ledger', () => {
  it.each(Object.entries(every))('has as much debit as credit, and no amount below one: %s', (_, postings) => {
    expect(Object.values(effect(postings)).reduce((a, b) => a + b, 0)).toBe(0);
    expect(postings.every(({ amount }) => amount.amountMinor > 0)).toBe(true);
  });

  it('takes each back by its mirror image', () => {
    for (const postings of Object.values(every)) {
      expect(Object.values(effect([...postings, ...reversed(postings)])).every((sum) => sum === 0)).toBe(true);
    }
  });

  it('books revenue before the coupon; what the customer owed is paid', () => {
    expect(effect(every['capture with a coupon'])).toEqual({
      customer_receivable: 0,
      coupons: 501,
      revenue: -2500,
      provider_clearing: 1999,
    });
  });

  it('books a difference at the provider or at the bank against what nobody has explained', () => {
    expect(effect(every['less at the provider'])).toEqual({ discrepancies: 100, provider_clearing: -100 });
    expect(effect(every['more at the provider'])).toEqual({ discrepancies: -100, provider_clearing: 100 });
    expect(effect(every['less at the bank'])).toEqual({ discrepancies: 100, bank: -100 });
    expect(effect(every['more at the bank'])).toEqual({ discrepancies: -100, bank: 100 });
  });

  it('is even at the provider when everything was paid out', () => {
    const captured = capturePostings(euros(1999));
    const all = [...captured, ...refundPostings(euros(700)), ...feePostings(euros(55)), ...payoutPostings(euros(1244))];
    expect(effect(all)).toMatchObject({ provider_clearing: 0, bank: 1244, fees: 55, refunds: 700 });
  });

  it('leaves nothing of a stray charge that was given back, adopted before or not', () => {
    expect(effect(strayRefundPostings(euros(100), 100))).toEqual({ discrepancies: 0, provider_clearing: 0 });
    const adopted = [...adjustmentPostings('adopt_charge', euros(100)), ...strayRefundPostings(euros(100), 0)];
    expect(effect(adopted)).toEqual({ discrepancies: 0, provider_clearing: 0 });
    const partly = [...adjustmentPostings('adopt_charge', euros(60)), ...strayRefundPostings(euros(100), 40)];
    expect(effect(partly)).toEqual({ discrepancies: 0, provider_clearing: 0 });
  });
});
