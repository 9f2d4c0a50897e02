import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { Lanes } from '../sweeping/lanes.js';
import { SweepPace } from '../sweeping/sweep-pace.js';
import { CarryOutStrayRefund } from './carry-out-stray-refund.js';
import { strayRefundRepository } from './stray-refund.repository.js';

const LANES = 2;

/** Carries on with those that a crash or a silent provider left pending. */
@Injectable()
export class WorkStrayRefunds {
  readonly lanes: Lanes<string>;

  constructor(
    database: Database,
    carryOut: CarryOutStrayRefund,
    pace: SweepPace,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) log: Logger,
  ) {
    this.lanes = new Lanes({
      lanes: LANES,
      claim: async () => (await strayRefundRepository.claimDue(database.writer, new Date(clock.now()), 1))[0],
      work: (id) => carryOut.run(id),
      failed: (err, refundId) => log.info({ refundId, err }, 'refund is still pending'),
      goesOn: pace.goesOn,
    });
  }
}
