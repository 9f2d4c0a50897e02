import type { ChangesQuery, OrderIdPage, ReservationSnapshot, StockSnapshot } from '@breakwater/contracts';
import { cursorOf, momentOf, positionAfter, type Sql } from '@breakwater/database';

const unitsOf = (table: string): string => `jsonb_to_recordset(${table}.lines) AS line(sku text, quantity integer)`;

/**
 * Each level beside the sums over the reservations, in one statement and so as of one moment; a SKU that only a
 * reservation names comes with zeros. $1: the SKUs, or null for those after $2. $4: whether what was sold is added up.
 */
const SNAPSHOTS = `
  WITH held AS (
    SELECT line.sku, sum(line.quantity)::int AS units FROM reservation, ${unitsOf('reservation')}
     WHERE state = 'held' AND ($1::text[] IS NULL OR line.sku = ANY($1)) GROUP BY line.sku
  ), sold AS (
    SELECT sku, sum(units)::int AS units FROM (
      SELECT line.sku, line.quantity AS units FROM reservation, ${unitsOf('reservation')}
       WHERE $4::boolean AND state = 'confirmed' AND ($1::text[] IS NULL OR line.sku = ANY($1))
      UNION ALL
      SELECT line.sku, -line.quantity FROM stock_return JOIN reservation USING (order_id), ${unitsOf('stock_return')}
       WHERE $4::boolean AND state = 'confirmed' AND ($1::text[] IS NULL OR line.sku = ANY($1))
    ) AS moved GROUP BY sku
  )
  SELECT sku, coalesce(available, 0) AS available, coalesce(held_units, 0) AS held,
         coalesce(confirmed, 0) AS confirmed, coalesce(received, 0) AS received,
         coalesce(held.units, 0) AS "heldInReservations",
         CASE WHEN $4::boolean THEN coalesce(sold.units, 0) END AS "confirmedInReservations"
    FROM (SELECT sku, available, held AS held_units, confirmed, received FROM stock) AS level
    FULL JOIN held USING (sku) FULL JOIN sold USING (sku)
   WHERE ($1::text[] IS NULL OR sku = ANY($1)) AND ($2::text IS NULL OR sku > $2)
   ORDER BY sku LIMIT $3`;

export async function listStock(
  sql: Sql,
  { after, limit, sold }: { after: string | undefined; limit: number; sold: boolean },
): Promise<{ items: StockSnapshot[]; next: string | null }> {
  const items = await sql.query<StockSnapshot>(SNAPSHOTS, [null, after ?? null, limit, sold]);
  return { items, next: items.length === limit ? (items.at(-1)?.sku ?? null) : null };
}

export function readStock(sql: Sql, skus: readonly string[]): Promise<StockSnapshot[]> {
  return sql.query<StockSnapshot>(SNAPSHOTS, [skus, null, skus.length, true]);
}

/** Reservations that changed in the window, in the order of their changes. */
export async function findChanged(sql: Sql, query: ChangesQuery): Promise<OrderIdPage> {
  const { micros, key } = positionAfter(query);
  const rows = await sql.query<{ orderId: string; cursor: string }>(
    `SELECT order_id AS "orderId", ${cursorOf('updated_at', 'order_id')} AS cursor FROM reservation
      WHERE updated_at < $3 AND (updated_at, order_id) > (${momentOf('$1')}, $2::uuid)
      ORDER BY updated_at, order_id LIMIT $4`,
    [micros, key, query.to, query.limit],
  );
  const next = rows.length === query.limit ? (rows.at(-1)?.cursor ?? null) : null;
  return { orderIds: rows.map(({ orderId }) => orderId), next };
}

export async function readReservations(sql: Sql, orderIds: readonly string[]): Promise<ReservationSnapshot[]> {
  const rows = await sql.query<Omit<ReservationSnapshot, 'updatedAt'> & { updatedAt: Date }>(
    `SELECT order_id AS "orderId", state, EXISTS (SELECT FROM stock_return r WHERE r.order_id = reservation.order_id) AS returned, updated_at AS "updatedAt"
       FROM reservation WHERE order_id = ANY($1::uuid[])`,
    [orderIds],
  );
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
}
