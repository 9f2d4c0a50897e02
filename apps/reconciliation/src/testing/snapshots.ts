import type { AttemptSnapshot, OrderFact, OrderSnapshot, PaymentFact } from '@breakwater/contracts';

/** What the services say of single orders and attempts, from the facts that they list. */
export function orderSnapshotOf({ orderId, state, total, updatedAt }: OrderFact): OrderSnapshot {
  const refunded = { ...total, amountMinor: 0 };
  return { orderId, state, final: false, steps: [], total, refunded, version: 1, stateSince: updatedAt, updatedAt };
}

export function attemptSnapshotOf(payment: PaymentFact, settled: boolean): AttemptSnapshot {
  const { attemptId, orderId, state, providerReference, captured, refunded, ledger, updatedAt } = payment;
  const adjusted = { ...captured, amountMinor: 0 };
  return { attemptId, orderId, state, settled, providerReference, captured, refunded, ledger, adjusted, updatedAt };
}
