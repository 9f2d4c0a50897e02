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
  readonly readFullyAtMs: number | null;
  readonly readDeeplyAtMs: number | null;
}

/** What appears a little late is read by the full reading, what appears very late by the deep one. */
const OVERLAP_MS = 2 * 60_000;
const DEEP_MS = 3 * 24 * 3_600_000;
const DEEP_EVERY_MS = 10 * 60_000;

export interface Reading {
  readonly fromMs: number;
  /** `new` ends at what is known: newest first, it says nothing of what is older, so it moves no mark. */
  readonly depth: 'new' | 'full' | 'deep';
}

/** From where to read now, and how far; `beganMs` is when our first payment was. */
export function nextReading(progress: Progress, beganMs: number, nowMs: number, fullEveryMs: number): Reading {
  const { readUntilMs, readFullyAtMs, readDeeplyAtMs } = progress;
  const floorMs = beganMs - OVERLAP_MS;
  if (readUntilMs === null) return { fromMs: floorMs, depth: 'deep' };
  const from = (backMs: number): number => Math.max(readUntilMs - backMs, floorMs);
  if (readDeeplyAtMs === null || nowMs - readDeeplyAtMs >= DEEP_EVERY_MS)
    return { fromMs: from(DEEP_MS), depth: 'deep' };
  const full = readFullyAtMs === null || nowMs - readFullyAtMs >= fullEveryMs;
  return { fromMs: from(OVERLAP_MS), depth: full ? 'full' : 'new' };
}
