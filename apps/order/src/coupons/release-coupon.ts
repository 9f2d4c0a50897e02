import type { Sql } from '@breakwater/database';
import { findOutageOfCoupon, freeCoupon, lockBudget, spendBudget } from './coupons.repository.js';

/** What an order has used may be used again, unless it was revoked meanwhile: then its budget has it back now. */
export async function releaseCoupon(tx: Sql, orderId: string): Promise<void> {
  const outageId = await findOutageOfCoupon(tx, { redeemed: orderId });
  if (outageId === null) return;
  await lockBudget(tx, outageId);
  const unspent = await freeCoupon(tx, orderId);
  if (unspent !== undefined) await spendBudget(tx, outageId, -unspent.amountMinor);
}
