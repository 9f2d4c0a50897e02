import { Inject, Injectable } from '@nestjs/common';
import type { InvariantReport } from '@breakwater/contracts';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER, Peers } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { Tally, overallOf } from '../domain/invariants/tally.js';
import { INVARIANTS, keyOf, sample, type Violation } from '../domain/invariants/violation.js';
import { InstanceRegistry } from '../instances/instance-registry.js';
import type { OperationsConfig } from '../operations.config.js';
import { Canary } from './canary.js';
import { type CheckContext, orNotChecked } from './check-context.js';
import { checkLedger } from './check-ledger.js';
import { CheckOrders } from './check-orders.js';
import { CheckProvider } from './check-provider.js';
import { checkStock } from './check-stock.js';
import type { Run } from './invariant-run.js';
import { Sources, type Window } from './sources.js';

/** Changes that were not settled yet at the last check are looked at again by the next, with this much to spare. */
const OVERLAP_MS = 60_000;
/** After a longer absence of a source, the loop makes up for this much; a full check knows no such bound. */
const MOST_BEHIND_MS = 24 * 3_600_000;
const MOST_SHOWN = 500;
/** What is looked at around the present reaches a little ahead: the services' clocks may. */
const AHEAD_MS = 5000;

/** One check of the five invariants over all services and the provider. */
@Injectable()
export class CheckInvariants {
  private readonly canary: Canary;
  private readonly firstSeen = new Map<string, string>();
  private earlier: readonly Violation[] = [];
  /** Up to here everything was looked at by all who were needed for it. */
  private checkedToMs: number | undefined;

  constructor(
    @Inject(Peers) private readonly peers: Peers,
    @Inject(InstanceRegistry) private readonly registry: InstanceRegistry,
    @Inject(CONFIG) private readonly config: OperationsConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.canary = new Canary(config.EDGE_URL ?? config.PUBLIC_URL);
  }

  async run({ id, scope, continuous }: Pick<Run, 'id' | 'scope' | 'continuous'>): Promise<InvariantReport> {
    const startedMs = this.clock.now();
    const tally = new Tally(this.earlier);
    const context: CheckContext = {
      sources: new Sources(this.peers),
      tally,
      full: scope === 'full',
      window: this.windowOf(scope, continuous, startedMs),
      earlier: this.earlier,
      settings: {
        settleMs: this.config.INVARIANTS_SETTLE_SECONDS * 1000,
        limits: this.config.INVARIANTS_LIMITS,
        secondLookMs: this.config.INVARIANTS_SECOND_LOOK_MS,
      },
      clock: this.clock,
    };
    const orders = new CheckOrders(context);
    await orNotChecked(context, INVARIANTS, async () => {
      await Promise.all([
        checkStock(context),
        checkLedger(context),
        new CheckProvider(context).run(),
        orders.run().then(() => this.canary.run(context, orders.recent, this.readings())),
      ]);
    });
    tally.keepUnread();
    return this.conclude(context, { id, scope, startedMs });
  }

  private windowOf(scope: Run['scope'], continuous: boolean, nowMs: number): Window {
    const toMs = nowMs + AHEAD_MS;
    if (scope === 'full') return { fromMs: 0, toMs };
    const recent = nowMs - this.config.INVARIANTS_RECENT_SECONDS * 1000;
    if (!continuous || this.checkedToMs === undefined) return { fromMs: recent, toMs };
    return { fromMs: Math.max(this.checkedToMs, nowMs - MOST_BEHIND_MS), toMs };
  }

  private conclude(
    { tally, settings, window }: CheckContext,
    { id, scope, startedMs }: { id: string; scope: Run['scope']; startedMs: number },
  ): InvariantReport {
    const { violations } = tally;
    const finishedAt = iso(this.clock.now());
    this.remember(violations, finishedAt);
    const invariants = tally.results();
    const complete = invariants.slice(0, 3).every(({ notChecked }) => notChecked === null);
    // A check of a window in the past says nothing of what lies between.
    if (complete && window.fromMs <= (this.checkedToMs ?? startedMs)) {
      this.checkedToMs = startedMs - settings.settleMs - OVERLAP_MS;
    }
    return {
      id,
      scope,
      state: overallOf(invariants),
      startedAt: iso(startedMs),
      finishedAt,
      invariants,
      violations: sample(violations, MOST_SHOWN).map((violation) => ({
        ...violation,
        firstSeenAt: this.firstSeen.get(keyOf(violation)) ?? finishedAt,
      })),
    };
  }

  private remember(violations: readonly Violation[], at: string): void {
    const open = new Set(violations.map(keyOf));
    for (const violation of violations) {
      const key = keyOf(violation);
      if (this.firstSeen.has(key)) continue;
      this.firstSeen.set(key, at);
      this.log.error(violation, 'invariant violated');
    }
    for (const key of this.firstSeen.keys()) {
      if (open.has(key)) continue;
      this.firstSeen.delete(key);
      this.log.info({ violation: key }, 'invariant holds again');
    }
    this.earlier = violations;
  }

  /** Enough to meet every pair of a gateway and an order instance: the balancer goes around. */
  private readings(): number {
    const living = (service: string): number =>
      this.registry.known().filter((report) => report.service === service).length;
    return Math.min(50, Math.max(6, 2 * living('gateway') * living('order')));
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
