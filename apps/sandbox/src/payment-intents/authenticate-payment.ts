import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { PaymentIntent } from '../domain/payment-intent.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import type { Intents } from './intents.js';

export interface AuthenticationOutcome {
  readonly returnTo: string | undefined;
}

export class AuthenticatePayment {
  constructor(
    private readonly records: Records,
    private readonly intents: Intents,
    private readonly clock: SandboxClock,
  ) {}

  /** The intent while its question is open. */
  find(intentId: string, actionId: string): PaymentIntent | undefined {
    const intent = this.records.intents.find(intentId);
    return intent?.action?.id === actionId ? intent : undefined;
  }

  /** Undefined when the question is no longer open. */
  run(intentId: string, actionId: string, approved: boolean): AuthenticationOutcome | undefined {
    return this.records.store.transaction(() => {
      const intent = this.find(intentId, actionId);
      const method = intent?.paymentMethod ? this.records.paymentMethods.find(intent.paymentMethod) : undefined;
      if (intent === undefined || method === undefined) return undefined;
      const after = this.intents.move(intent, {
        type: 'authenticate',
        approved,
        card: method.card,
        chargeId: newId('ch'),
        at: this.clock.seconds(),
      });
      return { returnTo: returnAddress(after, intent.action?.returnUrl ?? null) };
    });
  }
}

function returnAddress(intent: PaymentIntent, returnUrl: string | null): string | undefined {
  if (returnUrl === null) return undefined;
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', intent.id);
  url.searchParams.set('payment_intent_client_secret', intent.clientSecret);
  url.searchParams.set('redirect_status', intent.lastError === null ? 'succeeded' : 'failed');
  return url.href;
}
