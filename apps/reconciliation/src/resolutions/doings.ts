import type { DiscrepancyRow } from '../discrepancies/discrepancy.row.js';
import { BOOKS } from '../domain/rules.js';
import type { Doings } from '../facts/assemble.js';

const GIVES_BACK = ['refund', 'refund_duplicate'];

/** What the resolutions of one subject have done to the facts that its judge will see. */
export function doingsOf(rows: readonly DiscrepancyRow[]): Doings {
  const refundsOfOurs = new Set<string>();
  const adjusted = new Map<string, number>();
  let refundUnderWay = false;
  for (const { life, target: current } of rows) {
    const { pending, done } = life;
    if (pending !== null && GIVES_BACK.includes(pending.action)) refundUnderWay = true;
    for (const { action, amount, result, takenBack, target = current } of done) {
      const refund = result['providerReference'];
      if (GIVES_BACK.includes(action) && typeof refund === 'string') refundsOfOurs.add(refund);
      if (!BOOKS.has(action) || takenBack === true || target.attemptId === null) continue;
      const booked = target.direction === 'in' ? amount.amountMinor : -amount.amountMinor;
      adjusted.set(target.attemptId, (adjusted.get(target.attemptId) ?? 0) + booked);
    }
  }
  return { refundsOfOurs, adjusted, refundUnderWay };
}
