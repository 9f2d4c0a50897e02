import { type Clock, Fault } from '@breakwater/kernel';
import { Stripe } from 'stripe';

export interface VerifiedEvent {
  readonly id: string;
  readonly type: string;
  /** The PaymentIntent that it is about; null for an event that says nothing of one. */
  readonly reference: string | null;
}

export interface WebhookRules {
  readonly secrets: readonly string[];
  readonly toleranceSeconds: number;
  readonly clock: Clock;
}

/**
 * The event, if one of the live secrets signed exactly these bytes not too long ago.
 * Throws `payment.webhook.signature_invalid` (400).
 */
export function readWebhook(body: Buffer, signature: string | undefined, rules: WebhookRules): VerifiedEvent {
  for (const secret of rules.secrets) {
    try {
      const event = Stripe.webhooks.constructEvent(
        body,
        signature ?? '',
        secret,
        rules.toleranceSeconds,
        undefined,
        rules.clock.now(),
      );
      return { id: event.id, type: event.type, reference: referenceOf(event.data.object) };
    } catch {
      // Signed with another secret, or not at all.
    }
  }
  throw new Fault('invalid', 'payment.webhook.signature_invalid', 'webhook signature refused');
}

function referenceOf(object: object): string | null {
  const { object: kind, id, payment_intent: intent } = object as Record<string, unknown>;
  if (kind === 'payment_intent' && typeof id === 'string') return id;
  return typeof intent === 'string' ? intent : null;
}
