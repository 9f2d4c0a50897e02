import { Module } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { CONFIG, logBreaker, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { AskProvider } from './attempts/ask-provider.js';
import { AttemptLease } from './attempts/attempt-lease.js';
import { AttemptsController } from './attempts/attempts.controller.js';
import { AuthorizePayment } from './attempts/authorize-payment.js';
import { CapturePayment } from './attempts/capture-payment.js';
import { DriveAttempt } from './attempts/drive-attempt.js';
import { RecordAttempt } from './attempts/record-attempt.js';
import { RefreshAttempt } from './attempts/refresh-attempt.js';
import { SweepAttempts } from './attempts/sweep-attempts.js';
import { VoidPayment } from './attempts/void-payment.js';
import { AdjustLedger } from './adjustments/adjust-ledger.js';
import { FindAdopted } from './adjustments/find-adopted.js';
import { FactsController } from './facts/facts.controller.js';
import { SnapshotsController } from './invariants/snapshots.controller.js';
import { KeepLedger } from './ledger/keep-ledger.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { ReverseTransaction } from './ledger/reverse-transaction.js';
import type { PaymentConfig } from './payment.config.js';
import { PostgresProbeTurns } from './provider/probe-turns.js';
import { ProviderHealthController } from './provider/provider-health.controller.js';
import { StripeProvider } from './provider/stripe-provider.js';
import { CarryOutRefund } from './refunds/carry-out-refund.js';
import { RecordRefund } from './refunds/record-refund.js';
import { RefundPayment } from './refunds/refund-payment.js';
import { WorkRefunds } from './refunds/work-refunds.js';
import { SealLedger } from './seals/seal-ledger.js';
import { SealPatrol } from './seals/seal-patrol.js';
import { BookTransactions } from './settlements/book-transactions.js';
import { PutOff } from './settlements/put-off.js';
import { ReadPayouts } from './settlements/read-payouts.js';
import { ReadSettlements } from './settlements/read-settlements.js';
import { CarryOutStrayRefund } from './strays/carry-out-stray-refund.js';
import { RefundStray } from './strays/refund-stray.js';
import { StraysController } from './strays/strays.controller.js';
import { WorkStrayRefunds } from './strays/work-stray-refunds.js';
import { SweepPace } from './sweeping/sweep-pace.js';
import { SweepUnfinished } from './sweeping/sweep-unfinished.js';
import { PruneWebhooks } from './webhooks/prune-webhooks.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { WorkWebhooks } from './webhooks/work-webhooks.js';

@Module({
  controllers: [
    AttemptsController,
    FactsController,
    LedgerController,
    ProviderHealthController,
    SnapshotsController,
    StraysController,
    WebhooksController,
  ],
  providers: [
    {
      provide: StripeProvider,
      inject: [CONFIG, Database, LOGGER],
      useFactory: (config: PaymentConfig, database: Database, log: Logger) =>
        new StripeProvider(config, { turns: new PostgresProbeTurns(database), onChange: logBreaker(log, 'provider') }),
    },
    AskProvider,
    AttemptLease,
    RecordAttempt,
    DriveAttempt,
    AuthorizePayment,
    CapturePayment,
    VoidPayment,
    RefreshAttempt,
    RecordRefund,
    CarryOutRefund,
    RefundPayment,
    WorkRefunds,
    SweepAttempts,
    WorkStrayRefunds,
    WorkWebhooks,
    PruneWebhooks,
    SweepPace,
    SweepUnfinished,
    KeepLedger,
    ReverseTransaction,
    FindAdopted,
    AdjustLedger,
    SealLedger,
    SealPatrol,
    RefundStray,
    CarryOutStrayRefund,
    PutOff,
    BookTransactions,
    ReadPayouts,
    ReadSettlements,
  ],
})
export class PaymentModule {}
