import type { Money } from '@breakwater/kernel';
import { ProviderFailure } from '../provider/provider-failure.js';
import type { StripeProvider } from '../provider/stripe-provider.js';

const NOT_COUNTED = ['failed', 'canceled'];

/** What the provider received for a PaymentIntent less what it gave back; null when it knows no such one. */
export async function heldAtProvider(
  provider: Pick<StripeProvider, 'retrieveIntent' | 'refundsOf'>,
  reference: string,
): Promise<Money | null> {
  try {
    const intent = await provider.retrieveIntent(reference);
    const refunds = await provider.refundsOf(reference);
    const given = refunds
      .filter(({ status }) => !NOT_COUNTED.includes(status ?? ''))
      .reduce((sum, { amount }) => sum + amount, 0);
    return { amountMinor: intent.amount_received - given, currency: intent.currency.toUpperCase() };
  } catch (error) {
    if (error instanceof ProviderFailure && error.refusal?.code === 'resource_missing') return null;
    throw error;
  }
}
