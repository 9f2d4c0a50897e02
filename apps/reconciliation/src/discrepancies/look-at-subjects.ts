import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { CLOCK, CONFIG, IDS, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { Calendar } from '../domain/business-day.js';
import { judge } from '../domain/judge/judge.js';
import { assemble, NO_DOINGS } from '../facts/assemble.js';
import { readFacts } from '../facts/fact.repository.js';
import { readKnowledge } from '../facts/knowledge.js';
import { setNextLooks, takeDue } from '../facts/subject.repository.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { reportNamed } from '../reconciliation.metrics.js';
import { doingsOf } from '../resolutions/doings.js';
import { ReadAgain } from '../sources/read-again.js';
import { applyJudgement, type Changes } from './apply-judgement.js';
import { discrepancyRepository } from './discrepancy.repository.js';
import type { DiscrepancyRow } from './discrepancy.row.js';

const BATCH = 200;
/** A subject that cannot be judged comes again after this; until then the others have their turn. */
const PUT_OFF_MS = 60_000;

interface Look {
  readonly looked: number;
  readonly changes: Changes;
  /** See `Sight.readAgain`. */
  readonly readAgainMs: number;
}

/** Judges what has changed or come of age, and lets each discrepancy go on from there. */
@Injectable()
export class LookAtSubjects {
  private readonly calendar: Calendar;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(ReadAgain) private readonly again: ReadAgain,
  ) {
    this.calendar = new Calendar(config.RECONCILIATION_TIME_ZONE);
  }

  /** Until nothing is due. Several instances may do so at once: each subject is one's alone. */
  async run(): Promise<void> {
    for (let size = BATCH; ;) {
      const look = await this.lookOrPutOff(size);
      // One of them spoils the batch: one by one, so that it is found and the others are judged.
      if (look === undefined) size = 1;
      else if (look.looked < size) return;
    }
  }

  /** Undefined when it failed; a subject that fails by itself is put off. */
  private async lookOrPutOff(size: number): Promise<Look | undefined> {
    try {
      const look = await this.database.transaction((tx) => this.lookAtSome(tx, size));
      this.again.ask(look.readAgainMs);
      reportNamed(look.changes, this.log);
      return look;
    } catch (error) {
      this.log.error({ err: error, size }, 'subjects could not be judged');
      if (size === 1) await this.database.transaction((tx) => this.putOff(tx));
      return undefined;
    }
  }

  /** The one that is due first, which is the one that has just failed. */
  private async putOff(tx: Sql): Promise<void> {
    const nowMs = this.clock.now();
    const keys = await takeDue(tx, nowMs, 1);
    await setNextLooks(
      tx,
      keys.map((key) => ({ key, atMs: nowMs + PUT_OFF_MS })),
    );
  }

  private async lookAtSome(tx: Sql, size: number): Promise<Look> {
    const nowMs = this.clock.now();
    const changes: Changes = { rows: [], log: [] };
    const keys = await takeDue(tx, nowMs, size);
    if (keys.length === 0) return { looked: 0, changes, readAgainMs: Infinity };
    const knowledge = await readKnowledge(tx, this.config, nowMs);
    const known = Map.groupBy(await discrepancyRepository.ofSubjects(tx, keys), ({ subject }) => subject);
    const subjects = assemble(keys, await readFacts(tx, keys), (key) => {
      const rows = known.get(key);
      return rows === undefined ? NO_DOINGS : doingsOf(rows);
    });
    const judged = subjects.map((subject) => ({ key: subject.key, judgement: judge(subject, knowledge) }));
    const moved = await this.rowsFromElsewhere(tx, judged, known);
    const context = { nowMs, newId: this.ids, dayOf: (ms: number) => this.calendar.dateOf(ms) };
    for (const { key, judgement } of judged) {
      applyJudgement(key, judgement.findings, [...(known.get(key) ?? []), ...(moved.get(key) ?? [])], context, changes);
    }
    await discrepancyRepository.save(tx, changes.rows);
    await discrepancyRepository.log(tx, nowMs, changes.log);
    const verifying = verifyTimes(changes.rows);
    await setNextLooks(
      tx,
      judged.map(({ key, judgement }) => ({ key, atMs: earlier(judgement.lookAgainAtMs, verifying.get(key)) })),
    );
    const readAgainMs = Math.min(...judged.map(({ judgement }) => judgement.readAgainFromMs ?? Infinity));
    return { looked: keys.length, changes, readAgainMs };
  }

  /** A movement that was nobody's may have been named before its order was known. */
  private async rowsFromElsewhere(
    tx: Sql,
    judged: readonly { key: string; judgement: ReturnType<typeof judge> }[],
    known: ReadonlyMap<string, readonly DiscrepancyRow[]>,
  ): Promise<Map<string, DiscrepancyRow[]>> {
    const has = (key: string, situation: string, ref: string): boolean =>
      (known.get(key) ?? []).some((row) => row.ref === ref && row.life.situation === situation);
    const missing = judged.flatMap(({ key, judgement }) =>
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
