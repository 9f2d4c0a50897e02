import type { Sql } from '@breakwater/database';

/** A payout itself, the list of what it carries, or one movement that cannot be booked. */
export const TROUBLE_KINDS = ['payout', 'payout_transactions', 'transaction'] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 3600;

/** SQL of settlement_trouble. */
export const troubleRepository = {
  /** Each time for twice as long. Returns how often it has failed. */
  async putOff(sql: Sql, kind: TroubleKind, id: string, now: Date): Promise<number> {
    const rows = await sql.query<{ tries: number }>(
      `INSERT INTO settlement_trouble AS t (kind, id, began_at, next_try_at)
       VALUES ($1, $2, $3, $3::timestamptz + make_interval(secs => $4))
       ON CONFLICT (kind, id) DO UPDATE SET tries = t.tries + 1,
         next_try_at = $3::timestamptz + make_interval(secs => least($4 * power(2, least(t.tries, 20)), $5))
       RETURNING tries`,
      [kind, id, now, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS],
    );
    return rows[0]!.tries;
  },

  /** Those of `ids` whose turn has not come again. */
  async waiting(sql: Sql, kind: TroubleKind, ids: readonly string[], now: Date): Promise<Set<string>> {
    const rows = await sql.query<{ id: string }>(
      `SELECT id FROM settlement_trouble WHERE kind = $1 AND id = ANY($2) AND next_try_at > $3`,
      [kind, ids, now],
    );
    return new Set(rows.map(({ id }) => id));
  },

  async due(sql: Sql, kind: TroubleKind, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `SELECT id FROM settlement_trouble WHERE kind = $1 AND next_try_at <= $2 ORDER BY next_try_at LIMIT $3`,
      [kind, now, limit],
    );
    return rows.map(({ id }) => id);
  },

  /** Those of them that were in trouble are so no more; a payout that waited for one of them need not wait any longer. */
  async over(sql: Sql, kind: TroubleKind, ids: readonly string[]): Promise<void> {
    const text = `DELETE FROM settlement_trouble WHERE kind = $1 AND id = ANY($2) RETURNING id`;
    const gone = await sql.query(text, [kind, ids]);
    if (gone.length === 0 || kind !== 'transaction') return;
    await sql.query(`UPDATE settlement_trouble SET next_try_at = '-infinity' WHERE kind = 'payout_transactions'`);
  },

  async count(sql: Sql): Promise<{ kind: TroubleKind; count: number }[]> {
    return sql.query(`SELECT kind, count(*) AS count FROM settlement_trouble GROUP BY kind`);
  },
};
