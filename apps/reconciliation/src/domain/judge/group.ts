import type { PaymentFact, ProviderFact, Seen, Subject } from '../facts.js';

export type Moved = ProviderFact & Seen;

/** The provider's movements of one subject, each once, with the attempt that they belong to. */
export interface Group {
  readonly charges: readonly Moved[];
  readonly refunds: readonly Moved[];
  /** The same movement under another id. */
  readonly repeated: readonly Moved[];
  readonly other: readonly Moved[];
  /** Refunds that the bank sent back and nobody counts any more, each with what brought it back. */
  readonly cameBack: readonly Moved[];
}

export function groupOf({ provider, payments }: Subject): Group {
  const seen = new Set<string>();
  const repeated: Moved[] = [];
  const once: Moved[] = [];
  for (const moved of oldestFirst(provider)) {
    // What takes it back, as when a payout fails or a dispute is won, has the same source and goes the other way.
    // A dispute may be adjusted several times the same way.
    const source = moved.providerType === 'adjustment' ? moved.id : (moved.source ?? moved.id);
    const key = `${moved.type} ${source} ${Math.sign(moved.amount.amountMinor)}`;
    if (seen.has(key)) repeated.push(moved);
    else once.push(moved);
    seen.add(key);
  }
  const isBack = isBackOf(once, payments);
  const rest = once.filter((moved) => !isBack(moved));
  return {
    charges: rest.filter(({ type }) => type === 'charge'),
    refunds: rest.filter(({ type }) => type === 'refund'),
    repeated,
    other: rest.filter(({ type }) => type === 'other'),
    cameBack: once.filter(isBack),
  };
}

/** While payment counts the refund as done, what brought it back is news that it should have. */
function isBackOf(moved: readonly Moved[], payments: readonly PaymentFact[]): (moved: Moved) => boolean {
  const isFailure = ({ providerType }: Moved): boolean => providerType === 'refund_failure';
  const failed = moved.filter(isFailure).map(({ source }) => source);
  if (failed.length === 0) return () => false;
  const counted = new Set(payments.flatMap(({ movements }) => movements.map(({ source }) => source)));
  const made = moved.filter(({ type }) => type === 'refund').map(({ source }) => source);
  const back = new Set(failed.filter((source) => made.includes(source) && !counted.has(source)));
  return (each) => (each.type === 'refund' || isFailure(each)) && each.source !== null && back.has(each.source);
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
