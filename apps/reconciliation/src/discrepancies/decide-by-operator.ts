import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import { decide } from '../domain/decide-discrepancy.js';
import type { Intent } from '../domain/discrepancy.js';
import { ruleOf } from '../domain/rules.js';
import type { DecisionAction } from '../domain/terms.js';
import { markToLookAt } from '../facts/subject.repository.js';
import { paceOf, type ReconciliationConfig } from '../reconciliation.config.js';
import { WorkActs } from '../resolutions/work-acts.js';
import { discrepancyRepository, type LogLine } from './discrepancy.repository.js';
import type { DiscrepancyRow } from './discrepancy.row.js';
import { findDiscrepancy } from './read-discrepancies.js';

export interface OperatorDecision {
  readonly action: DecisionAction;
  readonly note: string;
  readonly by: string;
}

/** A person decides: who and why is in the log before anything is done. */
@Injectable()
export class DecideByOperator {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WorkActs) private readonly acts: WorkActs,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `reconciliation.discrepancy.not_found`, `reconciliation.decision.not_permitted`, `reconciliation.decision.in_progress`. */
  async run(id: string, decision: OperatorDecision): Promise<void> {
    const subject = (await findDiscrepancy(this.database.writer, id))?.subject;
    if (subject === undefined) throw discrepancyNotFound(id);
    const { row, intent } = await this.record(id, subject, decision);
    if (intent !== undefined) await this.acts.work({ row, intent });
  }

  private record(
    id: string,
    subject: string,
    { action, note, by }: OperatorDecision,
  ): Promise<{ row: DiscrepancyRow; intent: Intent | undefined }> {
    return this.database.transaction(async (tx) => {
      const nowMs = this.clock.now();
      await markToLookAt(tx, [subject], nowMs);
      const known = await discrepancyRepository.lock(tx, id);
      if (known === undefined) throw discrepancyNotFound(id);
      this.refuseWrongWay(known, action);
      const event = { type: 'decided', nowMs, action, by, note } as const;
      const { state: life, effects } = decide(known.life, event, paceOf(this.config));
      const row = { ...known, life, closedMs: life.state === 'resolved' ? (known.closedMs ?? nowMs) : known.closedMs };
      await discrepancyRepository.save(tx, [row]);
      const lines = effects.filter((effect): effect is LogLine => effect.type === 'log');
      await discrepancyRepository.log(
        tx,
        nowMs,
        lines.map((line) => ({ ...line, id })),
      );
      return { row, intent: effects.find((effect) => effect.type === 'act')?.intent };
    });
  }

  /** What is there is not written off. */
  private refuseWrongWay({ target, life }: DiscrepancyRow, action: DecisionAction): void {
    if (action !== 'write_off' || target.direction === 'out') return;
    throw new Fault(
      'conflict',
      'reconciliation.decision.not_permitted',
      `${action} of ${ruleOf(life.situation).kind}`,
      {
        publicMessage: 'The provider holds more than our books, so there is nothing to write off.',
      },
    );
  }
}

export function discrepancyNotFound(id: string): Fault {
  return new Fault('not_found', 'reconciliation.discrepancy.not_found', `no discrepancy ${id}`, {
    publicMessage: 'There is no such discrepancy.',
  });
}
