import type { KeyWindow } from './attempt.js';
import type { FailureKind } from './provider-failures.js';

export type RefundState = 'pending' | 'succeeded' | 'failed';

/** What the provider calls it, in our words: what is neither done nor given up is still pending. */
export function refundStateOf(providerStatus: string | null): RefundState {
  if (providerStatus === 'succeeded') return 'succeeded';
  return providerStatus === 'failed' || providerStatus === 'canceled' ? 'failed' : 'pending';
}

/**
 * What news of the provider's is to a refund. `returned`: it was done and has failed afterwards, as when the card's account
 * is closed; `looked`: it is still done. One that has failed stays so: another one may have been made for it.
 */
export function refundChanges(
  from: RefundState,
  to: RefundState,
): 'nothing' | 'looked' | 'known' | 'done' | 'returned' | 'failed' {
  if (from === 'failed') return 'nothing';
  if (from === 'succeeded') return to === 'failed' ? 'returned' : 'looked';
  if (to === 'pending') return 'known';
  return to === 'succeeded' ? 'done' : 'failed';
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

/**
 * What a failed call means to a refund. `next_round`: the outcome is unknown, and the present key is of no use any more.
 * A look that failed says nothing of the refund: its key stays, because the request that went out with it may be under way
 * still, and with another key it would be done twice.
 */
export function meaningOfRefundFailure(
  kind: FailureKind,
  step: 'look_up' | 'refund',
): 'unavailable' | 'outcome_unknown' | 'next_round' | 'failed' {
  if (step === 'look_up') return kind === 'not_done' ? 'unavailable' : 'outcome_unknown';
  switch (kind) {
    case 'not_done':
      return 'unavailable';
    case 'failed':
      return 'next_round';
    // With another key it would be made twice, should an earlier request still be under way.
    case 'turned_away':
    case 'unknown':
      return 'outcome_unknown';
    case 'refused':
      return 'failed';
  }
}
