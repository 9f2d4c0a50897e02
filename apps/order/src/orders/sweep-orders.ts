import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import { AdvanceOrder, LEASE_MS } from './advance-order.js';
import { claimDue } from './orders.repository.js';

const BATCH = 20;

/** Goes on with every order whose time has come: crashed checkouts, deferred payments, unknown outcomes. */
@Injectable()
export class SweepOrders {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sweep(): Promise<number> {
    const now = this.clock.now();
    const due = await claimDue(this.database.writer, new Date(now), new Date(now + LEASE_MS), BATCH);
    await Promise.all(due.map((id) => this.orders.advance(id)));
    return due.length;
  }
}
