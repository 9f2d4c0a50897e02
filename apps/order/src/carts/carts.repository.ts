import type { Offer } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

export interface CartRow {
  readonly id: string;
  readonly version: number;
  readonly currentOrderId: string | null;
  readonly couponCode: string | null;
}

export interface CartLineRow {
  readonly sku: string;
  readonly quantity: number;
  /** The offer as it was when the line was put in: shown while product is away, and to tell that a price has changed. */
  readonly offer: Offer;
}

const FIELDS = 'id, version, current_order_id AS "currentOrderId", coupon_code AS "couponCode"';

export async function findCart(sql: Sql, id: string): Promise<CartRow> {
  const [row] = await sql.query<CartRow>(`SELECT ${FIELDS} FROM cart WHERE id = $1`, [id]);
  return row ?? { id, version: 0, currentOrderId: null, couponCode: null };
}

/** The cart, made when it is new, locked until the transaction ends. */
export async function lockCart(tx: Sql, id: string): Promise<CartRow> {
  await tx.query('INSERT INTO cart (id) VALUES ($1) ON CONFLICT (id) DO NOTHING', [id]);
  const [row] = await tx.query<CartRow>(`SELECT ${FIELDS} FROM cart WHERE id = $1 FOR UPDATE`, [id]);
  if (row === undefined) throw new Error('a cart vanished while it was locked');
  return row;
}

export function findLines(sql: Sql, cartId: string): Promise<CartLineRow[]> {
  return sql.query<CartLineRow>(
    'SELECT sku, quantity, offer FROM cart_line WHERE cart_id = $1 ORDER BY added_at, sku',
    [cartId],
  );
}

export async function putLine(tx: Sql, cartId: string, line: CartLineRow): Promise<void> {
  await tx.query(
    `INSERT INTO cart_line (cart_id, sku, quantity, offer) VALUES ($1, $2, $3, $4)
     ON CONFLICT (cart_id, sku) DO UPDATE SET quantity = excluded.quantity, offer = excluded.offer`,
    [cartId, line.sku, line.quantity, JSON.stringify(line.offer)],
  );
}

export async function deleteLines(tx: Sql, cartId: string, skus: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM cart_line WHERE cart_id = $1 AND sku = ANY($2)', [cartId, skus]);
}

export async function touchCart(tx: Sql, id: string): Promise<void> {
  await tx.query('UPDATE cart SET version = version + 1, updated_at = now() WHERE id = $1', [id]);
}

export async function setCoupon(tx: Sql, id: string, code: string | null): Promise<void> {
  await tx.query('UPDATE cart SET coupon_code = $2, version = version + 1, updated_at = now() WHERE id = $1', [
    id,
    code,
  ]);
}

export async function setCurrentOrder(tx: Sql, id: string, orderId: string): Promise<void> {
  await tx.query('UPDATE cart SET current_order_id = $2, updated_at = now() WHERE id = $1', [id, orderId]);
}

/** Empties the cart that became this order; one that has been filled for another order since is left alone. */
export async function clearCart(tx: Sql, id: string, orderId: string): Promise<void> {
  const mine = await tx.query(
    `UPDATE cart SET version = version + 1, current_order_id = NULL, coupon_code = NULL, updated_at = now()
      WHERE id = $1 AND current_order_id = $2 RETURNING id`,
    [id, orderId],
  );
  if (mine.length > 0) await tx.query('DELETE FROM cart_line WHERE cart_id = $1', [id]);
}
