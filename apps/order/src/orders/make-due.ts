import type { Sql } from '@breakwater/database';

/** Payment has news of this order: it is looked at now instead of at its next time. False when nobody waits for news. */
export async function makeDue(tx: Sql, orderId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE orders SET next_attempt_at = $2
      WHERE id = $1 AND state IN ('requires_action', 'unknown', 'payment_deferred') AND next_attempt_at > $2 RETURNING id`,
    [orderId, now],
  );
  return rows.length > 0;
}
