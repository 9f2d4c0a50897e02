import type { Sql } from '@breakwater/database';
import type { Money } from '@breakwater/kernel';
import type { CouponUse } from '../domain/coupon.js';

export interface Coupon extends CouponUse {
  readonly code: string;
  readonly amount: Money;
}

interface CouponRow {
  code: string;
  amount_minor: number;
  currency: string;
  expires_at: Date;
  redeemed_by: string | null;
  revoked_at: Date | null;
}

export async function findCoupon(sql: Sql, code: string): Promise<Coupon | null> {
  const [row] = await sql.query<CouponRow>(
    'SELECT code, amount_minor, currency, expires_at, redeemed_by, revoked_at FROM coupon WHERE code = $1',
    [code],
  );
  if (row === undefined) return null;
  const amount = { amountMinor: row.amount_minor, currency: row.currency };
  const { expires_at: expiresAt, redeemed_by: redeemedBy, revoked_at: revokedAt } = row;
  return { code: row.code, amount, expiresAt, redeemedBy, revokedAt };
}

/** Uses a coupon for an order. False when somebody else has used it first, or it has expired or was revoked. */
export async function redeemCoupon(tx: Sql, code: string, orderId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE coupon SET redeemed_by = $2, redeemed_at = $3
      WHERE code = $1 AND redeemed_by IS NULL AND revoked_at IS NULL AND expires_at > $3 RETURNING code`,
    [code, orderId, now],
  );
  return rows.length > 0;
}

/** A coupon that is used by nobody and can never be: what it would have cost is in the budget again. */
export interface UnspentCoupon {
  readonly amountMinor: number;
}

/** What an order has used is free again. Returned when it was revoked meanwhile; see `lockBudget`. */
export async function freeCoupon(tx: Sql, orderId: string): Promise<UnspentCoupon | undefined> {
  const [row] = await tx.query<UnspentCoupon & { revoked: boolean }>(
    `UPDATE coupon SET redeemed_by = NULL, redeemed_at = NULL WHERE redeemed_by = $1
     RETURNING amount_minor AS "amountMinor", revoked_at IS NOT NULL AS revoked`,
    [orderId],
  );
  return row?.revoked === true ? row : undefined;
}

/** Nobody can use it from now on. Returned when nobody has; see `lockBudget`. */
export async function markRevoked(tx: Sql, orderId: string, now: Date): Promise<UnspentCoupon | undefined> {
  const [row] = await tx.query<UnspentCoupon & { redeemed: boolean }>(
    `UPDATE coupon SET revoked_at = $2 WHERE order_id = $1 AND revoked_at IS NULL
     RETURNING amount_minor AS "amountMinor", redeemed_by IS NOT NULL AS redeemed`,
    [orderId, now],
  );
  return row?.redeemed === false ? row : undefined;
}

/** The outage whose budget paid for a coupon: of the order that it was given for, or of the one that has used it. */
export async function findOutageOfCoupon(
  tx: Sql,
  by: { earned: string } | { redeemed: string },
): Promise<string | null> {
  const [column, orderId] = 'earned' in by ? ['order_id', by.earned] : ['redeemed_by', by.redeemed];
  const [row] = await tx.query<{ id: string }>(`SELECT outage_id AS id FROM coupon WHERE ${column} = $1`, [orderId]);
  return row?.id ?? null;
}

export interface NewCoupon {
  readonly code: string;
  readonly outageId: string;
  readonly email: string;
  readonly orderId: string;
  readonly amount: Money;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The outage that this order waited for last. */
export async function findOutageOf(tx: Sql, orderId: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    'SELECT outage_id AS id FROM outage_order WHERE order_id = $1 ORDER BY joined_at DESC LIMIT 1',
    [orderId],
  );
  return row?.id ?? null;
}

/**
 * What is left of an outage's budget. Whoever else wants to spend of it waits until this transaction ends. Always before its
 * coupons are touched, so that no two wait for each other.
 */
export async function lockBudget(tx: Sql, outageId: string): Promise<number> {
  const [row] = await tx.query<{ left: number }>(
    'SELECT coupon_budget_minor - coupon_spent_minor AS left FROM payment_outage WHERE id = $1 FOR NO KEY UPDATE',
    [outageId],
  );
  return row?.left ?? 0;
}

/** A negative amount gives back. */
export async function spendBudget(tx: Sql, outageId: string, minor: number): Promise<void> {
  await tx.query('UPDATE payment_outage SET coupon_spent_minor = coupon_spent_minor + $2 WHERE id = $1', [
    outageId,
    minor,
  ]);
}

/** False when this customer has one of this outage already; one that was revoked before it was used does not count. */
export async function insertCoupon(tx: Sql, coupon: NewCoupon): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO coupon (code, outage_id, email, order_id, amount_minor, currency, issued_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (outage_id, email)
       WHERE revoked_at IS NULL OR redeemed_by IS NOT NULL DO NOTHING RETURNING code`,
    [
      coupon.code,
      coupon.outageId,
      coupon.email,
      coupon.orderId,
      coupon.amount.amountMinor,
      coupon.amount.currency,
      coupon.issuedAt,
      coupon.expiresAt,
    ],
  );
  return rows.length > 0;
}
