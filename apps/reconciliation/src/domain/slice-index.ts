import { formatMoney, type Money } from '@breakwater/kernel';
import type { AttemptGlance, Discrepancy, DiscrepancyKind, PaymentFact, ProviderFact, Slice } from './facts.js';

/** A slice with what is needed to find the other side of a fact. */
export class SliceIndex {
  private readonly byAttempt: ReadonlyMap<string, PaymentFact>;
  private readonly byReference: ReadonlyMap<string, PaymentFact>;
  private readonly glances: ReadonlyMap<string, AttemptGlance>;
  private readonly providerByReference = new Map<string, ProviderFact[]>();

  constructor(readonly slice: Slice) {
    const { payments, provider } = slice;
    this.byAttempt = new Map(payments.map((payment) => [payment.attemptId, payment]));
    this.byReference = new Map(
      payments.flatMap((p) => (p.providerReference === null ? [] : [[p.providerReference, p]])),
    );
    this.glances = new Map(slice.glances.map((glance) => [glance.attemptId, glance]));
    const oldestFirst = provider.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
    for (const fact of oldestFirst) {
      if (fact.providerReference === null) continue;
      const known = this.providerByReference.get(fact.providerReference);
      if (known === undefined) this.providerByReference.set(fact.providerReference, [fact]);
      else known.push(fact);
    }
  }

  paymentOf(fact: ProviderFact): PaymentFact | undefined {
    const { providerReference, attemptId } = fact;
    const known = providerReference === null ? undefined : this.byReference.get(providerReference);
    return known ?? (attemptId === null ? undefined : this.byAttempt.get(attemptId));
  }

  payment(attemptId: string): PaymentFact | undefined {
    return this.byAttempt.get(attemptId);
  }

  glance(attemptId: string | null): AttemptGlance | undefined {
    return attemptId === null ? undefined : this.glances.get(attemptId);
  }

  /** The provider's charges or refunds of one PaymentIntent, oldest first. */
  provided(reference: string | null, type: 'charge' | 'refund'): ProviderFact[] {
    if (reference === null) return [];
    return (this.providerByReference.get(reference) ?? []).filter((fact) => fact.type === type);
  }

  /** Did it happen in this slice? Each movement is judged in exactly one. */
  isMine(at: string): boolean {
    const ms = Date.parse(at);
    return ms >= this.slice.fromMs && ms < this.slice.toMs;
  }

  /** The same, and long enough ago to expect the other side to know of it. */
  isDue(at: string): boolean {
    return this.isMine(at) && this.isSettled(at);
  }

  isSettled(at: string): boolean {
    return Date.parse(at) < this.slice.settledBeforeMs;
  }
}

export interface Subject {
  readonly orderId?: string | null;
  readonly attemptId?: string | null;
  readonly providerReference?: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function discrepancy(
  kind: DiscrepancyKind,
  subject: Subject,
  expected: string,
  found: string,
  unexplained: Money,
): Discrepancy {
  const { orderId = null, attemptId = null, providerReference = null } = subject;
  const { amountMinor, currency } = unexplained;
  return {
    kind,
    orderId,
    // The provider's metadata may be anybody's.
    attemptId: attemptId !== null && UUID.test(attemptId) ? attemptId : null,
    providerReference,
    expected,
    found,
    unexplained: { amountMinor: Math.abs(amountMinor), currency },
  };
}

export const minus = (a: Money, b: Money): Money => ({
  amountMinor: a.amountMinor - b.amountMinor,
  currency: a.currency,
});

export const shown = (amount: Money): string => `${formatMoney(amount)} ${amount.currency}`;
