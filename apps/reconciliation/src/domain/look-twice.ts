import type { SliceIndex } from './slice-index.js';

const EXPECTS_PAYMENT = ['paid', 'fulfilled', 'refunded'];

/** Attempts that an order or a charge of this slice names, but that did not move near it: to be looked up one by one. */
export function attemptsToLookUp(index: SliceIndex): string[] {
  const { orders, provider } = index.slice;
  const named = [
    ...orders.filter(({ state }) => EXPECTS_PAYMENT.includes(state)).map(({ attemptId }) => attemptId),
    ...provider.filter((fact) => index.isMine(fact.createdAt) && !index.paymentOf(fact)).map((fact) => fact.attemptId),
  ];
  return [...new Set(named)].filter((id): id is string => id !== null && index.payment(id) === undefined);
}

/** PaymentIntents whose movement we wrote down here and that the provider does not show here: it may have been earlier. */
export function referencesToLookUp(index: SliceIndex): ReadonlySet<string> {
  const missing = new Set<string>();
  for (const { providerReference, movements } of index.slice.payments) {
    if (providerReference === null) continue;
    const unseen = movements.some(({ kind, source, at }) => {
      if (!index.isMine(at)) return false;
      const shown = index.provided(providerReference, kind === 'capture' ? 'charge' : 'refund');
      return kind === 'capture' ? shown.length === 0 : !shown.some((fact) => fact.source === source);
    });
    if (unseen) missing.add(providerReference);
  }
  return missing;
}
