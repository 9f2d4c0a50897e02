import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { CLOCK, CONFIG, IDS } from '@breakwater/service-host';
import type { OrderConfig } from '../order.config.js';
import { insertOutageOrder, lockOpening, lockOpenOutage, openOutage } from './outages.repository.js';

/** The provider is out for this order: it belongs to the outage that is open, or opens one. */
@Injectable()
export class JoinOutage {
  constructor(
    @Inject(CONFIG) private readonly config: OrderConfig,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async join(tx: Sql, orderId: string): Promise<void> {
    const now = new Date(this.clock.now());
    const outageId = (await lockOpenOutage(tx)) ?? (await this.open(tx, now));
    await insertOutageOrder(tx, outageId, orderId, now);
  }

  private async open(tx: Sql, now: Date): Promise<string> {
    await lockOpening(tx);
    // Somebody else may have opened it while we waited.
    return (await lockOpenOutage(tx)) ?? openOutage(tx, this.ids(), now, this.config.COUPON_BUDGET_MINOR);
  }
}
