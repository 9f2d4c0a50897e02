import { formatMoney, type Money } from '@breakwater/kernel';
import type { Situation } from './rules.js';

/** What an action would be about. */
export interface Target {
  readonly attemptId: string | null;
  /** The provider's id: of a PaymentIntent, a charge, a refund or a payout. */
  readonly providerReference: string | null;
  readonly amount: Money;
  /** Money that came in, or that went out. */
  readonly direction: 'in' | 'out';
}

/** One thing about which the sources do not agree. `ref` within its situation is its natural key: seen again, it is the same. */
export interface Finding {
  readonly situation: Situation;
  readonly ref: string;
  readonly orderId: string | null;
  readonly expected: string;
  readonly found: string;
  readonly unexplained: Money;
  readonly target: Target;
  /** When the money moved, or should have: decides the business day. */
  readonly at: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The provider's metadata may be anybody's. */
export function uuidOrNull(text: string | null | undefined): string | null {
  return text !== null && text !== undefined && UUID.test(text) ? text : null;
}

export const minus = (a: Money, b: Money): Money => ({
  amountMinor: a.amountMinor - b.amountMinor,
  currency: a.currency,
});

export const absolute = ({ amountMinor, currency }: Money): Money => ({ amountMinor: Math.abs(amountMinor), currency });

export const negated = ({ amountMinor, currency }: Money): Money => ({ amountMinor: -amountMinor, currency });

export const nothing = ({ currency }: Money): Money => ({ amountMinor: 0, currency });

export const shown = (amount: Money): string => `${formatMoney(amount)} ${amount.currency}`;
