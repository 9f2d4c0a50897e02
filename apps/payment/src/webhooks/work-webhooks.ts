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
import { type WebhookEvent, webhookRepository } from './webhook.repository.js';

/** An event may overtake the answer that tells us its intent; after this many tries the intent is not ours. */
const TRIES_FOR_STRANGERS = 6;
const AT_ONCE = 20;

/**
 * Works events by looking at the PaymentIntent as it is now, whatever the event says: so order, repetition and lateness
 * of events make no difference.
 */
@Injectable()
export class WorkWebhooks {
  constructor(
    private readonly database: Database,
    private readonly refresh: RefreshAttempt,
    private readonly refunds: WorkRefunds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
    lease: AttemptLease,
  ) {
    lease.onWaitingEvents((attemptId) => {
      withoutDeadline(() => this.run()).catch((error: unknown) =>
        this.log.warn({ attemptId, err: error }, 'webhook work failed'),
      );
    });
  }

  /** Works what is due, or the one event that has just come. */
  async run(id: string | null = null): Promise<void> {
    const now = new Date(this.clock.now());
    for (const event of await webhookRepository.claim(this.database.writer, now, AT_ONCE, id)) {
      try {
        if (await this.work(event)) await webhookRepository.done(this.database.writer, event.id);
      } catch (error) {
        this.log.warn({ eventId: event.id, eventType: event.type, err: error }, 'webhook event will be tried again');
      }
    }
  }

  private async work(event: WebhookEvent): Promise<boolean> {
    const attemptId = await attemptRepository.findIdByReference(this.database.writer, event.reference);
    if (attemptId === undefined) return event.tries >= TRIES_FOR_STRANGERS;
    if (await this.lookAt(attemptId)) return true;
    await webhookRepository.wait(this.database.writer, event.id);
    // Once more, for the lease may have ended before it was known that somebody waits.
    return this.lookAt(attemptId);
  }

  /** False while somebody else is at it. */
  private async lookAt(attemptId: string): Promise<boolean> {
    if ((await this.refresh.runUnlessBusy(attemptId, true)) === undefined) return false;
    return this.refunds.workThoseOf(attemptId);
  }
}
