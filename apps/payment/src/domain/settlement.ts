import type { Money } from '@breakwater/kernel';
import { feePostings, payoutPostings, type Posting } from './ledger-postings.js';

/** What the provider writes down when the balance changes. */
export interface BalanceChange {
  /** The provider's own word: charge, refund, payout, stripe_fee, ... */
  readonly type: string;
  readonly amount: Money;
  readonly feeMinor: number;
}

export interface Booking {
  readonly kind: 'fee' | 'payout';
  readonly postings: Posting[];
}

const FEES = new Set(['stripe_fee', 'stripe_fx_fee', 'tax_fee', 'network_cost']);
const PAYOUTS = new Set(['payout', 'payout_cancel', 'payout_failure']);

/** Fees and payouts are booked from here; charges and refunds by those who make them. */
export function bookingsOf({ type, amount, feeMinor }: BalanceChange): Booking[] {
  const fee = { ...amount, amountMinor: feeMinor - (FEES.has(type) ? amount.amountMinor : 0) };
  const bookings: Booking[] = fee.amountMinor === 0 ? [] : [{ kind: 'fee', postings: feePostings(fee) }];
  if (!PAYOUTS.has(type) || amount.amountMinor === 0) return bookings;
  return [...bookings, { kind: 'payout', postings: payoutPostings({ ...amount, amountMinor: -amount.amountMinor }) }];
}

export interface Progress {
  /** Everything up to then has been read at least once; null before the first time. */
  readonly readUntilMs: number | null;
  readonly readDeeplyAtMs: number | null;
}

/** What appears a little late is read by the overlap, what appears very late by the deep reading. */
const OVERLAP_MS = 5 * 60_000;
const DEEP_MS = 3 * 24 * 3_600_000;
const DEEP_EVERY_MS = 10 * 60_000;

export interface Reading {
  readonly fromMs: number;
  readonly deep: boolean;
}

/** From where to read now; `beganMs` is when our first payment was. */
export function nextReading({ readUntilMs, readDeeplyAtMs }: Progress, beganMs: number, nowMs: number): Reading {
  if (readUntilMs === null) return { fromMs: beganMs - OVERLAP_MS, deep: true };
  const deep = readDeeplyAtMs === null || nowMs - readDeeplyAtMs >= DEEP_EVERY_MS;
  return { fromMs: Math.max(readUntilMs - (deep ? DEEP_MS : OVERLAP_MS), beganMs - OVERLAP_MS), deep };
}
