import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { Lanes } from '../lanes.js';
import { AdvanceOrder, LEASE_MS } from './advance-order.js';
import { claimDue } from './orders.repository.js';

/** So many at once; the peers' bulkheads leave room for checkouts beside them. */
const LANES = 16;

/** Goes on with every order whose time has come: crashed checkouts, refunds, windows that are over, unknown outcomes. */
@Injectable()
export class SweepOrders extends Lanes<string> {
  constructor(
    @Inject(Database) database: Database,
    @Inject(AdvanceOrder) orders: AdvanceOrder,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) log: Logger,
  ) {
    super({
      limit: LANES,
      claim: (limit) => {
        const now = clock.now();
        return claimDue(database.writer, new Date(now), new Date(now + LEASE_MS), limit);
      },
      workOn: async (id) => void (await orders.advance(id)),
      failed: (err, orderId) => log.warn({ err, orderId }, 'order could not be gone on with'),
    });
  }
}
