import { MessagingMigration, startSweeper } from '@breakwater/messaging';
import { Readiness, type ServiceOptions } from '@breakwater/service-host';
import { KeepLedger } from './ledger/keep-ledger.js';
import { AdoptionsMigration } from './migrations/adoptions.migration.js';
import { AttemptsMigration } from './migrations/attempts.migration.js';
import { FactsIndexesMigration } from './migrations/facts-indexes.migration.js';
import { LedgerBalancesMigration } from './migrations/ledger-balances.migration.js';
import { LedgerBooksMigration } from './migrations/ledger-books.migration.js';
import { LedgerNamesMigration } from './migrations/ledger-names.migration.js';
import { LedgerMigration } from './migrations/ledger.migration.js';
import { SettlementDepthMigration } from './migrations/settlement-depth.migration.js';
import { SettlementTroublesMigration } from './migrations/settlement-troubles.migration.js';
import { SettlementsMigration } from './migrations/settlements.migration.js';
import { ProviderGateMigration } from './migrations/provider-gate.migration.js';
import { WebhooksMigration } from './migrations/webhooks.migration.js';
import { paymentConfig } from './payment.config.js';
import { PaymentModule } from './payment.module.js';
import { paymentPolicies } from './payment.policies.js';
import { StripeProvider } from './provider/stripe-provider.js';
import { SealLedger } from './seals/seal-ledger.js';
import { ReadSettlements } from './settlements/read-settlements.js';
import { SweepUnfinished } from './sweeping/sweep-unfinished.js';
import { PruneWebhooks } from './webhooks/prune-webhooks.js';

const PRUNE_EVERY_MS = 600_000;

export const paymentService: ServiceOptions<typeof paymentConfig> = {
  name: 'payment',
  config: paymentConfig,
  module: () => PaymentModule,
  migrations: [
    ProviderGateMigration,
    MessagingMigration,
    AttemptsMigration,
    LedgerMigration,
    LedgerBooksMigration,
    SettlementsMigration,
    WebhooksMigration,
    SettlementDepthMigration,
    SettlementTroublesMigration,
    LedgerBalancesMigration,
    FactsIndexesMigration,
    AdoptionsMigration,
    LedgerNamesMigration,
  ],
  policies: paymentPolicies,
  publishes: true,
  rawBody: true,
  onStarted: async (app, config) => {
    const provider = app.get(StripeProvider);
    app.get(Readiness).watch('provider', () => provider.probe());
    const sweep = app.get(SweepUnfinished);
    const sweeper = startSweeper({
      name: 'payments',
      everyMs: config.PAYMENT_SWEEP_MS,
      work: async () => sweep.wake(),
    });
    const keeper = app.get(KeepLedger);
    const seals = app.get(SealLedger);
    await keeper.run();
    const sealer = startSweeper({
      name: 'seals',
      everyMs: config.LEDGER_SEAL_MS,
      // Whoever changes the database may have given the ledger back to this service.
      work: () => keeper.run().then(() => seals.run()),
    });
    const settlements = app.get(ReadSettlements);
    const reader = startSweeper({
      name: 'settlements',
      everyMs: config.PAYMENT_SWEEP_MS,
      work: () => settlements.run(),
    });
    const pruner = startSweeper({
      name: 'webhooks',
      everyMs: PRUNE_EVERY_MS,
      work: () => app.get(PruneWebhooks).run(),
    });
    return async () => {
      seals.stop();
      await Promise.all([sweeper, sweep, sealer, reader, pruner].map((each) => each.stop()));
    };
  },
};
