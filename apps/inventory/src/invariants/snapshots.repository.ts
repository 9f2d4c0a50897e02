import type { ChangesQuery, OrderIdPage, ReservationSnapshot, StockSnapshot } from '@breakwater/contracts';
import { cursorOf, momentOf, positionAfter, type Sql } from '@breakwater/database';

const unitsOf = (lines: string): string => `jsonb_to_recordset(${lines}) AS line(sku text, quantity integer)`;
/** In the form of the index: see the migration. */
const NAMES_IT = `@> jsonb_build_array(jsonb_build_object('sku', page.sku))`;

/**
 * Each level of a page of SKUs beside the sums over the reservations that name them, in one statement and so as of one
 * moment; a SKU that only a reservation names comes with zeros. $1: whether what was sold is added up.
 */
const snapshotsOf = (page: string): string => `
  WITH page AS MATERIALIZED (${page}), held AS (
    SELECT line.sku, sum(line.quantity)::int AS units FROM reservation, ${unitsOf('reservation.lines')}
     WHERE state = 'held' AND line.sku IN (SELECT sku FROM page) GROUP BY line.sku
  ), sold AS (
    SELECT sku, sum(units)::int AS units FROM (
      SELECT page.sku, line.quantity AS units
        FROM page JOIN reservation r ON r.state = 'confirmed' AND r.lines ${NAMES_IT}, ${unitsOf('r.lines')}
       WHERE $1::boolean AND line.sku = page.sku
      UNION ALL
      SELECT page.sku, -line.quantity
        FROM page JOIN stock_return b ON b.lines ${NAMES_IT}, ${unitsOf('b.lines')}
       WHERE $1::boolean AND line.sku = page.sku
         AND (SELECT r.state FROM reservation r WHERE r.order_id = b.order_id) = 'confirmed'
    ) AS moved GROUP BY sku
  )
  SELECT sku, coalesce(available, 0) AS available, coalesce(level.held, 0) AS held,
         coalesce(confirmed, 0) AS confirmed, coalesce(received, 0) AS received,
         coalesce(held.units, 0) AS "heldInReservations",
         CASE WHEN $1::boolean THEN coalesce(sold.units, 0) END AS "confirmedInReservations"
    FROM page LEFT JOIN stock AS level USING (sku) LEFT JOIN held USING (sku) LEFT JOIN sold USING (sku)
   WHERE level.sku IS NOT NULL OR held.sku IS NOT NULL OR sold.sku IS NOT NULL
   ORDER BY sku`;

const NAMED = snapshotsOf('SELECT DISTINCT unnest($2::text[]) AS sku');
const LEVELS = snapshotsOf('SELECT sku FROM stock WHERE sku > $2 ORDER BY sku LIMIT $3');
const WITHOUT_LEVEL = snapshotsOf(`
  SELECT DISTINCT line.sku FROM reservation, ${unitsOf('reservation.lines')}
   WHERE (state = 'held' OR $1::boolean AND state = 'confirmed') AND line.sku > $2
     AND NOT EXISTS (SELECT FROM stock WHERE stock.sku = line.sku)
   ORDER BY line.sku LIMIT $3`);

/** First every level, then the SKUs that only reservations name: those are looked for once and not for each page. */
export async function listStock(
  sql: Sql,
  { after, limit, sold }: { after: string | undefined; limit: number; sold: boolean },
): Promise<{ items: StockSnapshot[]; next: string | null }> {
  const [, list = 'level', last = ''] = /^([a-z]+):(.*)$/.exec(after ?? '') ?? [];
  const isLevels = list === 'level';
  const items = await sql.query<StockSnapshot>(isLevels ? LEVELS : WITHOUT_LEVEL, [sold, last, limit]);
  const end = items.at(-1)?.sku;
  if (items.length === limit && end !== undefined) return { items, next: `${list}:${end}` };
  return { items, next: isLevels ? 'reserved:' : null };
}

export function readStock(sql: Sql, skus: readonly string[]): Promise<StockSnapshot[]> {
  return sql.query<StockSnapshot>(NAMED, [true, skus]);
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
