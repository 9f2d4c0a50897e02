import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { withoutDeadline } from '@breakwater/resilience';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { attemptRepository } from '../attempts/attempt.repository.js';
import { AttemptLease } from '../attempts/attempt-lease.js';
import { RefreshAttempt } from '../attempts/refresh-attempt.js';
import { WorkRefunds } from '../refunds/work-refunds.js';
import { Lanes } from '../sweeping/lanes.js';
import { SweepPace } from '../sweeping/sweep-pace.js';
import { type WebhookEvent, webhookRepository } from './webhook.repository.js';

/** An event may overtake the answer that tells us its intent; after this many tries the intent is not ours. */
const TRIES_FOR_STRANGERS = 6;
/** A refund has another state than it was made with. */
const REFUND_CHANGED: readonly string[] = ['refund.updated', 'refund.failed'];
const LANES = 6;
/** So many that have just come are worked at once, before what is left from earlier; more take their turn with that. */
const AT_ONCE = 16;

/**
 * Works events by looking at the PaymentIntent as it is now, whatever the event says: so order, repetition and lateness
 * of events make no difference.
 */
@Injectable()
export class WorkWebhooks {
  readonly lanes: Lanes<WebhookEvent>;
  private atOnce = 0;

  constructor(
    private readonly database: Database,
    private readonly refresh: RefreshAttempt,
    private readonly refunds: WorkRefunds,
    pace: SweepPace,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
    lease: AttemptLease,
  ) {
    this.lanes = new Lanes({
      lanes: LANES,
      claim: () => this.claim(null),
      work: (event) => this.finish(event),
      failed: (error, event) => this.failed(error, event?.id),
      goesOn: pace.goesOn,
    });
    lease.onWaitingEvents(() => withoutDeadline(() => this.lanes.wake()));
  }

  /** One that has just come. It is stored: should this fail, it is worked when its next turn comes. */
  async runNew(id: string): Promise<void> {
    if (this.atOnce >= AT_ONCE) return this.lanes.wake();
    this.atOnce++;
    try {
      const event = await this.claim(id);
      if (event !== undefined) await this.finish(event);
    } catch (error) {
      this.failed(error, id);
    } finally {
      this.atOnce--;
    }
  }

  private async claim(id: string | null): Promise<WebhookEvent | undefined> {
    return (await webhookRepository.claim(this.database.writer, new Date(this.clock.now()), 1, id))[0];
  }

  private async finish(event: WebhookEvent): Promise<void> {
    if (await this.work(event)) await webhookRepository.done(this.database.writer, event.id);
  }

  private failed(err: unknown, eventId: string | undefined): void {
    this.log.warn({ eventId, err }, 'webhook event will be tried again');
  }

  private async work(event: WebhookEvent): Promise<boolean> {
    const attemptId = await attemptRepository.findIdByReference(this.database.writer, event.reference);
    if (attemptId === undefined) return event.tries >= TRIES_FOR_STRANGERS;
    const told = REFUND_CHANGED.includes(event.type);
    if (await this.lookAt(attemptId, told)) return true;
    await webhookRepository.wait(this.database.writer, event.id);
    // Once more, for the lease may have ended before it was known that somebody waits.
    return this.lookAt(attemptId, told);
  }

  /** False while somebody else is at it. */
  private async lookAt(attemptId: string, refundChanged: boolean): Promise<boolean> {
    if ((await this.refresh.runUnlessBusy(attemptId, true)) === undefined) return false;
    return this.refunds.workThoseOf(attemptId, refundChanged);
  }
}
