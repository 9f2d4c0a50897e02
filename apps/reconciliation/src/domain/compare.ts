import { compareCharges } from './compare-charges.js';
import { compareOrders } from './compare-orders.js';
import { compareRefunds } from './compare-refunds.js';
import type { Discrepancy, Findings } from './facts.js';
import { discrepancy, minus, shown, type SliceIndex } from './slice-index.js';

/** Everything that orders, payments, ledger and provider do not agree about in one slice. */
export function compare(index: SliceIndex): Findings {
  const charges = compareCharges(index);
  const refunds = compareRefunds(index);
  return {
    matched: charges.matched + refunds.matched,
    discrepancies: [
      ...charges.discrepancies,
      ...refunds.discrepancies,
      ...compareLedger(index),
      ...compareOrders(index),
    ],
  };
}

/** The ledger must hold what was captured less what was refunded. Both come from one snapshot, so nothing is on its way. */
function compareLedger(index: SliceIndex): Discrepancy[] {
  return index.slice.payments
    .filter(({ movements }) => movements.some(({ at }) => index.isMine(at)))
    .flatMap((payment) => {
      const held = minus(payment.captured, payment.refunded);
      const difference = minus(payment.ledger, held);
      if (difference.amountMinor === 0) return [];
      return [discrepancy('ledger', payment, shown(held), `the ledger holds ${shown(payment.ledger)}`, difference)];
    });
}
