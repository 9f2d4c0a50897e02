import type { KeyWindow } from './attempt.js';

export type RefundState = 'pending' | 'succeeded' | 'failed';

/** What the provider calls it, in our words: what is neither done nor given up is still pending. */
export function refundStateOf(providerStatus: string | null): RefundState {
  if (providerStatus === 'succeeded') return 'succeeded';
  return providerStatus === 'failed' || providerStatus === 'canceled' ? 'failed' : 'pending';
}

/**
 * The same key again is safe while the provider knows it. After a stored failure, or when the key may be forgotten, the
 * provider's list of refunds is looked at first. So it is for a refund that the provider has taken on but not finished.
 */
export function mustLookUpFirst(refund: { keyRound: number; keyWindow: KeyWindow; reference: string | null }): boolean {
  return refund.keyRound > 1 || refund.keyWindow === 'closed' || refund.reference !== null;
}

/** How long after the asking a refund counts as left behind. */
export const REFUND_FIRST_LOOK_MS = 5000;
