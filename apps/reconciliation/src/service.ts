import { startSweeper } from '@breakwater/messaging';
import type { ServiceOptions } from '@breakwater/service-host';
import { RunsMigration } from './migrations/runs.migration.js';
import { reconciliationConfig } from './reconciliation.config.js';
import { ReconciliationModule } from './reconciliation.module.js';
import { reconciliationPolicies } from './reconciliation.policies.js';
import { RunNextWindow } from './schedule/run-next-window.js';

const LOOK_EVERY_MS = 5000;

export const reconciliationService: ServiceOptions<typeof reconciliationConfig> = {
  name: 'reconciliation',
  config: reconciliationConfig,
  module: () => ReconciliationModule,
  policies: reconciliationPolicies,
  migrations: [RunsMigration],
  onStarted: async (app, config) => {
    if (config.RECONCILIATION_EVERY_SECONDS === 0) return;
    const next = app.get(RunNextWindow);
    const everyMs = Math.min(LOOK_EVERY_MS, config.RECONCILIATION_EVERY_SECONDS * 1000);
    const sweeper = startSweeper({ name: 'reconciliation', everyMs, work: () => next.run() });
    return () => sweeper.stop();
  },
};
