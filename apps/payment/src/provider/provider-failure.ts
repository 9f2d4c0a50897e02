import { isFault } from '@breakwater/kernel';
import { Stripe } from 'stripe';
import { type FailureKind, failureKindOf, type Refusal } from '../domain/provider-failures.js';

const LOCAL_REFUSALS = ['resilience.breaker.open', 'resilience.bulkhead.full'];

/** `sent`: something may have reached the provider. */
export function failureKind(error: unknown, sent: boolean): FailureKind {
  const refusedHere = isFault(error) && LOCAL_REFUSALS.includes(error.code);
  return failureKindOf(sent && !refusedHere, statusOf(error));
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Stripe.errors.StripeError) || error.statusCode === undefined) return null;
  return error instanceof Stripe.errors.StripeConnectionError && error.statusCode >= 500 ? null : error.statusCode;
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
    readonly step: string,
    error: unknown,
    /** There was too little time for it: it says nothing of the provider. */
    readonly hurried = false,
  ) {
    super(`${step}: ${kind} (${reasonOf(error)})`);
    this.#error = error;
  }

  /** The provider's error object, when it sent one. */
  get answer(): Stripe.errors.StripeError | undefined {
    return this.#error instanceof Stripe.errors.StripeError ? this.#error : undefined;
  }

  /** Why the provider refused; undefined when it sent no error of its own. */
  get refusal(): Refusal | undefined {
    const { answer } = this;
    if (answer === undefined) return undefined;
    const { code, decline_code: declineCode, param } = answer;
    return { isCardError: answer.type === 'StripeCardError', code, declineCode, param };
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
