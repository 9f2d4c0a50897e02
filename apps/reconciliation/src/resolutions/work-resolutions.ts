import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, isFault } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { discrepancyRepository, type LogLine } from '../discrepancies/discrepancy.repository.js';
import type { DiscrepancyRow } from '../discrepancies/discrepancy.row.js';
import { decide } from '../domain/decide-discrepancy.js';
import type { Event, Intent } from '../domain/discrepancy.js';
import { markToLookAt } from '../facts/subject.repository.js';
import { paceOf, type ReconciliationConfig } from '../reconciliation.config.js';
import { CarryOut } from './carry-out.js';

const BATCH = 5;
/** Refused for what it is: the same call would be refused again. */
const FINAL = ['invalid', 'not_found', 'conflict', 'unprocessable', 'forbidden', 'gone'];
/** A conflict that passes. */
const PASSES = ['idempotency.key.in_progress', 'payment.attempt.busy'];

/** Does what is due: records the intent, carries it out, records the answer. Each step may be the last before a crash. */
@Injectable()
export class WorkResolutions {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CarryOut) private readonly carryOut: CarryOut,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    for (;;) {
      const due = await this.begin();
      await Promise.all(due.map(({ row, intent }) => this.work(row, intent)));
      if (due.length < BATCH) return;
    }
  }

  /** Never throws: what goes wrong is recorded and tried again. */
  async work(row: DiscrepancyRow, intent: Intent): Promise<void> {
    let event: Event;
    try {
      faultPoint('reconciliation.resolution.intended');
      const result = await this.carryOut.run(row, intent);
      faultPoint('reconciliation.resolution.done');
      event = { type: 'acted', nowMs: this.clock.now(), result };
    } catch (error) {
      this.log.warn({ err: error, discrepancyId: row.id, action: intent.action }, 'a resolution failed');
      event = { type: 'failed', nowMs: this.clock.now(), error: codeOf(error), final: isFinal(error) };
    }
    await this.record(row, event);
  }

  private begin(): Promise<{ row: DiscrepancyRow; intent: Intent }[]> {
    return this.database.transaction(async (tx) => {
      const nowMs = this.clock.now();
      const begun = (await discrepancyRepository.takeDue(tx, nowMs, BATCH)).map((row) => {
        const { state: life, effects } = decide(row.life, { type: 'due', nowMs }, paceOf(this.config));
        const act = effects.find((effect) => effect.type === 'act');
        return { row: { ...row, life }, intent: act?.intent };
      });
      await discrepancyRepository.save(
        tx,
        begun.map(({ row }) => row),
      );
      return begun.flatMap(({ row, intent }) => (intent === undefined ? [] : [{ row, intent }]));
    });
  }

  private async record({ id, subject }: DiscrepancyRow, event: Event): Promise<void> {
    await this.database.transaction(async (tx) => {
      // The subject first, as everybody does.
      await markToLookAt(tx, [subject], event.nowMs);
      const row = await discrepancyRepository.lock(tx, id);
      if (row === undefined) return;
      const { state: life, effects } = decide(row.life, event, paceOf(this.config));
      await discrepancyRepository.save(tx, [{ ...row, life }]);
      const lines = effects.filter((effect): effect is LogLine => effect.type === 'log');
      await discrepancyRepository.log(
        tx,
        event.nowMs,
        lines.map((line) => ({ ...line, id })),
      );
    });
  }
}

function codeOf(error: unknown): string {
  return isFault(error) ? error.code : String(error).slice(0, 200);
}

function isFinal(error: unknown): boolean {
  return isFault(error) && FINAL.includes(error.kind) && !PASSES.includes(error.code);
}
