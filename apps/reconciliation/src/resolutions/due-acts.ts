import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { discrepancyRepository, type LogLine } from '../discrepancies/discrepancy.repository.js';
import { type DiscrepancyRow, type Lane, rowOf } from '../discrepancies/discrepancy.row.js';
import { findDiscrepancy } from '../discrepancies/read-discrepancies.js';
import { decide } from '../domain/decide-discrepancy.js';
import type { Effect, Event, Intent } from '../domain/discrepancy.js';
import { markToLookAt } from '../facts/subject.repository.js';
import { paceOf, type ReconciliationConfig } from '../reconciliation.config.js';

/** What cannot even be begun comes again after this; until then the others have their turn. */
const PUT_OFF_MS = 60_000;

export interface Begun {
  readonly row: DiscrepancyRow;
  readonly intent: Intent;
}

/** Takes what is due, one at a time and each with a lease of its own, and records what became of it. */
@Injectable()
export class DueActs {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** The next one that is due, its intent recorded; undefined when none is. */
  async begin(lane: Lane): Promise<Begun | undefined> {
    for (;;) {
      const begun = await this.beginOrPutOff(lane);
      if (begun !== 'nothing to do') return begun;
    }
  }

  async record({ row: { id, subject } }: Begun, event: Event): Promise<void> {
    // It may have come home to its order meanwhile.
    const home = (await findDiscrepancy(this.database.writer, id))?.subject ?? subject;
    await this.database.transaction(async (tx) => {
      // The subject first, as everybody does.
      await markToLookAt(tx, [home], event.nowMs);
      await this.apply(tx, id, event);
    });
  }

  /** Whoever is still at it keeps it. */
  async renew(all: readonly Begun[]): Promise<void> {
    const nowMs = this.clock.now();
    for (const { row, intent } of all) {
      await this.database.transaction((tx) => this.apply(tx, row.id, { type: 'renewed', nowMs, round: intent.round }));
    }
  }

  /** The caller holds the subject. */
  async apply(
    tx: Sql,
    id: string,
    event: Event,
  ): Promise<{ row: DiscrepancyRow; effects: readonly Effect[] } | undefined> {
    const known = await discrepancyRepository.lock(tx, id);
    if (known === undefined) return undefined;
    const { state: life, effects } = decide(known.life, event, paceOf(this.config));
    const row = { ...known, life };
    await discrepancyRepository.save(tx, [row]);
    const lines = effects.filter((effect): effect is LogLine => effect.type === 'log');
    await discrepancyRepository.log(
      tx,
      event.nowMs,
      lines.map((line) => ({ ...line, id })),
    );
    return { row, effects };
  }

  private async beginOrPutOff(lane: Lane): Promise<Begun | 'nothing to do' | undefined> {
    const nowMs = this.clock.now();
    let id: string | undefined;
    try {
      return await this.database.transaction(async (tx) => {
        const due = await discrepancyRepository.takeDue(tx, lane, nowMs);
        id = due?.id;
        return due === undefined ? undefined : await this.intend(tx, rowOf(due), nowMs);
      });
    } catch (error) {
      if (id === undefined) throw error;
      this.log.error({ err: error, discrepancyId: id }, 'a resolution could not be begun');
      await discrepancyRepository.putOff(this.database.writer, id, nowMs + PUT_OFF_MS);
      return 'nothing to do';
    }
  }

  private async intend(tx: Sql, known: DiscrepancyRow, nowMs: number): Promise<Begun | 'nothing to do'> {
    const { state: life, effects } = decide(known.life, { type: 'due', nowMs }, paceOf(this.config));
    const row = { ...known, life };
    await discrepancyRepository.save(tx, [row]);
    const act = effects.find((effect) => effect.type === 'act');
    if (act !== undefined) return { row, intent: act.intent };
    // It would be taken again at once, and for ever.
    if (life.nextTryAtMs !== null && life.nextTryAtMs <= nowMs)
      throw new Error(`${row.id} is due, and nothing is to be done`);
    return 'nothing to do';
  }
}
