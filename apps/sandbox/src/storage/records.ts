import type { Stripe } from 'stripe';
import type { BalanceTransaction, BankLine, Charge, PaymentMethod, Payout, Refund } from '../domain/money-moves.js';
import type { PaymentIntent } from '../domain/payment-intent.js';
import { Documents } from './documents.js';
import type { Store } from './store.js';

/** Everything that the provider remembers, by kind. */
export class Records {
  readonly intents: Documents<PaymentIntent>;
  readonly charges: Documents<Charge>;
  readonly refunds: Documents<Refund>;
  readonly paymentMethods: Documents<PaymentMethod>;
  readonly balanceTransactions: Documents<BalanceTransaction>;
  readonly payouts: Documents<Payout>;
  readonly bankLines: Documents<BankLine>;
  readonly events: Documents<Stripe.Event>;

  constructor(readonly store: Store) {
    this.intents = new Documents(store, { kind: 'payment_intent', facet: (intent: PaymentIntent) => intent.status });
    this.charges = new Documents(store, { kind: 'charge', parent: (charge: Charge) => charge.paymentIntent });
    this.refunds = new Documents(store, {
      kind: 'refund',
      parent: (refund: Refund) => refund.charge,
      facet: (refund: Refund) => (refund.settlesAt === undefined ? 'settled' : 'unsettled'),
    });
    this.paymentMethods = new Documents(store, { kind: 'payment_method' });
    this.balanceTransactions = new Documents(store, {
      kind: 'balance_transaction',
      parent: (transaction: BalanceTransaction) => transaction.source,
      facet: (transaction: BalanceTransaction) => transaction.type,
    });
    this.payouts = new Documents(store, { kind: 'payout', facet: (payout: Payout) => payout.status });
    this.bankLines = new Documents(store, { kind: 'bank_line', parent: (line: BankLine) => line.reference });
    this.events = new Documents(store, { kind: 'event', facet: (event: Stripe.Event) => event.type });
  }
}
