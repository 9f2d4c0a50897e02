import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@breakwater/database';
import { type Clock, money } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { CODE_BYTES, couponCode } from '../domain/coupon.js';
import type { OrderConfig } from '../order.config.js';
import type { OrderRecord } from '../orders/order-record.js';
import { coupons } from './coupons.metrics.js';
import { findOutageOf, insertCoupon, lockBudget, spendBudget } from './coupons.repository.js';

const DAY_MS = 86_400_000;

/** The apology for a wait: one coupon per customer and outage, as long as the outage's budget lasts. */
@Injectable()
export class IssueCoupon {
  constructor(
    @Inject(CONFIG) private readonly config: OrderConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async issue(tx: Sql, order: Pick<OrderRecord, 'id' | 'email' | 'total'>): Promise<void> {
    const { COUPON_AMOUNT_MINOR: amountMinor, COUPON_VALID_DAYS: days } = this.config;
    if (amountMinor === 0) return;
    const outageId = await findOutageOf(tx, order.id);
    // Late for another reason than an outage, such as an outcome that nobody knew.
    if (outageId === null) return;
    if ((await lockBudget(tx, outageId)) < amountMinor) {
      this.log.warn({ outageId, orderId: order.id }, 'no apology coupon: the budget of the outage is spent');
      return coupons.add(1, { outcome: 'over_budget' });
    }
    const nowMs = this.clock.now();
    const issued = await insertCoupon(tx, {
      code: couponCode(randomBytes(CODE_BYTES)),
      outageId,
      email: order.email.toLowerCase(),
      orderId: order.id,
      amount: money(amountMinor, order.total.currency),
      issuedAt: new Date(nowMs),
      expiresAt: new Date(nowMs + days * DAY_MS),
    });
    if (issued) await spendBudget(tx, outageId, amountMinor);
    coupons.add(1, { outcome: issued ? 'issued' : 'had_one' });
  }
}
