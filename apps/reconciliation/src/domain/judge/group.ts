import type { PaymentFact, ProviderFact, Seen, Subject } from '../facts.js';

export type Moved = ProviderFact & Seen;

/** The provider's movements of one subject, each once, with the attempt that they belong to. */
export interface Group {
  readonly charges: readonly Moved[];
  readonly refunds: readonly Moved[];
  /** The same movement under another id. */
  readonly repeated: readonly Moved[];
  readonly other: readonly Moved[];
}

export function groupOf({ provider }: Subject): Group {
  const seen = new Set<string>();
  const repeated: Moved[] = [];
  const once: Moved[] = [];
  for (const moved of oldestFirst(provider)) {
    // What takes it back, as when a payout fails or a dispute is won, has the same source and goes the other way.
    const key = `${moved.type} ${moved.source ?? moved.id} ${Math.sign(moved.amount.amountMinor)}`;
    if (seen.has(key)) repeated.push(moved);
    else once.push(moved);
    seen.add(key);
  }
  return {
    charges: once.filter(({ type }) => type === 'charge'),
    refunds: once.filter(({ type }) => type === 'refund'),
    repeated,
    other: once.filter(({ type }) => type === 'other'),
  };
}

/** The attempt whose PaymentIntent it is; else the one that the metadata name, which may have another PaymentIntent. */
export function paymentOf({ payments }: Subject, moved: ProviderFact): PaymentFact | undefined {
  const { providerReference: reference, attemptId } = moved;
  const own = reference === null ? undefined : payments.find((payment) => payment.providerReference === reference);
  return own ?? payments.find((payment) => payment.attemptId === attemptId);
}

export function isOwn(payment: PaymentFact, { providerReference }: ProviderFact): boolean {
  return payment.providerReference === null || payment.providerReference === providerReference;
}

function oldestFirst(facts: readonly Moved[]): readonly Moved[] {
  if (facts.length < 2) return facts;
  return facts.toSorted((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
