import type { AttemptObservation, ProviderStep } from './attempt.js';
import { declineInWords } from './decline-words.js';

/**
 * What a failed call says of its outcome:
 * - `not_done`: refused before anything happened (never sent, rate limit, wrong key, breaker open): may be repeated
 * - `refused`: the provider has decided and says no (a decline, a wrong parameter, a state that does not fit)
 * - `failed`: an answer that says the provider broke (500); it is kept under the key, which gets the same answer again
 * - `turned_away`: an answer from its door (502, 503, 504); nothing is kept under the key, and an earlier request with it may
 *   still be under way
 * - `unknown`: no clear answer; the call may have worked
 */
export type FailureKind = 'not_done' | 'refused' | 'failed' | 'turned_away' | 'unknown';

/** `sent`: something may have reached the provider. `status` is that of its answer, null when none came. */
export function failureKindOf(sent: boolean, status: number | null): FailureKind {
  if (!sent) return 'not_done';
  if (status === null) return 'unknown';
  // Another call with the same key is under way.
  if (status === 409) return 'unknown';
  if (status === 401 || status === 403 || status === 429) return 'not_done';
  if (status >= 400 && status < 500) return 'refused';
  if (status === 500) return 'failed';
  return status > 500 ? 'turned_away' : 'unknown';
}

/** Why the provider refused, as far as it said so. */
export interface Refusal {
  readonly isCardError: boolean;
  readonly code: string | undefined;
  readonly declineCode: string | undefined;
  readonly param: string | undefined;
}

/**
 * `look`: the intent is not in the state that we thought, so it is retrieved before anything is said. `no_time`: nothing was
 * done, and only for want of time.
 */
export type FailureMeaning = AttemptObservation | 'unavailable' | 'no_time' | 'outcome_unknown' | 'look';

/**
 * What a failed step means to its attempt. Nothing but a clear refusal is ever a decline. `hurried`: whoever waits for us had
 * too little time left for it, so it says nothing of the provider.
 */
export function meaningOfFailure(
  kind: FailureKind,
  step: ProviderStep,
  refusal: Refusal | undefined,
  hurried: boolean,
): FailureMeaning {
  const asking = step === 'retrieve' || step === 'find';
  // A create that was cut short left at most an intent that nobody will confirm, a look nothing at all.
  if (hurried && (kind === 'not_done' || (kind === 'unknown' && (asking || step === 'create')))) return 'no_time';
  // A create that failed left at most an intent that nobody will confirm: no money, so it may be tried again.
  const broke = kind === 'failed' || kind === 'turned_away';
  if (kind === 'not_done' || asking || (broke && step === 'create')) return 'unavailable';
  if (kind === 'refused') return meaningOfRefusal(step, refusal);
  return step === 'create' || step === 'confirm' ? { type: 'unclear' } : 'outcome_unknown';
}

function meaningOfRefusal(step: ProviderStep, refusal: Refusal | undefined): FailureMeaning {
  if (step === 'create') return { type: 'declined', decline: declineInWords(refusal?.code, refusal?.declineCode) };
  if (step === 'confirm' && refusal?.isCardError === true) {
    return { type: 'declined', decline: declineInWords(refusal.code, refusal.declineCode) };
  }
  if (step === 'confirm' && refusal?.param === 'payment_method') {
    return { type: 'declined', decline: declineInWords('payment_method_unusable', undefined) };
  }
  return 'look';
}

/** After `look`: what was seen decides; undefined when the look failed as well. */
export function meaningAfterLook(
  step: ProviderStep,
  seen: AttemptObservation | undefined,
  refusal: Refusal | undefined,
): AttemptObservation | 'outcome_unknown' {
  if (step !== 'confirm') return seen ?? 'outcome_unknown';
  if (seen?.type !== 'unconfirmed') return seen ?? { type: 'unclear' };
  return { type: 'declined', decline: declineInWords(refusal?.code, undefined) };
}
