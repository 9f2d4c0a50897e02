import type { Money } from '@breakwater/kernel';

/** Where facts come from; each is read on its own and is as far as it has been read. */
export type Source = 'order' | 'payment' | 'provider' | 'payout' | 'bank' | 'ledger';
export const SOURCES: readonly Source[] = ['order', 'payment', 'provider', 'payout', 'bank', 'ledger'];

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
  readonly feeBooked: Money;
  readonly movements: readonly Movement[];
  readonly updatedAt: string;
}

/** One of the provider's balance transactions; refunds and payouts are negative. */
export interface ProviderFact {
  readonly id: string;
  readonly type: 'charge' | 'refund' | 'payout' | 'other';
  /** The provider's own word, which tells movements of one source apart. */
  readonly providerType?: string | undefined;
  readonly source: string | null;
  readonly providerReference: string | null;
  readonly attemptId: string | null;
  readonly amount: Money;
  readonly fee: Money;
  readonly net: Money;
  readonly payoutId: string | null;
  readonly createdAt: string;
}

export interface PayoutFact {
  readonly payoutId: string;
  readonly amount: Money;
  readonly status: string;
  readonly createdAt: string;
  readonly arrivalDate: string;
  /** Net of the balance transactions that it carries. */
  readonly transactionsNet: Money;
}

/** One line of the bank statement; `reference` is the payout's id. */
export interface BankLine {
  readonly id: string;
  readonly bookedAt: string;
  readonly amount: Money;
  readonly reference: string;
}

/** Something that is wrong with the books as a whole, as payment's own check finds it. */
export interface LedgerFlaw {
  readonly id: string;
  readonly found: string;
}

/** When we first read it, by our own clock: the provider's may be another. */
export interface Seen {
  readonly seenAtMs: number;
}

/** Everything that belongs together: an order with its attempts and their movements, a payout, or a stray. */
export interface Subject {
  readonly key: string;
  readonly orders: readonly OrderFact[];
  readonly payments: readonly PaymentFact[];
  readonly provider: readonly (ProviderFact & Seen)[];
  readonly payouts: readonly (PayoutFact & Seen)[];
  readonly bank: readonly (BankLine & Seen)[];
  readonly flaws: readonly (LedgerFlaw & Seen)[];
  /** The provider's ids of refunds that a resolution asked for: they are nobody's surprise. */
  readonly refundsOfOurs: ReadonlySet<string>;
  /** What resolutions have booked for an attempt beside its captures and refunds, in minor units. */
  readonly adjusted: ReadonlyMap<string, number>;
  /** A resolution is giving money back just now; its refund may be there before its answer. */
  readonly refundUnderWay: boolean;
  /** When payment last said that nothing is under way for its attempts; null: never asked, or something is. */
  readonly settledAtMs: number | null;
}

export interface Patience {
  /** What is younger accuses nobody. */
  readonly settleMs: number;
  /** For so long after that it is `timing`, then it has a worse name. */
  readonly timingMs: number;
  /** For so long an outcome may be unknown. */
  readonly unknownMs: number;
  /** For so long a customer may take at the bank's page. */
  readonly actionMs: number;
}

/** What is known of the sources when a subject is judged. */
export interface Knowledge {
  readonly nowMs: number;
  /** What moved before was never read at the other sides, and is not missed there. */
  readonly beganMs: number;
  /** Until when each source has been read without a gap: only then its silence means something. */
  readonly readUntilMs: Readonly<Record<Source, number>>;
  /** Sources that this shop does not have: nothing is missed there. */
  readonly absent: ReadonlySet<Source>;
  readonly patience: Patience;
}
