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
  private silent = false;

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

  /** Nothing that happens during `work` is ever told. */
  silently<T>(work: () => T): T {
    this.silent = true;
    try {
      return work();
    } finally {
      this.silent = false;
    }
  }

  /** The last event that was about this object, under the same id. */
  sendAgain(objectId: string): void {
    const row = this.records.store.row(
      `SELECT id FROM documents WHERE kind = 'event' AND json_extract(body, '$.data.object.id') = ? ORDER BY seq DESC LIMIT 1`,
      objectId,
    );
    const event = row === undefined ? undefined : this.records.events.find(String(row['id']));
    if (event !== undefined) this.deliver(event);
  }

  announce(
    type: Stripe.Event['type'],
    object: Stripe.PaymentIntent | Stripe.Charge | Stripe.Refund | Stripe.Payout,
  ): void {
    if (this.silent) return;
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
