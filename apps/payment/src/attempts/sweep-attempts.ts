import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { lookAgainInMs } from '../domain/look-again.js';
import { Lanes } from '../sweeping/lanes.js';
import { SweepPace } from '../sweeping/sweep-pace.js';
import { attemptRepository } from './attempt.repository.js';
import { RefreshAttempt } from './refresh-attempt.js';

/** With those of refunds, strays and webhooks far below the provider's bulkhead, which is there for checkouts too. */
const LANES = 8;

/** Looks at attempts whose outcome is not known. */
@Injectable()
export class SweepAttempts {
  readonly lanes: Lanes<string>;

  constructor(
    private readonly database: Database,
    refresh: RefreshAttempt,
    pace: SweepPace,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) log: Logger,
  ) {
    this.lanes = new Lanes({
      lanes: LANES,
      claim: () => this.claim(),
      work: (id) => refresh.runUnlessBusy(id, false),
      failed: (err, attemptId) => log.info({ attemptId, err }, 'attempt is still open'),
      goesOn: pace.goesOn,
    });
  }

  private claim(): Promise<string | undefined> {
    const now = new Date(this.clock.now());
    return this.database.transaction(async (tx) => {
      const [due] = await attemptRepository.lockDue(tx, now, 1);
      if (due === undefined) return undefined;
      const { id, state, looks } = due;
      const inMs = lookAgainInMs(state, looks + 1);
      await attemptRepository.putOff(tx, id, looks + 1, inMs === null ? null : new Date(now.getTime() + inMs));
      return id;
    });
  }
}
