import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@breakwater/database';
import type { IdSource } from '@breakwater/kernel';
import { CONFIG, IDS } from '@breakwater/service-host';
import { Calendar } from '../domain/business-day.js';
import type { Knowledge } from '../domain/facts.js';
import { judge, type Judgement } from '../domain/judge/judge.js';
import { assemble } from '../facts/assemble.js';
import { readFacts } from '../facts/fact.repository.js';
import { readSettled, setNextLooks } from '../facts/subject.repository.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { doingsOf } from '../resolutions/doings.js';
import { applyJudgement, type Changes } from './apply-judgement.js';
import { discrepancyRepository } from './discrepancy.repository.js';
import type { DiscrepancyRow } from './discrepancy.row.js';

interface JudgedSubject {
  readonly key: string;
  readonly judgement: Judgement;
}

export interface Judged {
  readonly subjects: readonly JudgedSubject[];
  readonly changes: Changes;
}

/** Judges subjects by the facts that are stored, and lets each of their discrepancies go on from there. */
@Injectable()
export class JudgeSubjects {
  private readonly calendar: Calendar;

  constructor(
    @Inject(CONFIG) config: ReconciliationConfig,
    @Inject(IDS) private readonly ids: IdSource,
  ) {
    this.calendar = new Calendar(config.RECONCILIATION_TIME_ZONE);
  }

  /** The caller holds the subjects, and has read `knowledge` before the facts. */
  async run(tx: Sql, keys: readonly string[], knowledge: Knowledge): Promise<Judged> {
    const { nowMs } = knowledge;
    const changes: Changes = { rows: [], log: [] };
    const known = Map.groupBy(await discrepancyRepository.ofSubjects(tx, keys), ({ subject }) => subject);
    const settled = await readSettled(tx, keys);
    const assembled = assemble(keys, await readFacts(tx, keys), (key) => ({
      ...doingsOf(known.get(key) ?? []),
      settledAtMs: settled.get(key) ?? null,
    }));
    const subjects = assembled.map((subject) => ({
      key: subject.key,
      judgement: judge(subject, knowledge),
      shown: subject.provider,
    }));
    const moved = await this.rowsFromElsewhere(tx, subjects, known);
    const context = { nowMs, newId: this.ids, dayOf: (ms: number) => this.calendar.dateOf(ms) };
    for (const { key, judgement, shown } of subjects) {
      const rows = [...(known.get(key) ?? []), ...(moved.get(key) ?? [])];
      applyJudgement(key, judgement, shown, rows, context, changes);
    }
    await discrepancyRepository.save(tx, changes.rows);
    await discrepancyRepository.log(tx, nowMs, changes.log);
    const verifying = verifyTimes(changes.rows);
    await setNextLooks(
      tx,
      subjects.map(({ key, judgement }) => ({ key, atMs: earlier(judgement.lookAgainAtMs, verifying.get(key)) })),
    );
    return { subjects, changes };
  }

  /** A movement that was nobody's may have been named before its order was known. */
  private async rowsFromElsewhere(
    tx: Sql,
    subjects: readonly JudgedSubject[],
    known: ReadonlyMap<string, readonly DiscrepancyRow[]>,
  ): Promise<Map<string, DiscrepancyRow[]>> {
    const has = (key: string, situation: string, ref: string): boolean =>
      (known.get(key) ?? []).some((row) => row.ref === ref && row.life.situation === situation);
    const missing = subjects.flatMap(({ key, judgement }) =>
      judgement.findings
        .filter(({ situation, ref }) => !has(key, situation, ref))
        .map(({ situation, ref }) => ({ key, situation, ref })),
    );
    if (missing.length === 0) return new Map();
    const rows = await discrepancyRepository.byKeys(tx, missing);
    return Map.groupBy(rows, (row) => {
      const home = missing.find(({ situation, ref }) => row.ref === ref && row.life.situation === situation);
      return home?.key ?? row.subject;
    });
  }
}

/** What has been done is looked at again when it should have helped. */
function verifyTimes(rows: readonly DiscrepancyRow[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { subject, life } of rows) {
    if (life.acted === null || life.state !== 'open') continue;
    times.set(subject, Math.min(times.get(subject) ?? Infinity, life.acted.verifyAtMs));
  }
  return times;
}

function earlier(a: number | null, b: number | undefined): number | null {
  if (b === undefined) return a;
  return a === null ? b : Math.min(a, b);
}
