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
 * a crash there may be many: each lane takes the next one as soon as it is free. An order whose peer is slow holds up its
 * own lane only; the others are filled again at the next look.
 */
@Injectable()
export class SweepOrders {
  private readonly lanes = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Gives what is due to the free lanes, and does not wait for what becomes of it. One look at a time. */
  async look(): Promise<void> {
    const free = LANES - this.lanes.size;
    if (free === 0 || this.stopped) return;
    const due = await this.claim(free);
    // Fewer than there is room for: nothing more is due.
    const isMore = due.length === free;
    for (const id of due) this.open(id, isMore);
  }

  /** Takes no more orders: a shutdown waits for those under way, and not for the end of a long queue. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.lanes);
  }

  private open(first: string, isMore: boolean): void {
    const lane = this.follow(first, isMore)
      .catch((error: unknown) => this.log.warn({ err: error }, 'no more orders could be looked for'))
      .finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  private async follow(first: string, isMore: boolean): Promise<void> {
    let id: string | undefined = first;
    while (id !== undefined) {
      await this.goOn(id);
      [id] = isMore && !this.stopped ? await this.claim(1) : [];
    }
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
