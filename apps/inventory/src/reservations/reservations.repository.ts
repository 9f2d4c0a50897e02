import type { Sql } from '@breakwater/database';
import type { Effect, Reservation, ReservationState, Return, State } from '../domain/reservation.js';

interface ReservationRow {
  order_id: string;
  state: ReservationState;
  lines: { sku: string; quantity: number }[];
  expires_at: Date;
}

const FIELDS = 'order_id, state, lines, expires_at';

/** Locks the reservation, then the stock of its SKUs in their order, and returns what the rule looks at. */
export async function lockState(tx: Sql, orderId: string, skus: readonly string[]): Promise<State> {
  const [row] = await tx.query<ReservationRow>(`SELECT ${FIELDS} FROM reservation WHERE order_id = $1 FOR UPDATE`, [
    orderId,
  ]);
  // After the lock and not with it: a return that was made while this one waited must be seen.
  const returns = row?.state === 'confirmed' ? await findReturns(tx, orderId) : [];
  const wanted = row === undefined ? skus : row.lines.map(({ sku }) => sku);
  const stock = await tx.query<{ sku: string; available: number }>(
    'SELECT sku, available FROM stock WHERE sku = ANY($1) ORDER BY sku FOR UPDATE',
    [wanted],
  );
  return {
    reservation: row === undefined ? null : toReservation(row, returns),
    available: new Map(stock.map(({ sku, available }) => [sku, available])),
  };
}

/** Writes the reservation. A second one of the same order fails on the key: the caller decides anew. */
export async function saveReservation(tx: Sql, before: Reservation | null, after: Reservation): Promise<void> {
  const { orderId, state, lines } = after;
  const expiresAt = new Date(after.expiresAtMs);
  if (before === null) {
    await tx.query('INSERT INTO reservation (order_id, state, lines, expires_at) VALUES ($1, $2, $3, $4)', [
      orderId,
      state,
      JSON.stringify(lines),
      expiresAt,
    ]);
  } else if (before !== after) {
    await tx.query('UPDATE reservation SET state = $2, expires_at = $3, updated_at = now() WHERE order_id = $1', [
      orderId,
      state,
      expiresAt,
    ]);
  }
  for (const { id, lines: back } of after.returns.slice(before?.returns.length ?? 0)) {
    await tx.query('INSERT INTO stock_return (order_id, return_id, lines) VALUES ($1, $2, $3)', [
      orderId,
      id,
      JSON.stringify(back),
    ]);
  }
}

function findReturns(sql: Sql, orderId: string): Promise<Return[]> {
  return sql.query<Return>(
    'SELECT return_id AS id, lines FROM stock_return WHERE order_id = $1 ORDER BY made_at, return_id',
    [orderId],
  );
}

/** Carries out the moves of a decision. The column names come from the type, never from outside. */
export async function moveStock(tx: Sql, effects: readonly Effect[]): Promise<void> {
  for (const { from, to, lines } of effects) {
    await tx.query(
      `UPDATE stock SET ${from} = ${from} - l.quantity, ${to} = ${to} + l.quantity
         FROM unnest($1::text[], $2::int[]) AS l(sku, quantity) WHERE stock.sku = l.sku`,
      [lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)],
    );
  }
}

export async function findReservation(sql: Sql, orderId: string): Promise<Reservation | null> {
  const [row] = await sql.query<ReservationRow>(`SELECT ${FIELDS} FROM reservation WHERE order_id = $1`, [orderId]);
  return row === undefined ? null : toReservation(row, await findReturns(sql, orderId));
}

export async function findDue(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ order_id: string }>(
    "SELECT order_id FROM reservation WHERE state = 'held' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
    [now, limit],
  );
  return rows.map((row) => row.order_id);
}

function toReservation(row: ReservationRow, returns: readonly Return[]): Reservation {
  const { order_id: orderId, state, lines } = row;
  return { orderId, state, lines, returns, expiresAtMs: row.expires_at.getTime() };
}
