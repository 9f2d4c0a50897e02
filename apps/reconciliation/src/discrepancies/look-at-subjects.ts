import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { readKnowledge } from '../facts/knowledge.js';
import { putOff, takeDue } from '../facts/subject.repository.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { reportNamed } from '../reconciliation.metrics.js';
import { Hints } from '../sources/hints.js';
import { type Judged, JudgeSubjects } from './judge-subjects.js';

const BATCH = 200;
/** A subject that cannot be judged comes again after this; until then the others have their turn. */
const PUT_OFF_MS = 60_000;

/** Judges what has changed or come of age. */
@Injectable()
export class LookAtSubjects {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(JudgeSubjects) private readonly judges: JudgeSubjects,
    @Inject(Hints) private readonly hints: Hints,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /**
   * Everything that is due by now: what falls due meanwhile has its turn the next time, else it might never end. Several
   * instances may do so at once: each subject is one's alone.
   */
  async run(): Promise<void> {
    const untilMs = this.clock.now();
    for (let size = BATCH; ;) {
      const judged = await this.lookOrPutOff(size, untilMs);
      // One of them spoils the batch: one by one, so that it is found and the others are judged.
      if (judged === undefined) size = 1;
      else if (judged.subjects.length < size) return;
    }
  }

  /** Undefined when it failed; a subject that fails by itself is put off. */
  private async lookOrPutOff(size: number, untilMs: number): Promise<Judged | undefined> {
    try {
      const judged = await this.database.transaction((tx) => this.lookAtSome(tx, size, untilMs));
      for (const { key, judgement } of judged.subjects) this.hints.take(key, judgement);
      reportNamed(judged.changes, this.log);
      return judged;
    } catch (error) {
      this.log.error({ err: error, size }, 'subjects could not be judged');
      if (size === 1) await this.database.transaction((tx) => this.putOff(tx, untilMs));
      return undefined;
    }
  }

  /** The one that is due first, which is the one that has just failed. */
  private async putOff(tx: Sql, untilMs: number): Promise<void> {
    await putOff(tx, await takeDue(tx, untilMs, 1), this.clock.now() + PUT_OFF_MS);
  }

  private async lookAtSome(tx: Sql, size: number, untilMs: number): Promise<Judged> {
    const nowMs = this.clock.now();
    const keys = await takeDue(tx, untilMs, size);
    if (keys.length === 0) return { subjects: [], changes: { rows: [], log: [] } };
    return this.judges.run(tx, keys, await readKnowledge(tx, this.config, nowMs));
  }
}
