import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { attemptRepository } from '../attempts/attempt.repository.js';
import { RefreshAttempt } from '../attempts/refresh-attempt.js';
import { lookAgainInMs } from '../domain/look-again.js';
import { WorkRefunds } from '../refunds/work-refunds.js';
import { CarryOutStrayRefund } from '../strays/carry-out-stray-refund.js';
import { WorkWebhooks } from '../webhooks/work-webhooks.js';

const AT_ONCE = 20;

/** Finishes what a crash, a silent provider or a lost event left in between. Every instance may run it at once. */
@Injectable()
export class SweepUnfinished {
  constructor(
    private readonly database: Database,
    private readonly refresh: RefreshAttempt,
    private readonly refunds: WorkRefunds,
    private readonly strays: CarryOutStrayRefund,
    private readonly webhooks: WorkWebhooks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    const now = new Date(this.clock.now());
    for (const id of await this.claimDue(now)) {
      try {
        await this.refresh.runUnlessBusy(id, false);
      } catch (error) {
        this.log.info({ attemptId: id, err: error }, 'attempt is still open');
      }
    }
    await this.refunds.workDue(now);
    await this.strays.workDue(now);
    await this.webhooks.run();
  }

  private claimDue(now: Date): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      const due = await attemptRepository.lockDue(tx, now, AT_ONCE);
      for (const { id, state, looks } of due) {
        const inMs = lookAgainInMs(state, looks + 1);
        await attemptRepository.putOff(tx, id, looks + 1, inMs === null ? null : new Date(now.getTime() + inMs));
      }
      return due.map(({ id }) => id);
    });
  }
}
