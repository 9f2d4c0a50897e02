import { isFault } from '@breakwater/kernel';
import { Stripe } from 'stripe';

/**
 * What a failed call says of its outcome:
 * - `not_done`: refused before anything happened (never sent, rate limit, wrong key, breaker open): may be repeated
 * - `refused`: the provider has decided and says no (a decline, a wrong parameter, a state that does not fit)
 * - `failed`: an answer that says the provider broke (5xx); the same key would get the same answer again
 * - `unknown`: no clear answer; the call may have worked
 */
export type FailureKind = 'not_done' | 'refused' | 'failed' | 'unknown';

const LOCAL_REFUSALS = ['resilience.breaker.open', 'resilience.bulkhead.full'];

/** `sent`: something may have reached the provider. */
export function failureKind(error: unknown, sent: boolean): FailureKind {
  if (isFault(error) && LOCAL_REFUSALS.includes(error.code)) return 'not_done';
  if (!sent) return 'not_done';
  if (!(error instanceof Stripe.errors.StripeError)) return 'unknown';
  const status = error.statusCode ?? 0;
  // Another call with the same key is under way.
  if (status === 409) return 'unknown';
  if (status === 401 || status === 403 || status === 429) return 'not_done';
  if (status >= 400 && status < 500) return 'refused';
  return status >= 500 && !(error instanceof Stripe.errors.StripeConnectionError) ? 'failed' : 'unknown';
}

/** A refusal is an answer of a healthy provider: it must not open the breaker. A wrong key is our own mistake. */
export function isProviderFailure(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return true;
  const status = error.statusCode ?? 0;
  return status === 0 || status === 429 || status >= 500;
}

/** A failed call with what it means. The provider's own error stays inside: it carries customer data that no log should have. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly #error: unknown;

  constructor(
    readonly kind: FailureKind,
    step: string,
    error: unknown,
  ) {
    super(`${step}: ${kind} (${reasonOf(error)})`);
    this.#error = error;
  }

  /** The provider's error object, when it sent one. */
  get answer(): Stripe.errors.StripeError | undefined {
    return this.#error instanceof Stripe.errors.StripeError ? this.#error : undefined;
  }

  /** What a log may show. */
  get facts(): Record<string, string | number | undefined> {
    const { statusCode, code, decline_code: declineCode, requestId } = this.answer ?? {};
    return { failure: this.kind, reason: this.message, statusCode, code, declineCode, requestId };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Stripe.errors.StripeError && error.detail instanceof Error) return error.detail.message;
  return error instanceof Error ? error.message : String(error);
}
