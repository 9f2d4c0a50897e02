import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { ProviderState } from '../domain/pace.js';
import { drainSeconds } from './outages.metrics.js';
import { countDeferred, endOutage, findUndrained, markDrained, type UndrainedOutage } from './outages.repository.js';
import { PaceOrders } from './pace-orders.js';
import { releaseLease, takeLease } from './pacer.repository.js';
import { WatchProvider } from './watch-provider.js';

/** Whoever holds the lease and is killed is missed for this long. */
const LEASE_MS = 2000;

/**
 * Sees an outage through: notices that the provider is back, ends the outage, lets the deferred orders go, and says when
 * the last one has moved on. One instance at a time does so, by a lease: the provider is one, so there is one pace, one
 * order of age, and one memory of how the last ones fared.
 */
@Injectable()
export class TendOutages {
  private readonly me = randomUUID();
  private undrained: readonly UndrainedOutage[] = [];
  private deferred = 0;
  /** As last seen; null while there is nothing to let go, or somebody else does. */
  private provider: ProviderState | null = null;
  private leasedUntilMs = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WatchProvider) private readonly watch: WatchProvider,
    @Inject(PaceOrders) private readonly pacer: PaceOrders,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Looks at the outages, and at the provider if there is a reason to. */
  async look(): Promise<void> {
    this.undrained = await findUndrained(this.database.writer);
    this.deferred = await countDeferred(this.database.writer);
    const open = this.openOutage;
    if (!(await this.isMine())) {
      if (this.provider !== null) this.pacer.forget();
      this.provider = null;
      return;
    }
    this.provider = await (open === undefined ? this.watch.look() : this.watch.probe());
    if (open !== undefined && (this.provider === 'closed' || this.provider === 'ramping')) await this.end(open);
    await this.drained();
  }

  /** Lets go as many as may go now. Called many times a second; most of the time it has nothing to do. */
  async pace(): Promise<void> {
    if (this.provider !== null && this.clock.now() < this.leasedUntilMs) await this.pacer.turn(this.provider);
  }

  async stop(): Promise<void> {
    await releaseLease(this.database.writer, this.me);
  }

  /** As seen at the last look. */
  view(): { deferred: number; open: boolean } {
    return { deferred: this.deferred, open: this.openOutage !== undefined };
  }

  /** Rejects while the provider is out, so that the status page says so. */
  async probe(): Promise<void> {
    const since = this.openOutage?.beganAt;
    if (since === undefined) return;
    throw new Error(`out since ${since.toISOString()}, ${this.deferred} orders deferred`);
  }

  private get openOutage(): UndrainedOutage | undefined {
    return this.undrained.find(({ endedAt }) => endedAt === null);
  }

  /** True when there is something to see through and nobody else does. */
  private async isMine(): Promise<boolean> {
    if (this.undrained.length === 0 && this.deferred === 0) return false;
    const nowMs = this.clock.now();
    if (!(await takeLease(this.database.writer, this.me, LEASE_MS))) return false;
    this.leasedUntilMs = nowMs + LEASE_MS;
    return true;
  }

  private async end({ id, beganAt }: UndrainedOutage): Promise<void> {
    const now = new Date(this.clock.now());
    if (!(await endOutage(this.database.writer, id, now))) return;
    const seconds = (now.getTime() - beganAt.getTime()) / 1000;
    this.log.info({ outageId: id, seconds, deferred: this.deferred }, 'the payment provider is back');
  }

  private async drained(): Promise<void> {
    for (const { id, seconds } of await markDrained(this.database.writer, new Date(this.clock.now()))) {
      drainSeconds.record(seconds);
      this.log.info({ outageId: id, seconds }, 'the last deferred order of the outage has moved on');
    }
  }
}
