import type { Sql } from '@breakwater/database';

/** An attempt that an order has left for another one, or that turned up after the order had ended. */
export interface FormerAttempt {
  readonly attemptId: string;
  readonly orderId: string;
  readonly tries: number;
}

export async function insertFormerAttempt(
  tx: Sql,
  { attemptId, orderId }: Omit<FormerAttempt, 'tries'>,
): Promise<void> {
  await tx.query(
    'INSERT INTO former_attempt (attempt_id, order_id) VALUES ($1, $2) ON CONFLICT (attempt_id) DO NOTHING',
    [attemptId, orderId],
  );
}

export async function isFormerAttempt(sql: Sql, orderId: string, attemptId: string): Promise<boolean> {
  const rows = await sql.query('SELECT FROM former_attempt WHERE order_id = $1 AND attempt_id = $2', [
    orderId,
    attemptId,
  ]);
  return rows.length > 0;
}

/** By order, the oldest first. */
export async function findFormerAttempts(sql: Sql, orderIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.query<{ orderId: string; attemptIds: string[] }>(
    `SELECT order_id AS "orderId", array_agg(attempt_id ORDER BY left_at, attempt_id) AS "attemptIds"
       FROM former_attempt WHERE order_id = ANY($1::uuid[]) GROUP BY order_id`,
    [orderIds],
  );
  return new Map(rows.map(({ orderId, attemptIds }) => [orderId, attemptIds]));
}

/**
 * Payment says that this attempt is alive. If no order wants it (the order has another one, or has ended without a
 * payment), it is to be undone: true.
 */
export async function noteStray(tx: Sql, orderId: string, attemptId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO former_attempt (attempt_id, order_id, next_try_at)
     SELECT $2::uuid, id, $3 FROM orders
      WHERE id = $1 AND (attempt_id <> $2::uuid OR state IN ('declined', 'rejected', 'cancelled'))
     ON CONFLICT (attempt_id) DO UPDATE SET next_try_at = $3, tries = 0 RETURNING 1`,
    [orderId, attemptId, now],
  );
  return rows.length > 0;
}

/** Takes attempts that are to be undone now and moves their time on, so that no other instance takes them as well. */
export function claimStrays(sql: Sql, now: Date, leaseUntil: Date, limit: number): Promise<FormerAttempt[]> {
  return sql.query<FormerAttempt>(
    `UPDATE former_attempt SET next_try_at = $2, tries = tries + 1 WHERE attempt_id IN (
       SELECT attempt_id FROM former_attempt WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING attempt_id AS "attemptId", order_id AS "orderId", tries`,
    [now, leaseUntil, limit],
  );
}

/** null: nothing is left to be done about it, as far as is known. */
export async function scheduleStray(sql: Sql, attemptId: string, nextTryAt: Date | null): Promise<void> {
  await sql.query('UPDATE former_attempt SET next_try_at = $2 WHERE attempt_id = $1', [attemptId, nextTryAt]);
}
