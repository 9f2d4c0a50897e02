import { Injectable } from '@nestjs/common';
import type { Money } from '@breakwater/kernel';
import type { Stripe } from 'stripe';
import { ProviderFailure } from '../provider/provider-failure.js';
import { providerUnavailable } from '../provider/provider.errors.js';
import { StripeProvider } from '../provider/stripe-provider.js';

/** What the provider's id of a charge, a refund or one of their balance transactions stands for. */
export interface Moved {
  /** By which everybody knows it, see adoptions.migration.ts. */
  readonly key: string;
  /** All its names. */
  readonly names: readonly string[];
  /** How much the provider has taken or given back. */
  readonly amount: Money;
}

/** Asks the provider what is to be adopted. Undefined: it knows no such thing, or something that is neither. */
@Injectable()
export class FindAdopted {
  constructor(private readonly provider: StripeProvider) {}

  /** Throws `payment.provider.unavailable`. */
  charge(reference: string): Promise<Moved | undefined> {
    return known(async () => {
      if (!reference.startsWith('txn_')) return chargeOf(await this.provider.findCharge(reference));
      const { source } = await this.provider.retrieveBalanceTransaction(reference);
      return typeof source === 'object' && source?.object === 'charge' ? chargeOf(source) : undefined;
    });
  }

  /** Throws `payment.provider.unavailable`. */
  refund(reference: string): Promise<Moved | undefined> {
    return known(async () => {
      if (!reference.startsWith('txn_')) return refundOf(await this.provider.retrieveRefund(reference));
      const { source } = await this.provider.retrieveBalanceTransaction(reference);
      return typeof source === 'object' && source?.object === 'refund' ? refundOf(source) : undefined;
    });
  }

  /** What was given back of a PaymentIntent. Throws `payment.provider.unavailable`. */
  async refundsOf(intent: string): Promise<Moved[]> {
    const refunds = await known(() => this.provider.refundsOf(intent));
    return (refunds ?? []).filter(({ status }) => status !== 'failed' && status !== 'canceled').map(refundOf);
  }
}

function chargeOf(charge: Stripe.Charge | undefined): Moved | undefined {
  if (charge === undefined) return undefined;
  const { id, amount_captured: amountMinor, currency } = charge;
  const [intent, transaction] = [idOf(charge.payment_intent), idOf(charge.balance_transaction)];
  const names = [id, intent, transaction].filter((name) => name !== null);
  return { key: intent ?? id, names, amount: { amountMinor, currency: currency.toUpperCase() } };
}

function refundOf(refund: Stripe.Refund): Moved {
  const { id, amount: amountMinor, currency } = refund;
  const names = [id, idOf(refund.balance_transaction)].filter((name) => name !== null);
  return { key: id, names, amount: { amountMinor, currency: currency.toUpperCase() } };
}

export function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

async function known<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    if (error.kind !== 'refused') throw providerUnavailable(error.message);
    return undefined;
  }
}
