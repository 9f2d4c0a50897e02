import type { Stripe } from 'stripe';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import { STRIPE_VERSION } from '../stripe-api/version.js';

export interface CausedBy {
  readonly id: string | null;
  readonly idempotency_key: string | null;
}

const nobody: CausedBy = { id: null, idempotency_key: null };
/** The provider keeps events for 30 days. */
const KEPT_SECONDS = 30 * 24 * 3600;

/** What happened, in the provider's words; whoever listens delivers it. */
export class EventLog {
  private cause = nobody;

  constructor(
    private readonly records: Records,
    private readonly clock: SandboxClock,
    private readonly deliver: (event: Stripe.Event) => void,
  ) {}

  /** What is announced during `work`, which must be synchronous, was caused by that request. */
  during<T>(cause: CausedBy, work: () => T): T {
    this.cause = cause;
    try {
      return work();
    } finally {
      this.cause = nobody;
    }
  }

  announce(type: Stripe.Event['type'], object: Stripe.PaymentIntent | Stripe.Charge | Stripe.Refund): void {
    const event = {
      id: newId('evt'),
      object: 'event',
      api_version: STRIPE_VERSION,
      created: this.clock.seconds(),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: this.cause,
      type,
    } as Stripe.Event;
    this.records.events.save(event);
    this.deliver(event);
  }

  prune(): void {
    this.records.events.prune(this.clock.seconds() - KEPT_SECONDS);
  }
}
