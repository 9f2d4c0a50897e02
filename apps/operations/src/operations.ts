import type { ServiceOptions } from '@breakwater/service-host';
import { InvariantRuns } from './invariants/invariant-runs.js';
import { watchInvariants } from './invariants/watch-invariants.js';
import { OperationsConfig } from './operations.config.js';
import { OperationsModule } from './operations.module.js';
import { CollectStatus } from './status/collect-status.js';
import { statusGauges } from './status/status.metrics.js';

/** The gauges follow this closely, whether or not anybody looks at the page. */
const LOOK_EVERY_MS = 5000;

// No migrations: it asks the database nodes how they are, and must start and answer when they are down.
export const operations: ServiceOptions<typeof OperationsConfig> = {
  name: 'operations',
  config: OperationsConfig,
  module: () => OperationsModule,
  onStarted: async (app, config) => {
    const status = app.get(CollectStatus);
    const endGauges = statusGauges(() => status.latest);
    const timer = setInterval(() => void status.run().catch(() => undefined), LOOK_EVERY_MS);
    timer.unref();
    const endInvariants = watchInvariants(app.get(InvariantRuns), config);
    return async () => {
      await endInvariants();
      clearInterval(timer);
      endGauges();
    };
  },
};
