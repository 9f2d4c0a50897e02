import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { AttemptLease } from '../attempts/attempt-lease.js';
import { Lanes } from '../sweeping/lanes.js';
import { SweepPace } from '../sweeping/sweep-pace.js';
import { CarryOutRefund } from './carry-out-refund.js';
import { refundRepository } from './refund.repository.js';

const LANES = 4;

/** Carries on with refunds that a crash or a silent provider left pending. */
@Injectable()
export class WorkRefunds {
  readonly lanes: Lanes<{ id: string; attemptId: string }>;

  constructor(
    private readonly database: Database,
    private readonly lease: AttemptLease,
    private readonly carryOut: CarryOutRefund,
    pace: SweepPace,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) log: Logger,
  ) {
    this.lanes = new Lanes({
      lanes: LANES,
      claim: async () => (await refundRepository.claimDue(database.writer, new Date(clock.now()), 1))[0],
      work: ({ id, attemptId }) => lease.tryHold(attemptId, () => carryOut.run(id)),
      failed: (err, refund) => log.info({ refundId: refund?.id, err }, 'refund is still pending'),
      goesOn: pace.goesOn,
    });
  }

  /** `told`: the provider let us know that a refund changed, so those that are done are looked at too. False when somebody else is at it. */
  async workThoseOf(attemptId: string, told: boolean): Promise<boolean> {
    if (told) await refundRepository.lookAgain(this.database.writer, { attemptId }, new Date(this.clock.now()));
    const ids = await refundRepository.openIds(this.database.writer, attemptId);
    if (ids.length === 0) return true;
    const done = await this.lease.tryHold(attemptId, async () => {
      for (const id of ids) await this.carryOut.run(id);
      return true;
    });
    return done?.result ?? false;
  }
}
