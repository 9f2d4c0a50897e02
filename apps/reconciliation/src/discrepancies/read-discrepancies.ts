import type { DiscrepancyLogEntry, DiscrepancyState, ResolutionAction } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import type { Money } from '@breakwater/kernel';
import { COLUMNS, type DiscrepancyRow, rowOf, type StoredRow } from './discrepancy.row.js';

export interface Wanted {
  readonly state?: string | undefined;
  readonly kind?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first: their ids are of the order in which they were named. */
export async function findDiscrepancies(sql: Sql, { state, kind, after, limit }: Wanted): Promise<DiscrepancyRow[]> {
  const rows = await sql.query<StoredRow>(
    `SELECT ${COLUMNS} FROM discrepancy
     WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR id < $3)
     ORDER BY id DESC LIMIT $4`,
    [state ?? null, kind ?? null, after ?? null, limit],
  );
  return rows.map(rowOf);
}

export async function findDiscrepancy(sql: Sql, id: string): Promise<DiscrepancyRow | undefined> {
  const rows = await sql.query<StoredRow>(`SELECT ${COLUMNS} FROM discrepancy WHERE id = $1`, [id]);
  return rows.map(rowOf)[0];
}

export async function findOfDay(sql: Sql, day: string, limit: number): Promise<DiscrepancyRow[]> {
  const rows = await sql.query<StoredRow>(`SELECT ${COLUMNS} FROM discrepancy WHERE day = $1 ORDER BY id LIMIT $2`, [
    day,
    limit,
  ]);
  return rows.map(rowOf);
}

export async function findOfSubjects(sql: Sql, subjects: readonly string[]): Promise<DiscrepancyRow[]> {
  const rows = await sql.query<StoredRow>(`SELECT ${COLUMNS} FROM discrepancy WHERE subject = ANY($1)`, [subjects]);
  return rows.map(rowOf);
}

/** What is open or waiting about anything that moved in the window. */
export async function findUnresolved(sql: Sql, from: Date, to: Date, limit: number): Promise<DiscrepancyRow[]> {
  const rows = await sql.query<StoredRow>(
    `SELECT ${COLUMNS} FROM discrepancy
     WHERE state IN ('open', 'waiting') AND kind <> 'timing' AND at >= $1 AND at < $2 ORDER BY id LIMIT $3`,
    [from, to, limit],
  );
  return rows.map(rowOf);
}

export async function countByState(sql: Sql): Promise<Record<DiscrepancyState, number>> {
  const counts = { open: 0, waiting: 0, resolved: 0, aged_out: 0 };
  const rows = await sql.query<{ state: DiscrepancyState; count: number }>(
    'SELECT state, count(*)::int AS count FROM discrepancy GROUP BY state',
  );
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/** What is open or waiting: bounded by that, where the history is not. */
export async function countUnresolved(sql: Sql): Promise<{ open: number; waiting: number }> {
  const rows = await sql.query<{ state: 'open' | 'waiting'; count: number }>(
    `SELECT state, count(*)::int AS count FROM discrepancy WHERE state IN ('open', 'waiting') GROUP BY state`,
  );
  return { open: 0, waiting: 0, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
}

/** What is unexplained now; what is only late is not. */
export async function sumUnexplained(sql: Sql): Promise<Money[]> {
  return sql.query(
    `SELECT currency, sum(unexplained_minor)::bigint AS "amountMinor" FROM discrepancy
     WHERE state IN ('open', 'waiting') AND kind <> 'timing' AND unexplained_minor <> 0
     GROUP BY currency ORDER BY currency`,
  );
}

interface LogRow {
  readonly at: Date;
  readonly event: string;
  readonly by: string;
  readonly action: ResolutionAction | null;
  readonly note: string | null;
  readonly details: Record<string, unknown>;
}

export async function readLog(sql: Sql, id: string): Promise<DiscrepancyLogEntry[]> {
  const rows = await sql.query<LogRow>(
    'SELECT at, event, by, action, note, details FROM discrepancy_log WHERE discrepancy_id = $1 ORDER BY id',
    [id],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
