import type { Sql } from '@breakwater/database';
import { coupons } from './coupons.metrics.js';
import { findOutageOfCoupon, lockBudget, markRevoked, spendBudget } from './coupons.repository.js';

/**
 * The purchase that earned it was given back whole. One that was used already stays spent, until the order that used it
 * comes to nothing: see `releaseCoupon`.
 */
export async function revokeCoupon(tx: Sql, orderId: string, now: Date): Promise<void> {
  const outageId = await findOutageOfCoupon(tx, { earned: orderId });
  if (outageId === null) return;
  await lockBudget(tx, outageId);
  const unspent = await markRevoked(tx, orderId, now);
  if (unspent !== undefined) await spendBudget(tx, outageId, -unspent.amountMinor);
  coupons.add(1, { outcome: 'revoked' });
}
