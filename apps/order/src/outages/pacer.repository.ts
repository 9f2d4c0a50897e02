import type { Sql } from '@breakwater/database';
import type { OrderState } from '../domain/order.js';

/**
 * True when this process may pace until `ttlMs` from now. The database's clock decides, because the instances' own may
 * differ.
 */
export async function takeLease(sql: Sql, holder: string, ttlMs: number): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO pacer_lease AS l (one, holder, until) VALUES (true, $1, now() + $2 * interval '1 millisecond')
     ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE l.holder = excluded.holder OR l.until < now() RETURNING one`,
    [holder, ttlMs],
  );
  return rows.length > 0;
}

export async function releaseLease(sql: Sql, holder: string): Promise<void> {
  await sql.query('DELETE FROM pacer_lease WHERE holder = $1', [holder]);
}

/** Takes the deferred orders that have waited longest. If they come to nothing, the sweeper takes them at `leaseUntil`. */
export async function claimOldest(sql: Sql, now: Date, leaseUntil: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string; placed: Date }>(
    `UPDATE orders SET pace_at = NULL, next_attempt_at = $2 WHERE id IN (
       SELECT id FROM orders WHERE pace_at <= $1 ORDER BY placed_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING id, placed_at AS placed`,
    [now, leaseUntil, limit],
  );
  const byAge = rows.toSorted((a, b) => a.placed.getTime() - b.placed.getTime() || (a.id < b.id ? -1 : 1));
  return byAge.map(({ id }) => id);
}

export interface PacedOrder {
  readonly id: string;
  readonly state: OrderState;
  /** It waits for the pacer again. */
  readonly waits: boolean;
}

export function findPaced(sql: Sql, ids: readonly string[]): Promise<PacedOrder[]> {
  return sql.query<PacedOrder>(
    'SELECT id, state, pace_at IS NOT NULL AS waits FROM orders WHERE id = ANY($1::uuid[])',
    [ids],
  );
}
