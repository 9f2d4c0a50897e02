import type { Sql } from '@breakwater/database';
import { type Source, SOURCES } from '../domain/facts.js';

/** What happened before this is not asked for at the first start. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;

export interface Reading {
  readonly name: Source;
  readonly beganAt: Date;
  readonly readUntil: Date | null;
}

const COLUMNS = `name, began_at AS "beganAt", read_until AS "readUntil"`;

export async function beginSources(sql: Sql, nowMs: number): Promise<void> {
  await sql.query(`INSERT INTO source (name, began_at) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING`, [
    SOURCES,
    new Date(nowMs - FIRST_LOOK_BACK_MS),
  ]);
}

/** One reader at a time, so that two instances do not do the same work; if both do, no harm is done. */
export async function takeSource(sql: Sql, name: Source, nowMs: number, leaseMs: number): Promise<Reading | undefined> {
  const rows = await sql.query<Reading>(
    `UPDATE source SET lease_until = $3 WHERE name = $1 AND lease_until <= $2 RETURNING ${COLUMNS}`,
    [name, new Date(nowMs), new Date(nowMs + leaseMs)],
  );
  return rows[0];
}

export async function keepSource(sql: Sql, name: Source, untilMs: number): Promise<void> {
  await sql.query(`UPDATE source SET lease_until = $2 WHERE name = $1`, [name, new Date(untilMs)]);
}

/** Everything until then is stored. */
export async function finishReading(sql: Sql, name: Source, readUntilMs: number): Promise<void> {
  await sql.query(
    `UPDATE source SET read_until = GREATEST(read_until, $2), lease_until = '-infinity', last_error = NULL
     WHERE name = $1`,
    [name, new Date(readUntilMs)],
  );
}

/** Whoever waits for something is looked at: a source that was away is back. */
export async function wakeWaiting(sql: Sql, nowMs: number): Promise<void> {
  await sql.query(
    `UPDATE subject SET look_at = $1
     WHERE key IN (SELECT key FROM subject WHERE look_at > $1 ORDER BY key FOR UPDATE)`,
    [new Date(nowMs)],
  );
}

export async function giveUpReading(sql: Sql, name: Source, error: string): Promise<void> {
  await sql.query(`UPDATE source SET lease_until = '-infinity', last_error = $2 WHERE name = $1`, [name, error]);
}

export async function listSources(sql: Sql): Promise<Reading[]> {
  return sql.query(`SELECT ${COLUMNS} FROM source`);
}
