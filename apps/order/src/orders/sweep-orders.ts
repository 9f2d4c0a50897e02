import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { AdvanceOrder, LEASE_MS } from './advance-order.js';
import { claimDue } from './orders.repository.js';

/** So many at once; the peers' bulkheads leave room for checkouts beside them. */
const LANES = 16;

/**
 * Goes on with every order whose time has come: crashed checkouts, refunds, windows that are over, unknown outcomes. After
 * a crash there may be many: each lane takes the next one as soon as it is free, and a slow one holds up its lane only.
 */
@Injectable()
export class SweepOrders {
  private stopped = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Returns how many it went on with. */
  async sweep(): Promise<number> {
    const due = await this.claim(LANES);
    // Fewer than there are lanes: nothing more is due.
    const isMore = (): boolean => due.length === LANES && !this.stopped;
    const swept = await Promise.all(due.map((id) => this.follow(id, isMore)));
    return swept.reduce((sum, count) => sum + count, 0);
  }

  /** Takes no more orders: a shutdown does not wait for the end of a long queue. */
  stop(): void {
    this.stopped = true;
  }

  private async follow(first: string, isMore: () => boolean): Promise<number> {
    let count = 0;
    for (let id: string | undefined = first; id !== undefined; count++) {
      await this.goOn(id);
      [id] = isMore() ? await this.claim(1) : [];
    }
    return count;
  }

  private async goOn(orderId: string): Promise<void> {
    try {
      await this.orders.advance(orderId);
    } catch (error) {
      this.log.warn({ err: error, orderId }, 'order could not be gone on with');
    }
  }

  private claim(limit: number): Promise<string[]> {
    const now = this.clock.now();
    return claimDue(this.database.writer, new Date(now), new Date(now + LEASE_MS), limit);
  }
}
