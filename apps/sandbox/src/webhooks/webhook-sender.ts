import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import type { Faults } from '../faults/faults.js';
import type { Documents } from '../storage/documents.js';
import type { Store } from '../storage/store.js';
import type { Deliveries, Delivery } from './deliveries.js';
import { signature } from './sign.js';

const IN_FLIGHT = 8;
const TIMEOUT_MS = 10_000;
/** About the provider's three days, at one attempt a minute. */
const MAX_ATTEMPTS = 4300;

export interface WebhookTarget {
  readonly url: string;
  readonly secrets: readonly string[];
  /** All when undefined. */
  readonly types: ReadonlySet<string> | undefined;
}

/** Posts events to the shop until it says 2xx; the order is not promised, as with the provider. */
export class WebhookSender {
  private readonly inFlight = new Map<number, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  constructor(
    private readonly target: WebhookTarget | undefined,
    private readonly store: Store,
    private readonly deliveries: Deliveries,
    private readonly events: Documents<Stripe.Event>,
    private readonly faults: Faults,
    private readonly log: Logger,
  ) {}

  /** Called inside the transaction that made the event: lost, once or twice, as the knobs say. */
  enqueue(event: Stripe.Event): void {
    if (this.target === undefined || this.target.types?.has(event.type) === false) return;
    const { fate, delayMs } = this.faults.judgeWebhook();
    const dueAt = Date.now() + delayMs;
    const times = { lose: 0, once: 1, double: 2 }[fate];
    for (let i = 0; i < times; i++) this.deliveries.add(event.id, dueAt);
    this.store.onCommit(() => this.pump());
  }

  start(): void {
    this.running = true;
    this.pump();
  }

  async stop(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    await Promise.all(this.inFlight.values());
  }

  private pump(): void {
    if (!this.running || this.target === undefined) return;
    const { target } = this;
    clearTimeout(this.timer);
    const now = Date.now();
    for (const delivery of this.deliveries.due(now, IN_FLIGHT * 2)) {
      if (this.inFlight.size >= IN_FLIGHT) return;
      if (!this.inFlight.has(delivery.seq)) this.inFlight.set(delivery.seq, this.send(delivery, target));
    }
    const next = this.deliveries.nextDueAt(now);
    if (next === undefined) return;
    this.timer = setTimeout(() => this.pump(), Math.max(1, next - now));
    this.timer.unref();
  }

  private async send(delivery: Delivery, target: WebhookTarget): Promise<void> {
    const result = await this.post(delivery, target);
    this.inFlight.delete(delivery.seq);
    if (result === 'delivered' || result === 'forgotten') this.deliveries.delivered(delivery);
    else if (delivery.attempts + 1 < MAX_ATTEMPTS) this.deliveries.failed(delivery, result, Date.now());
    else this.deliveries.delivered(delivery);
    if (result !== 'delivered') this.log.debug({ event: delivery.eventId, result }, 'webhook not delivered');
    this.pump();
  }

  private async post(delivery: Delivery, target: WebhookTarget): Promise<string> {
    const event = this.events.find(delivery.eventId);
    if (event === undefined) return 'forgotten';
    const body = JSON.stringify(event, null, 2);
    // The receiver compares with its own clock, which nobody moved.
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signature(body, target.secrets, Math.floor(Date.now() / 1000)),
    };
    try {
      const answer = await fetch(target.url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      return answer.ok ? 'delivered' : `status ${answer.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : 'failed';
    }
  }
}
