import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, sameMoney } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { type Judged, JudgeSubjects } from '../discrepancies/judge-subjects.js';
import { findDiscrepancy } from '../discrepancies/read-discrepancies.js';
import type { Event } from '../domain/discrepancy.js';
import type { Knowledge } from '../domain/facts.js';
import type { Finding } from '../domain/finding.js';
import { ONCE } from '../domain/rules.js';
import { readKnowledge } from '../facts/knowledge.js';
import { lockSubject } from '../facts/subject.repository.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { reportNamed } from '../reconciliation.metrics.js';
import { outdated, ReadSubject, type SubjectReading } from '../sources/read-subject.js';
import { type Begun, DueActs } from './due-acts.js';

type Answer = { readonly judged: Judged; readonly confirmed: Begun | undefined };

/**
 * The last look before money moves: the facts of that one subject are read again and judged again. What the act rests on
 * and is not so any more drops it; what cannot be read puts it off.
 */
@Injectable()
export class ConfirmAct {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReadSubject) private readonly subjects: ReadSubject,
    @Inject(JudgeSubjects) private readonly judges: JudgeSubjects,
    @Inject(DueActs) private readonly acts: DueActs,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Undefined when it is dropped. Throws `reconciliation.resolution.outdated` and what the services refuse with. */
  async run(begun: Begun): Promise<Begun | undefined> {
    // Its worker may have died after sending it: the same id again is how its answer is learnt.
    if (begun.intent.sent && ONCE.has(begun.intent.action)) return begun;
    const { writer } = this.database;
    const reading = await this.subjects.run(begun.row.subject);
    // With what was read it may have come home to its order.
    const subject = (await findDiscrepancy(writer, begun.row.id))?.subject ?? begun.row.subject;
    const { judged, confirmed } = await this.database.transaction((tx) => this.judge(tx, begun, subject, reading));
    reportNamed(judged.changes, this.log);
    return confirmed;
  }

  private async judge(tx: Sql, begun: Begun, subject: string, reading: SubjectReading): Promise<Answer> {
    await lockSubject(tx, subject);
    const knowledge = await readKnowledge(tx, this.config, this.clock.now());
    const judged = await this.judges.run(tx, [subject], knownBy(knowledge, reading));
    const { row, intent } = begun;
    const isIt = ({ situation, ref }: Finding): boolean => situation === row.life.situation && ref === row.ref;
    const judgement = judged.subjects[0]?.judgement;
    const found = judgement?.findings.find(isIt);
    if (found === undefined && judgement?.heldBack.some(isIt) === true) throw outdated('it cannot be judged just now');
    // Payment may be giving back, of itself, just what this would give back or book.
    if (!reading.settled && ONCE.has(intent.action)) throw outdated('a refund of it is under way');
    const seen = found !== undefined && sameMoney(found.unexplained, intent.amount);
    // What is taken back rests on its not being so any more.
    const holds = intent.action === 'take_back' ? !seen : seen;
    const about = { nowMs: knowledge.nowMs, round: intent.round };
    const target = found?.target ?? row.target;
    const event: Event = holds ? { type: 'confirmed', ...about, target } : { type: 'withdrawn', ...about };
    const applied = await this.acts.apply(tx, row.id, event);
    const act = applied?.effects.find((effect) => effect.type === 'act');
    return { judged, confirmed: act === undefined ? undefined : { row: applied!.row, intent: act.intent } };
  }
}

/** Order and payment were read by the subject's own ids: what they do not say of it now, they do not say. */
function knownBy(knowledge: Knowledge, { atMs }: SubjectReading): Knowledge {
  const { order, payment } = knowledge.readUntilMs;
  const readUntilMs = { ...knowledge.readUntilMs, order: Math.max(order, atMs), payment: Math.max(payment, atMs) };
  return { ...knowledge, readUntilMs };
}
