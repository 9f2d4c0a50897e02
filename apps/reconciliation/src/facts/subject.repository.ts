import type { Sql } from '@breakwater/database';

/** To be looked at from then on; what is due earlier stays so. */
export async function markToLookAt(tx: Sql, keys: readonly string[], atMs: number): Promise<void> {
  if (keys.length === 0) return;
  // In order, so that two of them never wait for each other.
  await tx.query(
    `INSERT INTO subject (key, look_at) SELECT DISTINCT key, $2::timestamptz FROM unnest($1::text[]) key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET look_at = LEAST(subject.look_at, excluded.look_at)`,
    [keys, new Date(atMs)],
  );
}

/** Takes subjects that are due; nobody else gets them before the transaction ends. */
export async function takeDue(tx: Sql, nowMs: number, limit: number): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(
    `SELECT key FROM subject WHERE look_at <= $1 ORDER BY look_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [new Date(nowMs), limit],
  );
  return rows.map(({ key }) => key);
}

/** Makes the subject's row if need be and holds it until the transaction ends, so that nobody else judges it. */
export async function lockSubject(tx: Sql, key: string): Promise<void> {
  await tx.query(`INSERT INTO subject (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET key = excluded.key`, [key]);
}

/** Payment said then that nothing was under way for them. They are looked at again. */
export async function markSettled(sql: Sql, keys: readonly string[], atMs: number): Promise<void> {
  if (keys.length === 0) return;
  await sql.query(
    `UPDATE subject SET settled_ms = GREATEST(settled_ms, $2), look_at = LEAST(look_at, $3)
     WHERE key IN (SELECT key FROM subject WHERE key = ANY($1) ORDER BY key FOR UPDATE)`,
    [keys, atMs, new Date(atMs)],
  );
}

/** When payment last said so, by subject. */
export async function readSettled(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ key: string; settledMs: number }>(
    `SELECT key, settled_ms AS "settledMs" FROM subject WHERE key = ANY($1) AND settled_ms IS NOT NULL`,
    [keys],
  );
  return new Map(rows.map(({ key, settledMs }) => [key, settledMs]));
}

export interface NextLook {
  readonly key: string;
  readonly atMs: number | null;
}

export async function setNextLooks(tx: Sql, looks: readonly NextLook[]): Promise<void> {
  await tx.query(
    `UPDATE subject s SET look_at = to_timestamp(l."atMs" / 1000.0), failed = false
     FROM json_to_recordset($1::json) AS l (key text, "atMs" bigint) WHERE s.key = l.key`,
    [JSON.stringify(looks)],
  );
}

/** It could not be judged; it comes again then. */
export async function putOff(tx: Sql, keys: readonly string[], untilMs: number): Promise<void> {
  await tx.query(`UPDATE subject SET look_at = $2, failed = true WHERE key = ANY($1)`, [keys, new Date(untilMs)]);
}

/** A subject with something on that day that is still to be judged, or that cannot be. */
export async function findUnjudged(sql: Sql, day: string, nowMs: number): Promise<string | undefined> {
  const ofDay = 'EXISTS (SELECT FROM fact f WHERE f.subject = s.key AND f.day = $1)';
  const rows = await sql.query<{ key: string }>(
    `(SELECT key FROM subject s WHERE s.failed AND ${ofDay} LIMIT 1) UNION ALL
     (SELECT key FROM subject s WHERE s.look_at <= $2 AND ${ofDay} LIMIT 1)`,
    [day, new Date(nowMs)],
  );
  return rows[0]?.key;
}
