import { asApiError, isOutcomeUnknown } from './api-error.js';
import { pause } from './pause.js';

export interface Repeating {
  readonly wait: (ms: number) => Promise<void>;
  readonly random: () => number;
  /** Told before each repeat. */
  readonly onRepeat: () => void;
}

const ATTEMPTS = 5;
const LONGEST_WAIT_MS = 8_000;

/**
 * Sends until the outcome is known, 5 times at most, with back-off or as late as the shop asks. `send` must send the same key and
 * body each time. Throws the ApiError that is final, or the last one when still nobody knows.
 */
export async function untilKnown<T>(send: () => Promise<T>, around: Repeating = here()): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (failure) {
      const error = asApiError(failure);
      if (!isOutcomeUnknown(error) || attempt === ATTEMPTS) throw error;
      const backOffMs = Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt) * (0.5 + around.random() / 2);
      await around.wait(Math.max(backOffMs, Math.min(error.retryAfterMs ?? 0, LONGEST_WAIT_MS)));
      around.onRepeat();
    }
  }
}

const here = (): Repeating => ({ wait: pause, random: Math.random, onRepeat: () => undefined });
