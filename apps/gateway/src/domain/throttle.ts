import type { Decision } from '@breakwater/kernel';

/** Attempts of one key (an e-mail and an address, or an address alone) in the window that began at `startedAtMs`. */
export interface Attempts {
  readonly count: number;
  readonly startedAtMs: number;
}

export interface ThrottlePolicy {
  readonly limit: number;
  readonly windowMs: number;
}

export interface Refused {
  readonly retryAfterSeconds: number;
}

/**
 * Counts an attempt that is about to be made. Refused attempts are not counted, so that the window ends for someone who keeps
 * knocking too; counting comes before the password is looked at, so that attempts at the same moment cannot slip through.
 */
export function attempt(state: Attempts | null, atMs: number, policy: ThrottlePolicy): Decision<Attempts, Refused> {
  const running = state !== null && atMs < state.startedAtMs + policy.windowMs;
  if (!running) return { state: { count: 1, startedAtMs: atMs }, effects: [] };
  if (state.count < policy.limit) return { state: { ...state, count: state.count + 1 }, effects: [] };
  const retryAfterSeconds = Math.max(1, Math.ceil((state.startedAtMs + policy.windowMs - atMs) / 1000));
  return { state, effects: [{ retryAfterSeconds }] };
}
