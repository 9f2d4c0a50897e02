import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Event } from '../domain/discrepancy.js';
import { CarryOut } from './carry-out.js';
import { ConfirmAct } from './confirm-act.js';
import { type Begun, DueActs } from './due-acts.js';
import { failureOf } from './outcome-of.js';
import { WorkRereads } from './work-rereads.js';

/** At once; payment's client has room for all of them beside every reader. */
const WORKERS = 5;

/** Acts that move or book money: intended, confirmed, sent, recorded. Each step may be the last before a crash. */
@Injectable()
export class WorkActs {
  constructor(
    @Inject(DueActs) private readonly acts: DueActs,
    @Inject(ConfirmAct) private readonly confirm: ConfirmAct,
    @Inject(CarryOut) private readonly carryOut: CarryOut,
    @Inject(WorkRereads) private readonly rereads: WorkRereads,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Until nothing is due. A slow one holds one worker up, and no lease runs before its act is begun. */
  async run(): Promise<void> {
    const workers = await Promise.allSettled(Array.from({ length: WORKERS }, () => this.workAll()));
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  }

  /** Does what was decided. Refusals are recorded and tried again; throws only when they cannot be recorded. */
  async work(begun: Begun): Promise<void> {
    if (begun.intent.action === 'requery') return this.rereads.work([begun]);
    const outcome = await this.carry(begun);
    if (outcome !== undefined) await this.acts.record(begun, outcome);
  }

  private async workAll(): Promise<void> {
    for (let begun = await this.acts.begin('act'); begun !== undefined; begun = await this.acts.begin('act')) {
      await this.work(begun);
    }
  }

  /** Undefined when nothing is to be done any more. */
  private async carry(begun: Begun): Promise<Event | undefined> {
    const { intent, row } = begun;
    try {
      faultPoint('reconciliation.resolution.intended');
      const confirmed = await this.confirm.run(begun);
      if (confirmed === undefined) return undefined;
      faultPoint('reconciliation.resolution.confirmed');
      const result = await this.carryOut.run(confirmed.row, confirmed.intent);
      faultPoint('reconciliation.resolution.done');
      return { type: 'acted', nowMs: this.clock.now(), round: intent.round, result };
    } catch (error) {
      this.log.warn({ err: error, discrepancyId: row.id, action: intent.action }, 'a resolution failed');
      return failureOf(intent, error, this.clock.now());
    }
  }
}
