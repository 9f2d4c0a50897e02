import type {
  BankLine,
  LedgerFlaw,
  OrderFact,
  PaymentFact,
  PayoutFact,
  ProviderFact,
  Source,
} from '../domain/facts.js';

/** One fact as it is stored. `subject` null: the store finds out where it belongs. */
export interface FactRow {
  readonly id: string;
  readonly subject: string | null;
  /** The provider's id of the PaymentIntent. */
  readonly reference: string | null;
  readonly attempt: string | null;
  readonly at: string;
  readonly body: unknown;
}

export const payoutSubject = (payoutId: string): string => `payout ${payoutId}`;

interface FactOf {
  readonly order: OrderFact;
  readonly payment: PaymentFact;
  readonly provider: ProviderFact;
  readonly payout: PayoutFact;
  readonly bank: BankLine;
  readonly ledger: LedgerFlaw;
}

const ROW_OF: { readonly [S in Source]: (fact: FactOf[S]) => Omit<FactRow, 'body'> } = {
  order: (fact) => ({ ...bare, id: fact.orderId, subject: fact.orderId, at: fact.placedAt }),
  payment: (fact) => ({
    ...bare,
    id: fact.attemptId,
    subject: fact.orderId,
    reference: fact.providerReference,
    at: latest(fact),
  }),
  provider: (fact) => ({
    id: fact.id,
    subject: fact.type === 'payout' && fact.source !== null ? payoutSubject(fact.source) : null,
    reference: fact.providerReference,
    attempt: fact.attemptId,
    at: fact.createdAt,
  }),
  payout: (fact) => ({ ...bare, id: fact.payoutId, subject: payoutSubject(fact.payoutId), at: fact.createdAt }),
  // They have no time of their own; see `slicesOf`, which reads all of them.
  ledger: (fact) => ({ ...bare, id: fact.id, subject: 'ledger', at: NO_TIME }),
  bank: (fact) => ({ ...bare, id: fact.id, subject: payoutSubject(fact.reference), at: fact.bookedAt }),
};

export const NO_TIME = '1970-01-01T00:00:00.000Z';
const bare = { reference: null, attempt: null };

export function rowOf<S extends Source>(source: S, fact: FactOf[S]): FactRow {
  return { ...ROW_OF[source](fact), body: fact };
}

/** A payment belongs to the day on which it last moved money. */
function latest({ movements, updatedAt }: PaymentFact): string {
  return movements.map(({ at }) => at).reduce((a, b) => (a > b ? a : b), '') || updatedAt;
}
