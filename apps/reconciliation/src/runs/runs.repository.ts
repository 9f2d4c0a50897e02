import type { Run } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

const DISCREPANCY_COLUMNS = `kind, order_id AS "orderId", attempt_id AS "attemptId",
  provider_reference AS "providerReference", expected, found,
  json_build_object('amountMinor', unexplained_minor, 'currency', currency) AS unexplained`;

interface RunRow extends Omit<Run, 'from' | 'to' | 'startedAt' | 'finishedAt' | 'discrepancies'> {
  readonly from: Date;
  readonly to: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** SQL of runs and their discrepancies. */
export const runsRepository = {
  /** Call it in a transaction. False when another instance has stored this scheduled window. */
  async store(tx: Sql, run: Run, scheduled: boolean): Promise<boolean> {
    const stored = await tx.query(
      `INSERT INTO run (id, scheduled, from_at, to_at, started_at, finished_at, matched, orders, payments,
                        provider_transactions, captured)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id`,
      [
        run.id,
        scheduled,
        run.from,
        run.to,
        run.startedAt,
        run.finishedAt,
        run.matched,
        run.orders,
        run.payments,
        run.providerTransactions,
        JSON.stringify(run.captured),
      ],
    );
    if (stored.length === 0) return false;
    await tx.query(
      `INSERT INTO discrepancy (run_id, kind, order_id, attempt_id, provider_reference, expected, found,
                                unexplained_minor, currency)
       SELECT $1, kind, "orderId", "attemptId", "providerReference", expected, found,
              (unexplained->>'amountMinor')::bigint, unexplained->>'currency'
       FROM json_to_recordset($2::json) AS d (kind text, "orderId" uuid, "attemptId" uuid, "providerReference" text,
                                              expected text, found text, unexplained json)`,
      [run.id, JSON.stringify(run.discrepancies)],
    );
    return true;
  },

  /** The latest runs, newest first. */
  async list(sql: Sql, limit: number): Promise<Run[]> {
    const rows = await sql.query<RunRow & Pick<Run, 'discrepancies'>>(
      `SELECT id, from_at AS "from", to_at AS "to", started_at AS "startedAt", finished_at AS "finishedAt", matched,
              orders, payments, provider_transactions AS "providerTransactions", captured,
              (SELECT coalesce(json_agg(d), '[]') FROM (
                 SELECT ${DISCREPANCY_COLUMNS} FROM discrepancy WHERE run_id = run.id ORDER BY id LIMIT 500) d
              ) AS discrepancies
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

  /** End of the last window that was compared by itself. */
  async lastScheduledTo(sql: Sql): Promise<number | null> {
    const rows = await sql.query<{ to: Date | null }>(`SELECT max(to_at) AS "to" FROM run WHERE scheduled`);
    return rows[0]?.to?.getTime() ?? null;
  },

  /** Sum of what the scheduled runs since `since` could not explain, per currency. */
  async unexplainedSince(sql: Sql, since: Date): Promise<{ currency: string; amountMinor: number }[]> {
    return sql.query(
      `SELECT d.currency, sum(d.unexplained_minor)::bigint AS "amountMinor"
       FROM discrepancy d JOIN run r ON r.id = d.run_id
       WHERE r.scheduled AND r.started_at >= $1 GROUP BY d.currency`,
      [since],
    );
  },
};
