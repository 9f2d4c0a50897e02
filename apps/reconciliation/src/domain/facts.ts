import type { Money } from '@breakwater/kernel';

/** What the order service says. Times are ISO 8601. */
export interface OrderFact {
  readonly orderId: string;
  readonly attemptId: string | null;
  readonly state: string;
  readonly total: Money;
  readonly placedAt: string;
  readonly updatedAt: string;
}

export interface Movement {
  readonly kind: 'capture' | 'refund';
  /** The provider's id of the refund. */
  readonly source: string | null;
  readonly amount: Money;
  readonly at: string;
}

/** What the payment service says, with its ledger. */
export interface PaymentFact {
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: string;
  readonly providerReference: string | null;
  readonly captured: Money;
  readonly refunded: Money;
  readonly ledger: Money;
  readonly movements: readonly Movement[];
  readonly updatedAt: string;
}

/** What the provider's own report says; refunds are negative. */
export interface ProviderFact {
  readonly id: string;
  readonly type: 'charge' | 'refund' | 'payout' | 'other';
  readonly source: string | null;
  readonly providerReference: string | null;
  readonly attemptId: string | null;
  readonly amount: Money;
  readonly createdAt: string;
}

/** Of an attempt that we have not seen moving here, looked up because an order or a charge of the slice names it. */
export interface AttemptGlance {
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: string;
  readonly amount: Money;
  readonly updatedAt: string;
}

export type DiscrepancyKind =
  | 'missing_internal'
  | 'missing_provider'
  | 'amount'
  | 'currency'
  | 'status'
  | 'duplicate_charge'
  | 'orphan_refund'
  | 'refund_exceeds_capture'
  | 'ledger';

export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly orderId: string | null;
  readonly attemptId: string | null;
  readonly providerReference: string | null;
  readonly expected: string;
  readonly found: string;
  readonly unexplained: Money;
}

/**
 * One stretch of time. Orders are those placed in it; payments and provider facts reach beyond it on both sides, because
 * two clocks write down one movement. What happened after `settledBeforeMs` may still be on its way and accuses nobody.
 */
export interface Slice {
  readonly fromMs: number;
  readonly toMs: number;
  readonly settledBeforeMs: number;
  readonly orders: readonly OrderFact[];
  readonly payments: readonly PaymentFact[];
  readonly glances: readonly AttemptGlance[];
  readonly provider: readonly ProviderFact[];
}

export interface Findings {
  /** Movements of the provider that ours explain to the cent. */
  readonly matched: number;
  readonly discrepancies: readonly Discrepancy[];
}
