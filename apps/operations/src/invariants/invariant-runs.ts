import { Inject, Injectable } from '@nestjs/common';
import type { InvariantReport, InvariantScope } from '@breakwater/contracts';
import type { Clock, IdSource } from '@breakwater/kernel';
import { CLOCK, IDS, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { CheckInvariants } from './check-invariants.js';
import { Run } from './invariant-run.js';

const KNOWN = 50;

/** One check at a time, in the order in which they were asked for; the last reports are kept in memory. */
@Injectable()
export class InvariantRuns {
  private readonly waiting: Run[] = [];
  private readonly known = new Map<string, Run>();
  private wake: () => void = () => undefined;
  private stopped = false;
  private working: Promise<void> = Promise.resolve();
  running: Run | undefined;
  latest: InvariantReport | null = null;
  latestFull: InvariantReport | null = null;

  constructor(
    @Inject(CheckInvariants) private readonly check: CheckInvariants,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Asked again with the same id, it is the same run; one that has not begun serves all who want the same. */
  request(scope: InvariantScope, { id = this.ids(), continuous = false } = {}): Run {
    const same = this.known.get(id) ?? this.waiting.find((run) => run.scope === scope && run.continuous === continuous);
    if (same !== undefined) {
      this.keep(id, same);
      return same;
    }
    const run = new Run(id, scope, continuous, new Date(this.clock.now()).toISOString());
    this.keep(id, run);
    this.waiting.push(run);
    this.wake();
    return run;
  }

  /** Checks run here and not in the request that asks: its deadline is not theirs. */
  start(): void {
    this.working = this.work();
  }

  /** No check begins any more; the one that runs is not waited for: its calls fail with the connections. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    if (this.running === undefined) await this.working;
  }

  private async work(): Promise<void> {
    while (!this.stopped) {
      const run = this.waiting.shift();
      if (run === undefined) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      this.running = run;
      await this.carryOut(run).catch((error: unknown) =>
        this.log.error({ err: error }, 'a check of the invariants failed'),
      );
      this.running = undefined;
    }
  }

  private async carryOut(run: Run): Promise<void> {
    const report = await this.check.run(run);
    this.latest = report;
    if (report.scope === 'full') this.latestFull = report;
    run.end(report);
    this.log.debug({ runId: run.id, scope: run.scope, state: report.state }, 'invariants checked');
  }

  private keep(id: string, run: Run): void {
    this.known.set(id, run);
    for (const oldest of [...this.known.keys()].slice(0, -KNOWN)) this.known.delete(oldest);
  }
}
