import { MessagingMigration, startSweeper } from '@breakwater/messaging';
import { Readiness, type ServiceOptions } from '@breakwater/service-host';
import { AttemptsMigration } from './migrations/attempts.migration.js';
import { LedgerMigration } from './migrations/ledger.migration.js';
import { ProviderGateMigration } from './migrations/provider-gate.migration.js';
import { paymentConfig } from './payment.config.js';
import { PaymentModule } from './payment.module.js';
import { paymentPolicies } from './payment.policies.js';
import { StripeProvider } from './provider/stripe-provider.js';
import { SweepUnfinished } from './sweeping/sweep-unfinished.js';

export const paymentService: ServiceOptions<typeof paymentConfig> = {
  name: 'payment',
  config: paymentConfig,
  module: () => PaymentModule,
  migrations: [ProviderGateMigration, MessagingMigration, AttemptsMigration, LedgerMigration],
  policies: paymentPolicies,
  publishes: true,
  rawBody: true,
  onStarted: async (app, config) => {
    const provider = app.get(StripeProvider);
    app.get(Readiness).watch('provider', () => provider.probe());
    const sweep = app.get(SweepUnfinished);
    const sweeper = startSweeper({ name: 'payments', everyMs: config.PAYMENT_SWEEP_MS, work: () => sweep.run() });
    return () => sweeper.stop();
  },
};
