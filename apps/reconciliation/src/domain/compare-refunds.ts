import type { Discrepancy, Findings, Movement, PaymentFact, ProviderFact } from './facts.js';
import { discrepancy, minus, shown, type SliceIndex } from './slice-index.js';

/** Refunds at the provider against refunds of ours, both ways. */
export function compareRefunds(index: SliceIndex): Findings {
  let matched = 0;
  const found: Discrepancy[] = [];
  for (const refund of index.slice.provider) {
    if (refund.type !== 'refund' || !index.isMine(refund.createdAt)) continue;
    const problem = problemOf(refund, index);
    if (problem === undefined) matched++;
    else if (index.isDue(refund.createdAt)) found.push(problem);
  }
  for (const payment of index.slice.payments) {
    for (const movement of payment.movements) {
      if (movement.kind !== 'refund' || !index.isDue(movement.at)) continue;
      const known = index
        .provided(payment.providerReference, 'refund')
        .some(({ source }) => source === movement.source);
      if (known) continue;
      const expected = `a refund of ${shown(movement.amount)}`;
      found.push(discrepancy('missing_provider', payment, expected, 'none', movement.amount));
    }
  }
  return { matched, discrepancies: found };
}

function problemOf(refund: ProviderFact, index: SliceIndex): Discrepancy | undefined {
  const given = { ...refund.amount, amountMinor: -refund.amount.amountMinor };
  const refunded = `refunded ${shown(given)}`;
  const payment = index.paymentOf(refund);
  const movement = payment === undefined ? undefined : movementOf(payment, refund);
  if (payment === undefined || movement === undefined) {
    return discrepancy('orphan_refund', payment ?? refund, 'a refund of ours', refunded, given);
  }
  const excess = excessOf(payment, index);
  if (excess > 0) {
    const unexplained = { ...given, amountMinor: excess };
    const captured = `captured ${shown(payment.captured)}`;
    return discrepancy('refund_exceeds_capture', payment, captured, `${refunded} and more`, unexplained);
  }
  if (movement.amount.currency !== given.currency) {
    return discrepancy('currency', payment, shown(movement.amount), refunded, given);
  }
  if (movement.amount.amountMinor !== given.amountMinor) {
    return discrepancy('amount', payment, shown(movement.amount), refunded, minus(given, movement.amount));
  }
  return undefined;
}

function movementOf(payment: PaymentFact, refund: ProviderFact): Movement | undefined {
  return payment.movements.find(({ kind, source }) => kind === 'refund' && source === refund.source);
}

/** By how much the refunds are more than what was taken, by our own sums or by what the provider shows here. */
function excessOf(payment: PaymentFact, index: SliceIndex): number {
  const shownHere = index
    .provided(payment.providerReference, 'refund')
    .reduce((sum, { amount }) => sum - amount.amountMinor, 0);
  return Math.max(payment.refunded.amountMinor, shownHere) - payment.captured.amountMinor;
}
