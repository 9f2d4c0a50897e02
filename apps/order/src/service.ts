import { IdempotencyMigration } from '@breakwater/database';
import { MessagingMigration, startSweeper, type Wakeups } from '@breakwater/messaging';
import { Readiness, type ServiceOptions } from '@breakwater/service-host';
import { CartsAndOrders1760000000001 } from './migrations/1-carts-and-orders.js';
import { OutagesAndCoupons1767500000000 } from './migrations/2-outages-and-coupons.js';
import { FormerAttempts1767550000000 } from './migrations/3-former-attempts.js';
import { MailTrouble1767560000000 } from './migrations/4-mail-trouble.js';
import { NoPaymentMethod1767570000000 } from './migrations/5-no-payment-method.js';
import { InvariantFacts1767600000000 } from './migrations/9-invariant-facts.js';
import { SupersededOrders1767610000000 } from './migrations/10-superseded-orders.js';
import { RevokedCoupons1767620000000 } from './migrations/11-revoked-coupons.js';
import { observeOutages } from './outages/outages.metrics.js';
import { TendOutages } from './outages/tend-outages.js';
import { SendNotifications } from './notifications/send-notifications.js';
import { orderConfig } from './order.config.js';
import { OrderModule } from './order.module.js';
import { orderPolicies } from './order.policies.js';
import { AdvanceOrder } from './orders/advance-order.js';
import { SweepOrders } from './orders/sweep-orders.js';
import { UndoAttempts } from './orders/undo-attempts.js';
import { WAKEUPS } from './wakeups.module.js';

/** How often deferred orders may be let go; looking at the provider is rarer. */
const PACE_EVERY_MS = 100;

export const orderService: ServiceOptions<typeof orderConfig> = {
  name: 'order',
  config: orderConfig,
  module: () => OrderModule,
  migrations: [
    MessagingMigration,
    IdempotencyMigration,
    CartsAndOrders1760000000001,
    OutagesAndCoupons1767500000000,
    FormerAttempts1767550000000,
    MailTrouble1767560000000,
    NoPaymentMethod1767570000000,
    InvariantFacts1767600000000,
    SupersededOrders1767610000000,
    RevokedCoupons1767620000000,
  ],
  policies: orderPolicies,
  publishes: true,
  async onStarted(app, config) {
    const everyMs = config.SWEEP_EVERY_MS;
    const mails = app.get(SendNotifications);
    const wakeups = app.get<Wakeups>(WAKEUPS);
    const orders = app.get(AdvanceOrder);
    const orderSweep = app.get(SweepOrders);
    const outages = app.get(TendOutages);
    wakeups.work((job, id) => (job === 'advance' ? orders.advance(id) : mails.look()), { concurrency: 16 });
    app.get(Readiness).watch('payment provider', () => outages.probe());
    const endMetrics = observeOutages(() => outages.view());
    const sweepers = [
      startSweeper({ name: 'orders', everyMs, work: () => orderSweep.look() }),
      startSweeper({ name: 'outages', everyMs: config.PROBE_EVERY_MS, work: () => outages.look() }),
      startSweeper({ name: 'pacer', everyMs: PACE_EVERY_MS, work: () => outages.pace() }),
      startSweeper({ name: 'stray attempts', everyMs: everyMs * 2, work: () => app.get(UndoAttempts).sweep() }),
      startSweeper({ name: 'notifications', everyMs: everyMs * 2, work: () => mails.look() }),
    ];
    return async () => {
      await Promise.all([orderSweep.stop(), mails.stop(), ...sweepers.map((sweeper) => sweeper.stop())]);
      await wakeups.close();
      endMetrics();
      await outages.stop();
    };
  },
};
