import { Database } from '@breakwater/database';
import { startSweeper } from '@breakwater/messaging';
import type { ServiceOptions } from '@breakwater/service-host';
import { CloseDays } from './days/close-days.js';
import { LookAtSubjects } from './discrepancies/look-at-subjects.js';
import { beginSources } from './facts/source.repository.js';
import { Measure } from './measure.js';
import { migrations } from './migrations/migrations.js';
import { reconciliationConfig } from './reconciliation.config.js';
import { ReconciliationModule } from './reconciliation.module.js';
import { reconciliationPolicies } from './reconciliation.policies.js';
import { WorkActs } from './resolutions/work-acts.js';
import { WorkRereads } from './resolutions/work-rereads.js';
import { AskSettled } from './sources/ask-settled.js';
import { FollowSources } from './sources/follow-sources.js';
import { sourcesOf } from './sources/source-pages.js';

const LOOK_MS = 1000;
const DAYS_MS = 15_000;

export const reconciliationService: ServiceOptions<typeof reconciliationConfig> = {
  name: 'reconciliation',
  config: reconciliationConfig,
  module: () => ReconciliationModule,
  policies: reconciliationPolicies,
  migrations,
  prepare: (app) => beginSources(app.get(Database).writer, Date.now()),
  onStarted: async (app, config) => {
    const pollMs = config.RECONCILIATION_POLL_SECONDS * 1000;
    const lookMs = Math.min(LOOK_MS, pollMs);
    const [follow, looks, acts, days, measure] = [
      app.get(FollowSources),
      app.get(LookAtSubjects),
      app.get(WorkActs),
      app.get(CloseDays),
      app.get(Measure),
    ];
    const sweepers = [
      ...sourcesOf(config).map((source) =>
        startSweeper({
          name: `source ${source}`,
          everyMs: source === 'ledger' ? config.RECONCILIATION_LEDGER_SECONDS * 1000 : pollMs,
          work: () => follow.run(source),
        }),
      ),
      startSweeper({ name: 'looks', everyMs: lookMs, work: () => looks.run() }),
      startSweeper({ name: 'acts', everyMs: lookMs, work: () => acts.run() }),
      // No oftener than the sources are read anyway: what falls due meanwhile shares one round.
      startSweeper({ name: 'rereads', everyMs: pollMs, work: () => app.get(WorkRereads).run() }),
      startSweeper({ name: 'settled', everyMs: lookMs, work: () => app.get(AskSettled).run() }),
      startSweeper({ name: 'days', everyMs: Math.min(DAYS_MS, pollMs * 5), work: () => days.run() }),
      startSweeper({ name: 'metrics', everyMs: pollMs, work: () => measure.run() }),
    ];
    return async () => void (await Promise.all(sweepers.map((sweeper) => sweeper.stop())));
  },
};
