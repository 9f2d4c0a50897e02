import { Inject, Injectable } from '@nestjs/common';
import { ORDER_PAID } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, Outbox } from '@breakwater/service-host';
import { clearCart } from '../carts/carts.repository.js';
import { IssueCoupon } from '../coupons/issue-coupon.js';
import { releaseCoupon } from '../coupons/release-coupon.js';
import { revokeCoupon } from '../coupons/revoke-coupon.js';
import type { Effect } from '../domain/order.js';
import { Notifications } from '../notifications/notifications.js';
import { JoinOutage } from '../outages/join-outage.js';
import type { OrderRecord } from './order-record.js';

/** What becomes true together with an order's new state. */
@Injectable()
export class RecordEffects {
  constructor(
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Notifications) private readonly notifications: Notifications,
    @Inject(JoinOutage) private readonly outages: JoinOutage,
    @Inject(IssueCoupon) private readonly coupons: IssueCoupon,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(tx: Sql, order: OrderRecord, effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'clear_cart':
        return clearCart(tx, order.cartId, order.id);
      case 'announce_paid': {
        const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
        return this.outbox.publish(tx, {
          type: ORDER_PAID,
          destination: 'product',
          data: { orderId: order.id, lines },
        });
      }
      case 'notify':
        return this.notifications.record(tx, order, effect.notice);
      case 'join_outage':
        return this.outages.join(tx, order.id);
      case 'apologise':
        return this.coupons.issue(tx, order);
      case 'release_coupon':
        return releaseCoupon(tx, order.id);
      case 'revoke_coupon':
        return revokeCoupon(tx, order.id, new Date(this.clock.now()));
    }
  }

  /** The transaction is committed: who carries things on is woken, so that nothing waits for a sweep. */
  committed(effects: readonly Effect[]): void {
    const has = (type: Effect['type']): boolean => effects.some((effect) => effect.type === type);
    if (has('join_outage')) faultPoint('order.outage.opened');
    if (has('apologise')) faultPoint('order.coupon.issued');
    if (has('announce_paid')) this.outbox.wake();
    if (has('notify')) this.notifications.wake();
  }
}
