import { Module } from '@nestjs/common';
import { ATTEMPT_CHANGED, AttemptChanged, type AttemptState } from '@breakwater/contracts';
import type { Clock } from '@breakwater/kernel';
import type { Wakeups } from '@breakwater/messaging';
import { CLOCK, InboxModule } from '@breakwater/service-host';
import { CheckoutConfigController } from './checkout-config/checkout-config.controller.js';
import { CartsController } from './carts/carts.controller.js';
import { PriceCart } from './carts/price-cart.js';
import { IssueCoupon } from './coupons/issue-coupon.js';
import { SnapshotsController } from './invariants/snapshots.controller.js';
import { Mailer } from './notifications/mailer.js';
import { Notifications } from './notifications/notifications.js';
import { SendNotifications } from './notifications/send-notifications.js';
import { JoinOutage } from './outages/join-outage.js';
import { OutagesController } from './outages/outages.controller.js';
import { PaceOrders } from './outages/pace-orders.js';
import { TendOutages } from './outages/tend-outages.js';
import { WatchProvider } from './outages/watch-provider.js';
import { AdvanceOrder } from './orders/advance-order.js';
import { AnswerOnce } from './orders/answer-once.js';
import { CancelOrder } from './orders/cancel-order.js';
import { CarryOutStep } from './orders/carry-out-step.js';
import { EndAttempt } from './orders/end-attempt.js';
import { noteStray } from './orders/former-attempts.repository.js';
import { makeDue } from './orders/make-due.js';
import { OperatorOrdersController } from './orders/operator-orders.controller.js';
import { OrderAccess } from './orders/order-access.js';
import { OrderChangesController } from './orders/order-changes.controller.js';
import { OrderFactsController } from './orders/order-facts.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { PayAgain } from './orders/pay-again.js';
import { PaymentSteps } from './orders/payment-steps.js';
import { PlaceOrder } from './orders/place-order.js';
import { PresentOrder } from './orders/present-order.js';
import { RefundOrder } from './orders/refund-order.js';
import { RecordEffects } from './orders/record-effects.js';
import { StockSteps } from './orders/stock-steps.js';
import { SweepOrders } from './orders/sweep-orders.js';
import { UndoAttempts } from './orders/undo-attempts.js';
import { WAKEUPS, WakeupsModule } from './wakeups.module.js';

/** Nobody is charged by it (any more). */
const ENDED_ATTEMPT: readonly AttemptState[] = ['declined', 'voided', 'refunded'];

@Module({
  imports: [
    InboxModule.register({
      imports: [WakeupsModule],
      inject: [CLOCK, WAKEUPS],
      useFactory: (clock: Clock, wakeups: Wakeups) => ({
        [ATTEMPT_CHANGED]: async (tx, data) => {
          const { orderId, attempt } = AttemptChanged.parse(data);
          const now = new Date(clock.now());
          // The worker asks payment itself, so it does not matter whether it runs before or after this commit.
          if (await makeDue(tx, orderId, now)) void wakeups.wake('advance', orderId);
          if (!ENDED_ATTEMPT.includes(attempt.state)) await noteStray(tx, orderId, attempt.id, now);
        },
      }),
    }),
    WakeupsModule,
  ],
  controllers: [
    CartsController,
    CheckoutConfigController,
    OrdersController,
    OrderChangesController,
    OperatorOrdersController,
    OrderFactsController,
    OutagesController,
    SnapshotsController,
  ],
  providers: [
    PriceCart,
    PlaceOrder,
    PayAgain,
    CancelOrder,
    RefundOrder,
    AnswerOnce,
    OrderAccess,
    AdvanceOrder,
    RecordEffects,
    JoinOutage,
    TendOutages,
    WatchProvider,
    PaceOrders,
    IssueCoupon,
    CarryOutStep,
    StockSteps,
    PaymentSteps,
    EndAttempt,
    UndoAttempts,
    PresentOrder,
    SweepOrders,
    Notifications,
    SendNotifications,
    Mailer,
  ],
})
export class OrderModule {}
