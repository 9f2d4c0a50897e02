import type { Address, OrderLine } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import type { Money } from '@breakwater/kernel';
import type { Schedule } from '../domain/next-try.js';
import { newOrder, type Order as Progress, type OrderState } from '../domain/order.js';
import type { OrderRecord } from './order-record.js';

interface OrderRow {
  id: string;
  number: string;
  session_id: string;
  customer_id: string | null;
  cart_id: string;
  idempotency_key: string;
  email: string;
  shipping_address: Address;
  lines: OrderLine[];
  currency: string;
  subtotal_minor: number;
  shipping_minor: number;
  discount_minor: number;
  coupon_code: string | null;
  total_minor: number;
  payment_method: string | null;
  attempt_id: string;
  progress: Progress;
  timeline: { state: OrderState; at: string }[];
  version: number;
  tries: number;
  placed_at: Date;
  updated_at: Date;
  apology_code: string | null;
  apology_minor: number;
  apology_expires_at: Date;
}

/** Orders, each with the coupon that it got for a wait, unless that was revoked. */
const ordersFrom = (source: string): string => `
  SELECT o.*, c.code AS apology_code, c.amount_minor AS apology_minor, c.expires_at AS apology_expires_at
    FROM ${source} o LEFT JOIN coupon c ON c.order_id = o.id AND c.revoked_at IS NULL`;
const ORDERS = ordersFrom('orders');

