import { type AttemptFacts, isSettled, type Judging } from './order-case.js';
import type { Violation } from './violation.js';

/** What the provider should hold of an attempt: what we say that it captured and gave back, and what corrections added. */
export function expectedAtProvider({ captured, refunded, adjusted }: AttemptFacts): number {
  return captured.amountMinor - refunded.amountMinor + adjusted.amountMinor;
}

/** False while payment itself does not know yet, for as long as it may take it to find out. */
export function isJudgeable(attempt: AttemptFacts, judging: Judging): boolean {
  if (attempt.settled) return isSettled(attempt, judging);
  const limit = judging.limits['attempt'] ?? 3600;
  return judging.nowMs - Date.parse(attempt.updatedAt) > limit * 1000;
}

/** The third invariant, between payment and the provider. */
export function judgeProviderMoney(attempt: AttemptFacts, heldMinor: number, judging: Judging): Violation[] {
  const expected = expectedAtProvider(attempt);
  if (expected === heldMinor || !isJudgeable(attempt, judging)) return [];
  const { orderId, attemptId, providerReference } = attempt;
  return [
    {
      invariant: 3,
      code: 'invariant.money.provider_disagrees',
      message: `payment says ${expected} ${attempt.captured.currency}, the provider holds ${heldMinor}`,
      ids: { orderId, attemptId, ...(providerReference === null ? {} : { providerReference }) },
    },
  ];
}

export interface StrayCharge {
  readonly providerReference: string;
  readonly heldMinor: number;
  readonly currency: string;
}

/** Money that the provider took for us and that nobody here has recorded. */
export function judgeStrayCharge({ providerReference, heldMinor, currency }: StrayCharge): Violation[] {
  if (heldMinor === 0) return [];
  return [
    {
      invariant: 3,
      code: 'invariant.money.charge_unknown',
      message: `the provider holds ${heldMinor} ${currency} of a charge that payment does not know`,
      ids: { providerReference },
    },
  ];
}
