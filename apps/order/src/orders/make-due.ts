import type { Sql } from '@breakwater/database';

/**
 * Payment has news of this order: it is looked at now instead of at its next time. False when nobody waits for news, as when
 * a deferred order is being charged at this moment: then the news are the echo of that. One that is paid or has ended may
 * wait for a refund or a void.
 */
export async function makeDue(tx: Sql, orderId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE orders SET next_attempt_at = $2, pace_at = NULL
      WHERE id = $1 AND next_attempt_at > $2
        AND (state IN ('requires_action', 'unknown', 'payment_due') OR pace_at IS NOT NULL
             OR (tries > 0 AND state IN ('paid', 'fulfilled', 'declined', 'rejected', 'cancelled')))
      RETURNING id`,
    [orderId, now],
  );
  return rows.length > 0;
}