export async function insertOrder(tx: Sql, order: OrderRecord, nextAttemptAt: Date): Promise<void> {
  await tx.query(
    `INSERT INTO orders (id, number, session_id, customer_id, cart_id, idempotency_key, email, shipping_address, lines, currency,
       subtotal_minor, shipping_minor, discount_minor, coupon_code, total_minor, payment_method, attempt_id, state, progress,
       timeline, version, placed_at, updated_at, next_attempt_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
    [
      order.id,
      order.number,
      order.sessionId,
      order.customerId,
      order.cartId,
      order.idempotencyKey,
      order.email,
      JSON.stringify(order.shippingAddress),
      JSON.stringify(order.lines),
      order.total.currency,
      order.subtotal.amountMinor,
      order.shipping.amountMinor,
      order.discount.amountMinor,
      order.couponCode,
      order.total.amountMinor,
      order.paymentMethod,
      order.attemptId,
      order.progress.state,
      JSON.stringify(order.progress),
      JSON.stringify(order.timeline),
      order.version,
      order.placedAt,
      order.updatedAt,
      nextAttemptAt,
    ],
  );
}

/** The attempt that counts. */
type Payment = Pick<OrderRecord, 'attemptId' | 'paymentMethod'>;

/** Writes how far the order has come, if nobody has changed it since `order` was read. Null: read again. */
export async function saveProgress(
  tx: Sql,
  order: OrderRecord,
  progress: Progress,
  now: Date,
  { nextAttemptAt, paceAt }: Schedule,
  { attemptId, paymentMethod }: Payment = order,
): Promise<OrderRecord | null> {
  const timeline =
    progress.state === order.progress.state
      ? order.timeline
      : [...order.timeline, { state: progress.state, at: now.toISOString() }];
  const rows = await tx.query<OrderRow>(
    `WITH saved AS (
     UPDATE orders SET state = $3, progress = $4, timeline = $5, version = version + 1, tries = 0, updated_at = $6,
            next_attempt_at = $7, attempt_id = $8, payment_method = $9, pace_at = $10
      WHERE id = $1 AND version = $2 RETURNING *)
     ${ordersFrom('saved')}`,
    [
      order.id,
      order.version,
      progress.state,
      JSON.stringify(progress),
      JSON.stringify(timeline),
      now,
      nextAttemptAt,
      attemptId,
      paymentMethod,
      paceAt,
    ],
  );
  return first(rows);
}

/** Puts the next try off without changing the order. */
export async function postpone(
  sql: Sql,
  { id, version }: Pick<OrderRecord, 'id' | 'version'>,
  { nextAttemptAt, paceAt }: Schedule,
): Promise<void> {
  await sql.query(
    'UPDATE orders SET next_attempt_at = $3, pace_at = $4, tries = tries + 1 WHERE id = $1 AND version = $2',
    [id, version, nextAttemptAt, paceAt],
  );
}

/** Takes orders whose next step is due and moves their time on, so that no other instance takes them as well. */
export async function claimDue(sql: Sql, now: Date, leaseUntil: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `UPDATE orders SET next_attempt_at = $2, pace_at = NULL WHERE id IN (
       SELECT id FROM orders WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`,
    [now, leaseUntil, limit],
  );
  return rows.map(({ id }) => id);
}

export async function findOrder(sql: Sql, id: string): Promise<OrderRecord | null> {
  return first(await sql.query<OrderRow>(`${ORDERS} WHERE o.id = $1`, [id]));
}

/** By its number, as somebody types it. Numbers are 40 bits of the id: should two be the same, the later one is meant. */
export async function findOrderByNumber(sql: Sql, text: string): Promise<OrderRecord | null> {
  const typed = text.replaceAll(/\s/g, '').toUpperCase();
  const number = typed.startsWith('BW-') ? typed : `BW-${typed}`;
  return first(await sql.query<OrderRow>(`${ORDERS} WHERE o.number = $1 ORDER BY o.placed_at DESC LIMIT 1`, [number]));
}

export async function findOrderByKey(sql: Sql, sessionId: string, key: string): Promise<OrderRecord | null> {
  return first(
    await sql.query<OrderRow>(`${ORDERS} WHERE o.session_id = $1 AND o.idempotency_key = $2`, [sessionId, key]),
  );
}

/** The customer's orders, or the guest's of this session when nobody is signed in. */
export async function findHistory(sql: Sql, customerId: string | null, sessionId: string): Promise<OrderRecord[]> {
  const rows =
    customerId === null
      ? await sql.query<OrderRow>(
          `${ORDERS} WHERE o.session_id = $1 AND o.customer_id IS NULL ORDER BY o.placed_at DESC LIMIT 100`,
          [sessionId],
        )
      : await sql.query<OrderRow>(`${ORDERS} WHERE o.customer_id = $1 ORDER BY o.placed_at DESC LIMIT 100`, [
          customerId,
        ]);
  return rows.map(toRecord);
}

/** What of an order of this cart that another one has taken the place of; null when there is none. */
export async function findSuperseded(sql: Sql, cartId: string): Promise<'held' | 'released' | null> {
  const [row] = await sql.query<{ held: boolean }>(
    `SELECT progress->'steps' ? 'release_stock' AS held FROM orders
      WHERE cart_id = $1 AND state = 'cancelled' AND progress->>'cancellation' = 'superseded' ORDER BY 1 DESC LIMIT 1`,
    [cartId],
  );
  if (row === undefined) return null;
  return row.held ? 'held' : 'released';
}

export interface OrderWindow {
  readonly by: 'placed' | 'updated';
  readonly from: string;
  readonly to: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** One page of orders placed, or last changed, in [from, to), in the order of their ids. */
export async function findInWindow(sql: Sql, { by, from, to, after, limit }: OrderWindow): Promise<OrderRecord[]> {
  const time = by === 'placed' ? 'placed_at' : 'updated_at';
  const rows = await sql.query<OrderRow>(
    `${ORDERS} WHERE o.${time} >= $1 AND o.${time} < $2 AND ($3::uuid IS NULL OR o.id > $3) ORDER BY o.id LIMIT $4`,
    [from, to, after ?? null, limit],
  );
  return rows.map(toRecord);
}

function first(rows: readonly OrderRow[]): OrderRecord | null {
  return rows[0] === undefined ? null : toRecord(rows[0]);
}

function toRecord(row: OrderRow): OrderRecord {
  const amount = (amountMinor: number) => ({ amountMinor, currency: row.currency });
  return {
    id: row.id,
    number: row.number,
    sessionId: row.session_id,
    customerId: row.customer_id,
    cartId: row.cart_id,
    idempotencyKey: row.idempotency_key,
    email: row.email,
    shippingAddress: row.shipping_address,
    lines: row.lines,
    subtotal: amount(row.subtotal_minor),
    shipping: amount(row.shipping_minor),
    discount: amount(row.discount_minor),
    couponCode: row.coupon_code,
    total: amount(row.total_minor),
    paymentMethod: row.payment_method,
    attemptId: row.attempt_id,
    progress: { ...newOrder, ...row.progress },
    apology: apologyOf(row, amount),
    timeline: row.timeline,
    version: row.version,
    tries: row.tries,
    placedAt: row.placed_at,
    updatedAt: row.updated_at,
  };
}

function apologyOf(row: OrderRow, amount: (minor: number) => Money): OrderRecord['apology'] {
  const { apology_code: code, apology_minor: minor, apology_expires_at: expiresAt } = row;
  return code === null ? null : { code, amount: amount(minor), expiresAt };
}
