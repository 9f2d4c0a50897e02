import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import type { Wakeups } from '@breakwater/messaging';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { OrderState } from '../domain/order.js';
import { adapt, type Pace, type ProviderState, roomFor, startPace } from '../domain/pace.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { WAKEUPS } from '../wakeups.module.js';
import { pacedOrders, pacerWindow } from './outages.metrics.js';
import { claimOldest, findPaced, type PacedOrder } from './pacer.repository.js';

/** As many places as all workers of two instances have; beyond that orders would only wait in the queue. */
const LIMITS = { first: 4, most: 32 };
/** Longer than an authorisation may take. An order that is silent for so long is the sweeper's. */
const LEASE_MS = 10_000;

const ON_THE_WAY: readonly OrderState[] = ['reserved', 'authorized', 'confirmed'];

/**
 * Lets deferred orders go, oldest first, one job each. How they fare is read from Postgres, so it does not matter which
 * instance works them, and a job that is lost is only a place that stays empty for a while.
 */
@Injectable()
export class PaceOrders {
  private pace: Pace = startPace(LIMITS);
  /** When each of those that are under way was let go. */
  private readonly underWay = new Map<string, number>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WAKEUPS) private readonly wakeups: Wakeups,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async turn(provider: ProviderState): Promise<void> {
    const nowMs = this.clock.now();
    const { well, ill } = await this.look(nowMs);
    this.pace = adapt(this.pace, { well, ill, provider }, nowMs, LIMITS);
    pacerWindow.set(this.pace.window);
    const room = roomFor(this.pace, this.underWay.size, provider, nowMs);
    if (room === 0) return;
    const ids = await claimOldest(this.database.writer, new Date(nowMs), new Date(nowMs + LEASE_MS), room);
    for (const id of ids) this.underWay.set(id, nowMs);
    await Promise.all(ids.map((id) => this.letGo(id)));
    if (ids.length > 0) faultPoint('order.pacer.queued');
  }

  /** Another instance paces from now on, or nothing is left: what was learnt is out of date. */
  forget(): void {
    this.pace = startPace(LIMITS);
    this.underWay.clear();
  }

  private async letGo(id: string): Promise<void> {
    if (await this.wakeups.wake('advance', id, { once: true })) return;
    // Without Redis this instance does it alone.
    this.orders.advance(id).catch((error: unknown) => {
      this.log.warn({ err: error, orderId: id }, 'deferred order failed, the sweeper will take it');
    });
  }

  private async look(nowMs: number): Promise<{ well: number; ill: number }> {
    const news = { well: 0, ill: 0 };
    if (this.underWay.size === 0) return news;
    for (const order of await findPaced(this.database.writer, [...this.underWay.keys()])) {
      const fate = fateOf(order);
      if (fate !== 'under_way') {
        news[fate]++;
        pacedOrders.add(1, { outcome: fate });
      }
      const lost = nowMs - (this.underWay.get(order.id) ?? nowMs) > LEASE_MS;
      if (fate !== 'under_way' || lost) this.underWay.delete(order.id);
    }
    return news;
  }
}

function fateOf({ state, waits }: PacedOrder): 'well' | 'ill' | 'under_way' {
  if (state === 'payment_deferred') return waits ? 'ill' : 'under_way';
  if (state === 'unknown') return 'ill';
  return ON_THE_WAY.includes(state) ? 'under_way' : 'well';
}
