import { Inject, Injectable } from '@nestjs/common';
import type { Run } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stretch } from '../domain/slices.js';
import { CompareWindow } from './compare-window.js';
import { discrepanciesFound, unexplainedMoney } from './reconciliation.metrics.js';
import { runsRepository } from './runs.repository.js';

const DAY_MS = 24 * 3600 * 1000;
const LONGEST_MS = 7 * DAY_MS;

/** Compares a window and stores what was found: the whole result or nothing. */
@Injectable()
export class RunReconciliation {
  private readonly currencies = new Set<string>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CompareWindow) private readonly compareWindow: CompareWindow,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Throws `reconciliation.window.invalid`, `reconciliation.source.unavailable`. */
  async run(window: Stretch, scheduled: boolean): Promise<Run> {
    const lengthMs = window.toMs - window.fromMs;
    if (lengthMs <= 0 || lengthMs > LONGEST_MS) {
      throw new Fault('invalid', 'reconciliation.window.invalid', `window of ${lengthMs} ms`, {
        publicMessage: 'The window must end after it begins and be seven days long at most.',
      });
    }
    const run = await this.compareWindow.run(window);
    const stored = await this.database.transaction((tx) => runsRepository.store(tx, run, scheduled));
    if (stored) this.report(run);
    await this.measure();
    return run;
  }

  private report(run: Run): void {
    for (const found of run.discrepancies) {
      discrepanciesFound.add(1, { kind: found.kind });
      this.log.error({ runId: run.id, ...found }, 'discrepancy');
    }
  }

  /** The metric is read from the database, so that all instances show the same and a restart forgets nothing. */
  private async measure(): Promise<void> {
    const since = new Date(this.clock.now() - DAY_MS);
    const sums = new Map(
      (await runsRepository.unexplainedSince(this.database.writer, since)).map((sum) => [
        sum.currency,
        sum.amountMinor,
      ]),
    );
    for (const currency of sums.keys()) this.currencies.add(currency);
    for (const currency of this.currencies) unexplainedMoney.set(sums.get(currency) ?? 0, { currency });
  }
}
