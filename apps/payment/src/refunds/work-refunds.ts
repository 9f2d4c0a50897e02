import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { AttemptLease } from '../attempts/attempt-lease.js';
import { CarryOutRefund } from './carry-out-refund.js';
import { refundRepository } from './refund.repository.js';

/** Carries on with refunds that a crash or a silent provider left pending. */
@Injectable()
export class WorkRefunds {
  constructor(
    private readonly database: Database,
    private readonly lease: AttemptLease,
    private readonly carryOut: CarryOutRefund,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** False when somebody else is at it. */
  async workThoseOf(attemptId: string): Promise<boolean> {
    const ids = await refundRepository.pendingIds(this.database.writer, attemptId);
    if (ids.length === 0) return true;
    const done = await this.lease.tryHold(attemptId, async () => {
      for (const id of ids) await this.carryOut.run(id);
      return true;
    });
    return done?.result ?? false;
  }

  async workDue(now: Date): Promise<void> {
    for (const { id, attemptId } of await refundRepository.claimDue(this.database.writer, now)) {
      try {
        await this.lease.tryHold(attemptId, () => this.carryOut.run(id));
      } catch (error) {
        this.log.info({ refundId: id, err: error }, 'refund is still pending');
      }
    }
  }
}
