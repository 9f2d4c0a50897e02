import type { AttemptState } from './attempt.js';

/** First look at an attempt that is in this state, in milliseconds; what is missing here needs no look. */
const FIRST_LOOK_MS: Partial<Record<AttemptState, number>> = {
  created: 15_000,
  unknown: 1_000,
  requires_action: 10_000,
};
const LONGEST_MS = 5 * 60_000;

/** When the sweeper looks at an attempt (again), each time twice as late; null when there is nothing to find out. */
export function lookAgainInMs(state: AttemptState, looks: number): number | null {
  const first = FIRST_LOOK_MS[state];
  return first === undefined ? null : Math.min(first * 2 ** Math.min(looks, 20), LONGEST_MS);
}
