import { type Money, money } from '@breakwater/kernel';

/**
 * The accounts of the ledger. Capture and refund need the first three; the others are there for payouts,
 * fees, vouchers and corrections, so that adding those needs no change of the ledger.
 */
export const LEDGER_ACCOUNTS = [
  'provider_clearing', // what the provider owes us
  'revenue',
  'refunds',
  'customer_receivable',
  'bank',
  'fees',
  'coupons',
  'discrepancies',
] as const;
type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export interface Posting {
  readonly account: LedgerAccount;
  readonly side: 'debit' | 'credit';
  readonly amount: Money;
}

/** Captured: the provider owes us what the customer bought. */
export function capturePostings(amount: Money): Posting[] {
  return transfer('provider_clearing', 'revenue', amount);
}

/** Refunded: the provider takes back what it owed. Revenue stays, refunds are an account of their own. */
export function refundPostings(amount: Money): Posting[] {
  return transfer('refunds', 'provider_clearing', amount);
}

function transfer(debit: LedgerAccount, credit: LedgerAccount, { amountMinor, currency }: Money): Posting[] {
  const amount = money(amountMinor, currency);
  return [
    { account: debit, side: 'debit', amount },
    { account: credit, side: 'credit', amount },
  ];
}
