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

/** What is known of a subject beside its facts. */
export type Context = Doings & Pick<Subject, 'settledAtMs'>;

const NOTHING_KNOWN: Context = {
  refundsOfOurs: new Set(),
  adjusted: new Map(),
  refundUnderWay: false,
  settledAtMs: null,
};

interface Building extends Context {
  readonly key: string;
  readonly orders: OrderFact[];
  readonly payments: PaymentFact[];
  readonly provider: (ProviderFact & Seen)[];
  readonly payouts: (PayoutFact & Seen)[];
  readonly bank: (BankLine & Seen)[];
  readonly flaws: (LedgerFlaw & Seen)[];
}

/** Puts the facts of several subjects together, each with what else is known of it. */
export function assemble(
  keys: readonly string[],
  facts: readonly StoredFact[],
  contextOf: (key: string) => Context = () => NOTHING_KNOWN,
): Subject[] {
  const subjects = new Map(keys.map((key): [string, Building] => [key, empty(key, contextOf(key))]));
  for (const fact of facts) {
    const subject = subjects.get(fact.subject);
    if (subject !== undefined) add(subject, fact);
  }
  return [...subjects.values()];
}

function empty(key: string, context: Context): Building {
  return { key, orders: [], payments: [], provider: [], payouts: [], bank: [], flaws: [], ...context };
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
