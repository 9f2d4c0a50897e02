import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import { nextWindow } from '../domain/slices.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { RunReconciliation } from '../runs/run-reconciliation.js';
import { runsRepository } from '../runs/runs.repository.js';

/** After a longer pause only so many windows are made up for. */
const MOST_BEHIND = 12;

/** Compares the next window that is over, if there is one. What fails is tried again at the next call. */
@Injectable()
export class RunNextWindow {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RunReconciliation) private readonly reconciliation: RunReconciliation,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const window = nextWindow(await runsRepository.lastScheduledTo(this.database.writer), this.clock.now(), {
      everyMs: this.config.RECONCILIATION_EVERY_SECONDS * 1000,
      settleMs: this.config.RECONCILIATION_SETTLE_SECONDS * 1000,
      mostBehind: MOST_BEHIND,
    });
    if (window !== undefined) await this.reconciliation.run(window, true);
  }
}
