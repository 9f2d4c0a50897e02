import type { AttemptSnapshot } from '@breakwater/contracts';

/** Only what was captured can be given back, so of all else no refund is pending, whatever else may be under way. */
const HOLDS_MONEY: readonly AttemptSnapshot['state'][] = ['captured', 'refunded'];

/** No refund of it is pending at payment. */
export function isSettled({ settled, state }: AttemptSnapshot): boolean {
  return settled || !HOLDS_MONEY.includes(state);
}
