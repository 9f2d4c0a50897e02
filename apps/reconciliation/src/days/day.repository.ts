import type { Day, DiscrepancyKind } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { NO_TIME } from '../facts/fact-row.js';

export interface KindSum {
  readonly kind: DiscrepancyKind;
  readonly currency: string;
  readonly count: number;
  readonly unexplainedMinor: number;
}

interface DayRow {
  readonly report: Day;
  readonly notClosed: string | null;
}

const DAY = 'SELECT report, not_closed AS "notClosed" FROM business_day WHERE report IS NOT NULL';

const dayOf = ({ report, notClosed }: DayRow): Day => ({ ...report, notClosed });

/** SQL of business days. */
export const dayRepository = {
  /** Makes the day's row if need be and takes it; false: it is closed, or another instance has it. */
  async take(sql: Sql, date: string, nowMs: number, leaseMs: number): Promise<boolean> {
    await sql.query('INSERT INTO business_day (date) VALUES ($1) ON CONFLICT DO NOTHING', [date]);
    const rows = await sql.query(
      `UPDATE business_day SET lease_until = $3 WHERE date = $1 AND closed_at IS NULL AND lease_until <= $2
       RETURNING date`,
      [date, new Date(nowMs), new Date(nowMs + leaseMs)],
    );
    return rows.length === 1;
  },

  async keep(sql: Sql, date: string, leaseUntilMs: number): Promise<void> {
    await sql.query('UPDATE business_day SET lease_until = $2 WHERE date = $1', [date, new Date(leaseUntilMs)]);
  },

  async save(sql: Sql, day: Day, leaseUntilMs: number): Promise<void> {
    await sql.query(
      `UPDATE business_day SET report = $2, closed_at = $3, not_closed = $4, lease_until = $5
       WHERE date = $1 AND closed_at IS NULL`,
      [day.date, JSON.stringify(day), day.closedAt, day.notClosed, new Date(leaseUntilMs)],
    );
  },

  async postpone(sql: Sql, date: string, notClosed: string, leaseUntilMs: number): Promise<void> {
    await sql.query('UPDATE business_day SET not_closed = $2, lease_until = $3 WHERE date = $1 AND closed_at IS NULL', [
      date,
      notClosed,
      new Date(leaseUntilMs),
    ]);
  },

  async list(sql: Sql, limit: number): Promise<Day[]> {
    const rows = await sql.query<DayRow>(`${DAY} ORDER BY date DESC LIMIT $1`, [limit]);
    return rows.map(dayOf);
  },

  async find(sql: Sql, date: string): Promise<Day | undefined> {
    const rows = await sql.query<DayRow>(`${DAY} AND date = $1`, [date]);
    return rows.map(dayOf)[0];
  },

  /** Days before `before` that have facts and are not closed, oldest first. What is wrong with the ledger is of no day. */
  async unclosed(sql: Sql, before: string): Promise<string[]> {
    // Index only, a step a day: the facts of a day may be millions.
    const rows = await sql.query<{ date: string }>(
      `WITH RECURSIVE days AS (
         (SELECT min(day) AS day FROM fact WHERE day > $2)
         UNION ALL
         SELECT (SELECT min(f.day) FROM fact f WHERE f.day > days.day) FROM days WHERE days.day IS NOT NULL
       )
       SELECT day::text AS date FROM days
       WHERE day < $1 AND NOT EXISTS (SELECT FROM business_day b WHERE b.date = day AND b.closed_at IS NOT NULL)
       ORDER BY day`,
      [before, NO_TIME],
    );
    return rows.map(({ date }) => date);
  },

  /** Discrepancies of the day by kind; what is unexplained of them now. */
  async kinds(sql: Sql, date: string): Promise<KindSum[]> {
    return sql.query(
      `SELECT kind, currency, count(*)::int AS count, sum(unexplained_minor)::bigint AS "unexplainedMinor"
       FROM discrepancy WHERE day = $1 GROUP BY kind, currency ORDER BY kind, currency`,
      [date],
    );
  },
};
