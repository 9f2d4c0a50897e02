import type {
  BankLine,
  LedgerFlaw,
  OrderFact,
  PaymentFact,
  PayoutFact,
  ProviderFact,
  Seen,
  Subject,
} from '../domain/facts.js';
import type { StoredFact } from './fact.repository.js';

/** What resolutions have done about a subject, as its judge has to know it. */
export type Doings = Pick<Subject, 'refundsOfOurs' | 'adjusted' | 'refundUnderWay'>;

export const NO_DOINGS: Doings = { refundsOfOurs: new Set(), adjusted: new Map(), refundUnderWay: false };

interface Building extends Doings {
  readonly key: string;
  readonly orders: OrderFact[];
  readonly payments: PaymentFact[];
  readonly provider: (ProviderFact & Seen)[];
  readonly payouts: (PayoutFact & Seen)[];
  readonly bank: (BankLine & Seen)[];
  readonly flaws: (LedgerFlaw & Seen)[];
}

/** Puts the facts of several subjects together, each with what was done about it. */
export function assemble(
  keys: readonly string[],
  facts: readonly StoredFact[],
  doingsOf: (key: string) => Doings = () => NO_DOINGS,
): Subject[] {
  const subjects = new Map(keys.map((key): [string, Building] => [key, empty(key, doingsOf(key))]));
  for (const fact of facts) {
    const subject = subjects.get(fact.subject);
    if (subject !== undefined) add(subject, fact);
  }
  return [...subjects.values()];
}

function empty(key: string, doings: Doings): Building {
  return { key, orders: [], payments: [], provider: [], payouts: [], bank: [], flaws: [], ...doings };
}

// They were validated by the contract when they were read.
function add(subject: Building, { source, body, seenMs: seenAtMs }: StoredFact): void {
  const fact: unknown = body;
  switch (source) {
    case 'order':
      return void subject.orders.push(fact as OrderFact);
    case 'payment':
      return void subject.payments.push(fact as PaymentFact);
    case 'provider':
      return void subject.provider.push(Object.assign(fact as ProviderFact, { seenAtMs }));
    case 'payout':
      return void subject.payouts.push(Object.assign(fact as PayoutFact, { seenAtMs }));
    case 'ledger':
      return void subject.flaws.push(Object.assign(fact as LedgerFlaw, { seenAtMs }));
    case 'bank':
      return void subject.bank.push(Object.assign(fact as BankLine, { seenAtMs }));
  }
}
