import type { Limits } from './limits.js';

interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface OrderFacts {
  readonly orderId: string;
  readonly state: string;
  readonly final: boolean;
  readonly steps: readonly string[];
  readonly total: Money;
  readonly version: number;
  readonly stateSince: string;
  readonly updatedAt: string;
}

export interface ReservationFacts {
  readonly orderId: string;
  readonly state: 'held' | 'confirmed' | 'released' | 'expired';
  readonly returned: boolean;
  readonly updatedAt: string;
}

export interface AttemptFacts {
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: string;
  readonly settled: boolean;
  readonly providerReference: string | null;
  readonly captured: Money;
  readonly refunded: Money;
  readonly ledger: Money;
  readonly adjusted: Money;
  readonly updatedAt: string;
}

/** Everything that the services say of one order. Undefined: that service was not asked or did not answer. */
export interface OrderCase {
  readonly orderId: string;
  /** Null: there is no such order. */
  readonly order: OrderFacts | null;
  /** A customer was told of it. */
  readonly acknowledged: boolean;
  readonly reservation: ReservationFacts | null | undefined;
  readonly attempts: readonly AttemptFacts[] | undefined;
}

export interface Judging {
  readonly nowMs: number;
  /** What changed later than that ago is still on its way through the services. */
  readonly settleMs: number;
  readonly limits: Limits;
}

/** True when it has not changed for so long that everybody must have heard of it. */
export function isSettled({ updatedAt }: { updatedAt: string }, { nowMs, settleMs }: Judging): boolean {
  return nowMs - Date.parse(updatedAt) > settleMs;
}
