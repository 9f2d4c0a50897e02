import type { Run } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

interface RunRow extends Omit<Run, 'from' | 'to' | 'startedAt' | 'finishedAt'> {
  readonly from: Date;
  readonly to: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** SQL of runs: what an operator asked to be compared, and what was found then. */
export const runsRepository = {
  async store(sql: Sql, run: Run): Promise<void> {
    await sql.query(
      `INSERT INTO run (id, from_at, to_at, started_at, finished_at, matched, orders, payments, provider_transactions,
                        captured, discrepancies)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        run.id,
        run.from,
        run.to,
        run.startedAt,
        run.finishedAt,
        run.matched,
        run.orders,
        run.payments,
        run.providerTransactions,
        JSON.stringify(run.captured),
        JSON.stringify(run.discrepancies),
      ],
    );
  },

  /** The latest runs, newest first. */
  async list(sql: Sql, limit: number): Promise<Run[]> {
    const rows = await sql.query<RunRow>(
      `SELECT id, from_at AS "from", to_at AS "to", started_at AS "startedAt", finished_at AS "finishedAt", matched,
              orders, payments, provider_transactions AS "providerTransactions", captured, discrepancies
       FROM run ORDER BY started_at DESC, id DESC LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({
      ...row,
      from: row.from.toISOString(),
      to: row.to.toISOString(),
      startedAt: row.startedAt.toISOString(),
      finishedAt: row.finishedAt.toISOString(),
    }));
  },
};
