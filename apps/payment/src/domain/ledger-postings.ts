import { type Money, money } from '@breakwater/kernel';

/** The accounts of the ledger. */
export const LEDGER_ACCOUNTS = [
  'provider_clearing', // what the provider owes us
  'revenue',
  'refunds',
  'customer_receivable', // what customers owe us: in and out again at capture
  'bank',
  'fees',
  'coupons', // what coupons took off the price
  'discrepancies', // what was found to be different, until somebody explains it
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export interface Posting {
  readonly account: LedgerAccount;
  readonly side: 'debit' | 'credit';
  readonly amount: Money;
}

/** Captured: the customer owes the price less the coupon, and pays it; the provider owes it to us. Revenue is gross. */
export function capturePostings(paid: Money, couponDiscountMinor = 0): Posting[] {
  const coupon = money(couponDiscountMinor, paid.currency);
  return [
    { account: 'customer_receivable', side: 'debit', amount: paid },
    ...(couponDiscountMinor === 0 ? [] : [{ account: 'coupons', side: 'debit', amount: coupon } as const]),
    { account: 'revenue', side: 'credit', amount: money(paid.amountMinor + couponDiscountMinor, paid.currency) },
    ...transfer('provider_clearing', 'customer_receivable', paid),
  ];
}

/** Refunded: the provider takes back what it owed. Revenue stays, refunds are an account of their own. */
export function refundPostings(amount: Money): Posting[] {
  return transfer('refunds', 'provider_clearing', amount);
}

/** What the provider keeps for itself; less than nothing when it gives a fee back. */
export function feePostings(fee: Money): Posting[] {
  return signed('fees', 'provider_clearing', fee);
}

/** What left the provider for the bank; less than nothing when a payout came back. */
export function payoutPostings(paidOut: Money): Posting[] {
  return signed('bank', 'provider_clearing', paidOut);
}

/** What each kind of adjustment moves: what is more, and what is less for it. */
const ADJUSTMENTS = {
  adopt_charge: ['provider_clearing', 'discrepancies'],
  adopt_refund: ['discrepancies', 'provider_clearing'],
  write_off: ['discrepancies', 'provider_clearing'],
  movement_in: ['provider_clearing', 'discrepancies'],
  movement_out: ['discrepancies', 'provider_clearing'],
  bank_in: ['bank', 'discrepancies'],
  bank_out: ['discrepancies', 'bank'],
} as const satisfies Readonly<Record<string, readonly [LedgerAccount, LedgerAccount]>>;

export type AdjustmentKind = keyof typeof ADJUSTMENTS;

/** What reconciliation explained and payment did not know, see the contract. */
export function adjustmentPostings(kind: AdjustmentKind, amount: Money): Posting[] {
  const [debit, credit] = ADJUSTMENTS[kind];
  return transfer(debit, credit, amount);
}

/** A charge that is no attempt's was given back. What of it was not adopted before is booked in and out at once. */
export function strayRefundPostings(amount: Money, unknownMinor: number): Posting[] {
  const out = transfer('discrepancies', 'provider_clearing', amount);
  if (unknownMinor === 0) return out;
  return [...transfer('provider_clearing', 'discrepancies', money(unknownMinor, amount.currency)), ...out];
}

/** The mirror image, which takes a transaction back. */
export function reversed(postings: readonly Posting[]): Posting[] {
  return postings.map((posting) => ({ ...posting, side: posting.side === 'debit' ? 'credit' : 'debit' }));
}

function signed(debit: LedgerAccount, credit: LedgerAccount, { amountMinor, currency }: Money): Posting[] {
  const amount = money(Math.abs(amountMinor), currency);
  return amountMinor > 0 ? transfer(debit, credit, amount) : transfer(credit, debit, amount);
}

function transfer(debit: LedgerAccount, credit: LedgerAccount, { amountMinor, currency }: Money): Posting[] {
  const amount = money(amountMinor, currency);
  return [
    { account: debit, side: 'debit', amount },
    { account: credit, side: 'credit', amount },
  ];
}
