import type { Limits } from './limits.js';

export interface MoneyFacts {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface OrderFacts {
  readonly orderId: string;
  readonly state: string;
  readonly final: boolean;
  readonly steps: readonly string[];
  readonly total: MoneyFacts;
  /** What it believes has gone back. */
  readonly refunded: MoneyFacts;
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
  readonly captured: MoneyFacts;
  readonly refunded: MoneyFacts;
  readonly ledger: MoneyFacts;
  readonly adjusted: MoneyFacts;
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

/** True when nothing of it is under way, so that every service must say the same of it. */
export function isQuiet({ order, reservation, attempts }: OrderCase, judging: Judging): boolean {
  if (order !== null && (order.steps.length > 0 || !isSettled(order, judging))) return false;
  if (reservation && !isSettled(reservation, judging)) return false;
  return (attempts ?? []).every((attempt) => attempt.settled && isSettled(attempt, judging));
}
