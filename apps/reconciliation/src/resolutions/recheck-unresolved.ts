import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import { RequerySources } from './requery-sources.js';

const BATCH = 20;

// The older it is, the less often: after half as long again, between twenty seconds and an hour.
const TAKE = `
  UPDATE discrepancy SET recheck_at = $1::timestamptz
    + LEAST(interval '1 hour', GREATEST(interval '20 seconds', ($1::timestamptz - first_seen_at) / 2))
  WHERE id IN (SELECT id FROM discrepancy WHERE state IN ('open', 'waiting') AND kind <> 'timing' AND recheck_at <= $1
               ORDER BY recheck_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING at`;

/** Reads again what the sources say about the time of what is unresolved: what was put right long after is seen so. */
@Injectable()
export class RecheckUnresolved {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequerySources) private readonly sources: RequerySources,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const rows = await this.database.writer.query<{ at: Date }>(TAKE, [new Date(this.clock.now()), BATCH]);
    await Promise.all(rows.map(({ at }) => this.sources.around(at.getTime())));
  }
}
