import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Situation } from '../domain/rules.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { sourcesOf } from '../sources/source-pages.js';
import { StoreStretch } from '../sources/store-stretch.js';
import { type Begun, DueActs } from './due-acts.js';
import { failureOf } from './outcome-of.js';
import { planRereads, type Wanted } from './plan-rereads.js';
import { RefreshAttempts } from './refresh-attempts.js';
import { takeRechecks } from './rechecks.js';

/** What is due is gathered into rounds of so many; each time that they are about is read once a round. */
const ROUND = 200;

interface Asked extends Wanted {
  readonly begun: Begun | undefined;
}

/** Asks the sources again about what is due, and about what has been unresolved for long. */
@Injectable()
export class WorkRereads {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DueActs) private readonly acts: DueActs,
    @Inject(RefreshAttempts) private readonly attempts: RefreshAttempts,
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** One round. What is due beyond it has its turn in the next one. */
  async run(): Promise<void> {
    const due: Begun[] = [];
    while (due.length < ROUND) {
      const begun = await this.acts.begin('read');
      if (begun === undefined) break;
      due.push(begun);
    }
    const rechecks = await takeRechecks(this.database.writer, this.clock.now(), ROUND);
    await this.work(due, rechecks);
  }

  /** Failures are recorded and tried again; throws only when they cannot be recorded. */
  async work(due: readonly Begun[], others: readonly Wanted[] = []): Promise<void> {
    const left = new Set(due);
    const keep = this.keeper(left);
    const refreshed = await this.attempts.run(due, keep);
    const wanted = [...due.map(wantedOf), ...others.map((other) => ({ ...other, begun: undefined }))];
    const failed = await this.read(wanted, keep);
    for (const begun of due) {
      const answer = refreshed.get(begun) ?? { state: null };
      const { intent } = begun;
      const nowMs = this.clock.now();
      const error = 'error' in answer ? answer.error : failed.get(begun);
      const result = { attemptState: 'state' in answer ? answer.state : null };
      await this.acts.record(
        begun,
        error === undefined ? { type: 'acted', nowMs, round: intent.round, result } : failureOf(intent, error, nowMs),
      );
      left.delete(begun);
      await keep();
    }
  }

  /** What a source did not give fails those that wanted it, and nobody else. */
  private async read(wanted: readonly Asked[], keep: () => Promise<void>): Promise<ReadonlyMap<Begun, unknown>> {
    const failed = new Map<Begun, unknown>();
    for (const reread of planRereads(wanted, sourcesOf(this.config), this.clock.now())) {
      try {
        await this.store.run(reread.source, reread.stretch, keep);
      } catch (error) {
        this.log.warn({ err: error, source: reread.source, wantedBy: reread.wanted.length }, 'could not be read again');
        for (const { begun } of reread.wanted) if (begun !== undefined) failed.set(begun, error);
      }
    }
    return failed;
  }

  /** Renews the leases of those that are left when a third of their time is over. */
  private keeper(left: ReadonlySet<Begun>): () => Promise<void> {
    const everyMs = (this.config.RECONCILIATION_LEASE_SECONDS * 1000) / 3;
    let renewedMs = this.clock.now();
    return async () => {
      if (this.clock.now() - renewedMs < everyMs) return;
      renewedMs = this.clock.now();
      await this.acts.renew([...left]);
    };
  }
}

function wantedOf(begun: Begun): Asked {
  const { life, at } = begun.row;
  const situation: Situation = life.situation;
  return { situation, atMs: Date.parse(at), begun };
}
