import { type AttemptFacts, isSettled, type Judging, type MoneyFacts } from './order-case.js';
import { inWords, type Purse, purseOf, samePurse } from './purse.js';
import type { Violation } from './violation.js';

/** What the provider should hold of an attempt: what we say that it captured and gave back, and what corrections added. */
export function expectedAtProvider({ captured, refunded, adjusted }: AttemptFacts): Purse {
  return purseOf([captured, adjusted], [refunded]);
}

/** False while payment itself does not know yet, for as long as it may take it to find out. */
export function isJudgeable(attempt: AttemptFacts, judging: Judging): boolean {
  if (attempt.settled) return isSettled(attempt, judging);
  const limit = judging.limits['attempt'] ?? 3600;
  return judging.nowMs - Date.parse(attempt.updatedAt) > limit * 1000;
}

/** The third invariant, between payment and the provider. `held`: null when the provider knows of no such payment. */
export function judgeProviderMoney(attempt: AttemptFacts, held: MoneyFacts | null, judging: Judging): Violation[] {
  const expected = expectedAtProvider(attempt);
  const there = purseOf(held === null ? [] : [held]);
  if (samePurse(expected, there) || !isJudgeable(attempt, judging)) return [];
  const { orderId, attemptId, providerReference } = attempt;
  return [
    {
      invariant: 3,
      code: 'invariant.money.provider_disagrees',
      message: `payment says ${inWords(expected)}, the provider holds ${inWords(there)}`,
      ids: { orderId, attemptId, ...(providerReference === null ? {} : { providerReference }) },
    },
  ];
}

export interface StrayCharge {
  readonly providerReference: string;
  readonly held: MoneyFacts;
}

/** Money that the provider took for us and that nobody here has recorded. */
export function judgeStrayCharge({ providerReference, held }: StrayCharge): Violation[] {
  if (held.amountMinor === 0) return [];
  return [
    {
      invariant: 3,
      code: 'invariant.money.charge_unknown',
      message: `the provider holds ${inWords(purseOf([held]))} of a charge that payment does not know`,
      ids: { providerReference },
    },
  ];
}
