import type { Sql } from '@breakwater/database';
import type { Effect } from '../domain/discrepancy.js';
import type { Situation } from '../domain/rules.js';
import { COLUMNS, columnsOf, type DiscrepancyRow, type Lane, rowOf, type StoredRow } from './discrepancy.row.js';

const TYPES = `id uuid, situation text, ref text, kind text, subject text, state text, order_id uuid, expected text, found text,
  unexplained_minor bigint, currency text, target json, evidence json, at timestamptz, day date, first_seen_at timestamptz,
  last_seen_at timestamptz, closed_at timestamptz, lifecycle json, next_try_at timestamptz, lane text`;

const NAMES = TYPES.split(',').map((column) => column.trim().split(' ')[0] ?? '');
const SETS = NAMES.filter((name) => !['id', 'situation', 'ref', 'first_seen_at'].includes(name)).map(
  (name) => `${name} = excluded.${name}`,
);

export type LogLine = Extract<Effect, { type: 'log' }>;

/** SQL of discrepancies. Rows are read for update, decided about in memory and written whole, in one transaction. */
export const discrepancyRepository = {
  async ofSubjects(tx: Sql, subjects: readonly string[]): Promise<DiscrepancyRow[]> {
    const rows = await tx.query<StoredRow>(
      `SELECT ${COLUMNS} FROM discrepancy WHERE subject = ANY($1) ORDER BY id FOR UPDATE`,
      [subjects],
    );
    return rows.map(rowOf);
  },

  /** Those that one subject left to another one. */
  async byKeys(tx: Sql, keys: readonly { situation: Situation; ref: string }[]): Promise<DiscrepancyRow[]> {
    const rows = await tx.query<StoredRow>(
      `SELECT ${COLUMNS} FROM discrepancy
       WHERE (situation, ref) IN (SELECT * FROM json_to_recordset($1::json) AS k (situation text, ref text))
       ORDER BY id FOR UPDATE`,
      [JSON.stringify(keys)],
    );
    return rows.map(rowOf);
  },

  async lock(tx: Sql, id: string): Promise<DiscrepancyRow | undefined> {
    const rows = await tx.query<StoredRow>(`SELECT ${COLUMNS} FROM discrepancy WHERE id = $1 FOR UPDATE`, [id]);
    return rows.map(rowOf)[0];
  },

  /** Takes the one of the lane that has been due longest; nobody else gets it before the transaction ends. */
  async takeDue(tx: Sql, lane: Lane, nowMs: number): Promise<StoredRow | undefined> {
    const rows = await tx.query<StoredRow>(
      `SELECT ${COLUMNS} FROM discrepancy WHERE lane = $1 AND next_try_at <= $2
       ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [lane, new Date(nowMs)],
    );
    return rows[0];
  },

  async putOff(sql: Sql, id: string, untilMs: number): Promise<void> {
    await sql.query('UPDATE discrepancy SET next_try_at = $2 WHERE id = $1', [id, new Date(untilMs)]);
  },

  async save(tx: Sql, rows: readonly DiscrepancyRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO discrepancy (${NAMES.join(', ')})
       SELECT ${NAMES.join(', ')} FROM json_to_recordset($1::json) AS d (${TYPES})
       ON CONFLICT (situation, ref) DO UPDATE SET ${SETS.join(', ')}`,
      [JSON.stringify(rows.map(columnsOf))],
    );
  },

  async log(tx: Sql, nowMs: number, lines: readonly (LogLine & { readonly id: string })[]): Promise<void> {
    if (lines.length === 0) return;
    await tx.query(
      `INSERT INTO discrepancy_log (discrepancy_id, at, event, by, action, note, details)
       SELECT id, $2, event, by, action, note, details FROM json_to_recordset($1::json)
       AS l (id uuid, event text, by text, action text, note text, details json)`,
      [JSON.stringify(lines), new Date(nowMs)],
    );
  },
};
