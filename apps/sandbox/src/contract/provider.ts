import { Stripe } from 'stripe';
import { SECRET_KEY, startSandbox } from '../testing/sandbox-process.js';

export interface Provider {
  readonly stripe: Stripe;
  stop(): Promise<void>;
}

/**
 * The payment provider under contract: the one that STRIPE_CONTRACT_URL and STRIPE_CONTRACT_KEY name, else a sandbox
 * started for this suite.
 */
export async function startProvider(): Promise<Provider> {
  const { STRIPE_CONTRACT_URL: url, STRIPE_CONTRACT_KEY: key } = process.env;
  if (url !== undefined && key !== undefined) return { stripe: clientOf(url, key), stop: async () => {} };
  const sandbox = await startSandbox();
  return { stripe: clientOf(sandbox.url, SECRET_KEY), stop: () => sandbox.stop() };
}

/** The official client, told where the provider is; it never repeats by itself here. */
export function clientOf(address: string, key: string, timeoutMs = 10_000): Stripe {
  const url = new URL(address);
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return new Stripe(key, {
    host: url.hostname,
    port: url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port),
    protocol,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
  });
}

/** What most payments of these suites have in common: cards only, no page to come back from. */
export const euros = { currency: 'eur', payment_method_types: ['card'] } as const;

/** The error that a promise ends with, as the client's own class; fails when it succeeds. */
export async function refusalOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('was not refused');
}
