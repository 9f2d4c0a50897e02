import type { ChangesQuery, OrderIdPage, OrderSnapshot } from '@breakwater/contracts';
import { cursorOf, momentOf, positionAfter, type Sql } from '@breakwater/database';
import type { Refund } from '../domain/order-model.js';
import { ORDER_STATES } from '../domain/order-moves.js';
import { refundedMinor } from '../domain/refunds.js';

interface IdRow {
  orderId: string | null;
  cursor: string;
}

/** Orders that changed in the window, in the order of their changes. */
export function findChanged(sql: Sql, query: ChangesQuery): Promise<OrderIdPage> {
  return page(sql, query, {
    moment: 'updated_at',
    key: 'id',
    source: 'SELECT updated_at, id, id AS "orderId" FROM orders',
  });
}

/** Orders that somebody was told of: by id, in the answers that are stored with idempotency keys, refusals too. */
export function findAcknowledged(sql: Sql, query: ChangesQuery): Promise<OrderIdPage> {
  return page(sql, query, {
    moment: 'completed_at',
    key: "md5(scope || ' ' || key)::uuid",
    source: `SELECT completed_at, scope, key,
                    CASE WHEN body->>'number' IS NOT NULL THEN body->>'id'
                         ELSE body#>>'{error,details,order,id}' END AS "orderId"
             FROM idempotency_key WHERE completed_at IS NOT NULL`,
  });
}

/** Orders that are not at an end, also such as nobody would ever go on with. */
export async function findUnfinished(sql: Sql, after: string | undefined, limit: number): Promise<OrderIdPage> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM orders
      WHERE (next_attempt_at IS NOT NULL
             OR state NOT IN ('paid', 'fulfilled', 'declined', 'rejected', 'cancelled', 'refunded'))
        AND ($1::uuid IS NULL OR id > $1)
      ORDER BY id LIMIT $2`,
    [after ?? null, limit],
  );
  const orderIds = rows.map(({ id }) => id);
  return { orderIds, next: orderIds.length === limit ? (orderIds.at(-1) ?? null) : null };
}

export async function readSnapshots(sql: Sql, orderIds: readonly string[]): Promise<OrderSnapshot[]> {
  const rows = await sql.query<SnapshotRow>(
    `SELECT id, state, coalesce(progress->'steps', '[]') AS steps,
            coalesce(progress->'refunds', '[]') AS refunds, currency, total_minor AS total, version,
            timeline->-1->>'at' AS since, placed_at AS placed, updated_at AS updated
       FROM orders WHERE id = ANY($1::uuid[])`,
    [orderIds],
  );
  return rows.map((row) => ({
    orderId: row.id,
    state: row.state,
    final: ORDER_STATES[row.state].final,
    steps: row.steps,
    total: { amountMinor: row.total, currency: row.currency },
    refunded: { amountMinor: refundedMinor(row.refunds), currency: row.currency },
    version: row.version,
    stateSince: row.since ?? row.placed.toISOString(),
    updatedAt: row.updated.toISOString(),
  }));
}

interface SnapshotRow {
  id: string;
  state: OrderSnapshot['state'];
  steps: string[];
  refunds: Refund[];
  currency: string;
  total: number;
  version: number;
  since: string | null;
  placed: Date;
  updated: Date;
}

/** A page by moment and key; rows without an order count as read, so that a page of them does not end the walk. */
async function page(
  sql: Sql,
  query: ChangesQuery,
  { moment, key, source }: { moment: string; key: string; source: string },
): Promise<OrderIdPage> {
  const { micros, key: after } = positionAfter(query);
  const rows = await sql.query<IdRow>(
    `SELECT "orderId", ${cursorOf(moment, key)} AS cursor FROM (${source}) AS source
      WHERE ${moment} < $3 AND (${moment}, ${key}) > (${momentOf('$1')}, $2::uuid)
      ORDER BY ${moment}, ${key} LIMIT $4`,
    [micros, after, query.to, query.limit],
  );
  return {
    orderIds: [...new Set(rows.flatMap(({ orderId }) => orderId ?? []))],
    next: rows.length === query.limit ? (rows.at(-1)?.cursor ?? null) : null,
  };
}
