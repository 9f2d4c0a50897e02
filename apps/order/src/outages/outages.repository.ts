import type { Outage } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

/** An outage that ended no longer ago than this goes on when the provider fails again: one that flaps is one outage. */
const REOPEN_MS = 30_000;

/** The open outage, kept from ending until the transaction does. */
export async function lockOpenOutage(tx: Sql): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>('SELECT id FROM payment_outage WHERE ended_at IS NULL FOR SHARE');
  return row?.id ?? null;
}

/** Opens an outage, or again the one that has only just ended. One transaction at a time gets here; see `JoinOutage`. */
export async function openOutage(tx: Sql, id: string, now: Date, couponBudgetMinor: number): Promise<string> {
  const [again] = await tx.query<{ id: string }>(
    `UPDATE payment_outage SET ended_at = NULL, drained_at = NULL
      WHERE id = (SELECT id FROM payment_outage WHERE ended_at > $1 ORDER BY began_at DESC LIMIT 1) RETURNING id`,
    [new Date(now.getTime() - REOPEN_MS)],
  );
  if (again !== undefined) return again.id;
  await tx.query('INSERT INTO payment_outage (id, began_at, coupon_budget_minor) VALUES ($1, $2, $3)', [
    id,
    now,
    couponBudgetMinor,
  ]);
  return id;
}

/** Others who want to open one wait here until this transaction ends. */
export async function lockOpening(tx: Sql): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('payment_outage'))");
}

export async function insertOutageOrder(tx: Sql, outageId: string, orderId: string, now: Date): Promise<void> {
  await tx.query(
    'INSERT INTO outage_order (outage_id, order_id, joined_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [outageId, orderId, now],
  );
}

export interface UndrainedOutage {
  readonly id: string;
  readonly beganAt: Date;
  readonly endedAt: Date | null;
}

/** Outages that are not over for every order of theirs; the open one is among them. */
export function findUndrained(sql: Sql): Promise<UndrainedOutage[]> {
  return sql.query<UndrainedOutage>(
    `SELECT id, began_at AS "beganAt", ended_at AS "endedAt" FROM payment_outage WHERE drained_at IS NULL ORDER BY began_at`,
  );
}

export async function countDeferred(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM orders WHERE state = 'payment_deferred'",
  );
  return row?.count ?? 0;
}

/** True when it was open until now. */
export async function endOutage(sql: Sql, id: string, now: Date): Promise<boolean> {
  const rows = await sql.query(
    'UPDATE payment_outage SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id',
    [id, now],
  );
  return rows.length > 0;
}

/** Marks the ended outages of which no order waits any more, and returns how long after their end that was. */
export async function markDrained(sql: Sql, now: Date): Promise<{ id: string; seconds: number }[]> {
  return sql.query<{ id: string; seconds: number }>(
    `UPDATE payment_outage p SET drained_at = greatest($1, ended_at)
      WHERE ended_at IS NOT NULL AND drained_at IS NULL AND NOT EXISTS (
        SELECT FROM outage_order j JOIN orders o ON o.id = j.order_id
         WHERE j.outage_id = p.id AND o.state IN ('payment_deferred', 'unknown'))
      RETURNING id, extract(epoch FROM drained_at - ended_at)::float8 AS seconds`,
    [now],
  );
}

interface OutageRow {
  id: string;
  began: Date;
  ended: Date | null;
  drained: Date | null;
  orders: number;
  coupons: number;
}

export async function listOutages(sql: Sql, limit: number): Promise<Outage[]> {
  const rows = await sql.query<OutageRow>(
    `SELECT id, began_at AS began, ended_at AS ended, drained_at AS drained,
            (SELECT count(*)::int FROM outage_order WHERE outage_id = p.id) AS orders,
            (SELECT count(*)::int FROM coupon WHERE outage_id = p.id AND revoked_at IS NULL) AS coupons
       FROM payment_outage p ORDER BY began_at DESC LIMIT $1`,
    [limit],
  );
  return rows.map(({ id, began, ended, drained, orders, coupons }) => ({
    id,
    beganAt: began.toISOString(),
    endedAt: ended?.toISOString() ?? null,
    deferredOrders: orders,
    drainedAt: drained?.toISOString() ?? null,
    couponsIssued: coupons,
  }));
}
