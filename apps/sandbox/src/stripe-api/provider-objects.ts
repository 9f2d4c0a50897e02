import type { Stripe } from 'stripe';
import { buildBalanceTransaction } from '../balance/build-balance-transaction.js';
import { buildCharge } from '../charges/build-charge.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { BalanceTransaction, Charge, PaymentMethod, Payout, Refund } from '../domain/money-moves.js';
import type { PaymentIntent } from '../domain/payment-intent.js';
import { type AuthenticationPage, buildPaymentIntent } from '../payment-intents/build-payment-intent.js';
import { buildPayout } from '../payouts/build-payout.js';
import { buildPaymentMethod } from '../payment-methods/build-payment-method.js';
import { buildRefund } from '../refunds/build-refund.js';
import type { Records } from '../storage/records.js';

/** Turns what is remembered into the provider's objects. */
export class ProviderObjects {
  constructor(
    private readonly records: Records,
    private readonly clock: SandboxClock,
    private readonly page: AuthenticationPage,
  ) {}

  paymentIntent(intent: PaymentIntent): Stripe.PaymentIntent {
    const declined = intent.lastError === null ? undefined : this.method(intent.lastError.paymentMethod);
    return buildPaymentIntent(intent, this.page, declined && buildPaymentMethod(declined));
  }

  charge(charge: Charge): Stripe.Charge {
    const method = this.method(charge.paymentMethod);
    if (method === undefined) throw new Error(`charge ${charge.id} without its payment method`);
    return buildCharge(charge, method);
  }

  refund(refund: Refund): Stripe.Refund {
    return buildRefund(refund);
  }

  balanceTransaction(transaction: BalanceTransaction): Stripe.BalanceTransaction {
    return buildBalanceTransaction(transaction, this.clock.seconds());
  }

  payout(payout: Payout): Stripe.Payout {
    return buildPayout(payout);
  }

  /** The object of an id, whatever it is; for `expand` and for error answers. */
  byId(id: string): object | undefined {
    const { records } = this;
    switch (id.split('_', 1)[0]) {
      case 'pi':
        return build(records.intents.find(id), (found) => this.paymentIntent(found));
      case 'ch':
        return build(records.charges.find(id), (found) => this.charge(found));
      case 're':
        return build(records.refunds.find(id), (found) => this.refund(found));
      case 'txn':
        return build(records.balanceTransactions.find(id), (found) => this.balanceTransaction(found));
      case 'po':
        return build(records.payouts.find(id), buildPayout);
      case 'pm':
        return build(this.method(id), buildPaymentMethod);
      default:
        return undefined;
    }
  }

  private method(id: string): PaymentMethod | undefined {
    return this.records.paymentMethods.find(id);
  }
}

function build<R, O extends object>(record: R | undefined, make: (record: R) => O): O | undefined {
  return record === undefined ? undefined : make(record);
}
