import type { Database } from '@breakwater/database';
import type { ProbeTurns } from '@breakwater/resilience';

/** Longer than a probe may take: a holder that died is waited for no longer than this. */
const HELD_MS = 1000;
/** After a probe in vain nobody asks for this long, however many instances there are. */
const REST_MS = 250;

/**
 * Over all instances one probe at a time, by a row in the database and by its clock alone. An instance that cannot reach
 * the database is told so by a rejection, and probes by itself.
 */
export class PostgresProbeTurns implements ProbeTurns {
  private readonly self = crypto.randomUUID();

  constructor(private readonly database: Database) {}

  async take(openForMs: number): Promise<'probe' | 'wait' | 'well'> {
    const [seen] = await this.database.writer.query<{ mine: boolean; well: boolean }>(
      `WITH won AS (
         UPDATE provider_gate SET holder = $1, held_until = clock_timestamp() + $2 * interval '1 ms'
          WHERE name = 'provider' AND held_until <= clock_timestamp()
            AND well_at < clock_timestamp() - $3 * interval '1 ms'
         RETURNING 1
       )
       SELECT EXISTS (SELECT FROM won) AS mine, well_at >= clock_timestamp() - $3 * interval '1 ms' AS well
         FROM provider_gate WHERE name = 'provider'`,
      [this.self, HELD_MS, openForMs],
    );
    if (seen === undefined) throw new Error('the row of the gate is gone');
    if (seen.mine) return 'probe';
    return seen.well ? 'well' : 'wait';
  }

  async end(well: boolean): Promise<void> {
    await this.database.writer.query(
      `UPDATE provider_gate
          SET held_until = clock_timestamp() + $2 * interval '1 ms',
              well_at = CASE WHEN $3 THEN clock_timestamp() ELSE well_at END
        WHERE name = 'provider' AND holder = $1`,
      [this.self, well ? 0 : REST_MS, well],
    );
  }
}
