import type { IdSource } from '@breakwater/kernel';

export interface SignedInCustomer {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'customer' | 'operator';
}

/** One browser's visit, as the session cookie carries it. Times are milliseconds since the epoch. */
export interface Visitor {
  readonly sessionId: string;
  readonly cartId: string;
  readonly customer: SignedInCustomer | null;
  readonly signedInAt: number | null;
  readonly expiresAt: number;
}

const HOUR_MS = 3_600_000;
/** A visit ends after this much silence; every renewal starts it anew. */
export const IDLE_MS = 7 * 24 * HOUR_MS;
/** However busy the visit: after this the password is asked for again. */
export const SIGNED_IN_MS = { customer: 30 * 24 * HOUR_MS, operator: 12 * HOUR_MS } as const;
/** Renewed once this share of the idle time is used up, so that not every answer carries a cookie. */
const RENEW_AFTER = 0.1;

export function anonymousVisitor(ids: IdSource, nowMs: number): Visitor {
  return { sessionId: ids(), cartId: ids(), customer: null, signedInAt: null, expiresAt: nowMs + IDLE_MS };
}

/** A new session id, so that one known before the sign-in is worth nothing after it. The cart comes along. */
export function signIn(visitor: Visitor, customer: SignedInCustomer, ids: IdSource, nowMs: number): Visitor {
  return { sessionId: ids(), cartId: visitor.cartId, customer, signedInAt: nowMs, expiresAt: nowMs + IDLE_MS };
}

/** The visitor as of now: undefined when the visit is over, anonymous again when the sign-in has lasted long enough. */
export function asOf(visitor: Visitor, ids: IdSource, nowMs: number): Visitor | undefined {
  if (visitor.expiresAt <= nowMs) return undefined;
  const { customer, signedInAt } = visitor;
  if (customer === null) return visitor;
  return (signedInAt ?? 0) + SIGNED_IN_MS[customer.role] > nowMs ? visitor : anonymousVisitor(ids, nowMs);
}

/** The same visit with its end moved on, or undefined when that is not due yet. */
export function renewed(visitor: Visitor, nowMs: number): Visitor | undefined {
  const used = nowMs + IDLE_MS - visitor.expiresAt;
  return used > IDLE_MS * RENEW_AFTER ? { ...visitor, expiresAt: nowMs + IDLE_MS } : undefined;
}
