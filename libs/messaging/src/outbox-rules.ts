import { type FaultKind, isFault } from '@breakwater/kernel';
import { backoffMs } from './backoff.js';

/** The rules of the relay, without its database and its timers, so that a simulation can run them. */

export interface Retry {
  readonly baseMs: number;
  readonly maxMs: number;
}

export const OUTBOX_DEFAULTS = {
  everyMs: 1_000,
  leaseMs: 10_000,
  batchSize: 50,
  /** Back-off of one event that fails; one that is refused waits up to four times as long. */
  retry: { baseMs: 500, maxMs: 30_000 },
  /** A destination that is down is left alone for so long, longer each time. */
  rest: { baseMs: 200, maxMs: 5_000 },
} as const;

/** One or two bad events are passed by; so many in a row, and it is the destination that is down. */
const FAILURES_IN_A_ROW = 3;

/** However many events a consumer refuses, trying them again must not fill its lane. */
const REFUSED_WAITS = 4;

/** `refused`: the consumer is well and will not have this event. `failed`: it may be the consumer. */
export type Outcome = 'delivered' | 'refused' | 'failed';

/** Refusals of 4xx that would meet every event, whatever is in it. */
const REFUSES_ALL: readonly FaultKind[] = ['unauthenticated', 'forbidden', 'method_not_allowed', 'too_many'];
const NO_INBOX = ['request.route.not_found', 'resilience.call.unexplained'];
const NOT_ORDERLY: readonly FaultKind[] = ['internal', 'bad_gateway', 'unavailable', 'timeout'];

export function outcomeOf(error: unknown): Exclude<Outcome, 'delivered'> {
  if (!isFault(error) || NOT_ORDERLY.includes(error.kind) || REFUSES_ALL.includes(error.kind)) return 'failed';
  return NO_INBOX.includes(error.code) ? 'failed' : 'refused';
}

/** How a destination has taken its events since its lane was opened. */
export interface LaneState {
  readonly failuresInARow: number;
  /** The destination was down a moment ago: one event is enough to find out whether it still is. */
  readonly probing: boolean;
  /** It took or refused at least one: whatever came then, it is a new trouble. */
  readonly answered: boolean;
}

/** `failedRounds`: so often in a row the destination was found down. */
export function openLane(failedRounds: number): LaneState {
  return { failuresInARow: 0, probing: failedRounds > 0, answered: false };
}

export function afterAttempt(lane: LaneState, outcome: Outcome): LaneState {
  if (outcome === 'failed') return { ...lane, failuresInARow: lane.failuresInARow + 1 };
  return { failuresInARow: 0, probing: false, answered: true };
}

export function isDown({ failuresInARow, probing }: LaneState): boolean {
  return failuresInARow >= (probing ? 1 : FAILURES_IN_A_ROW);
}

/** The `failedRounds` of the next lane, when this one has ended. */
export function failedRoundsAfter(lane: LaneState, failedRounds: number): number {
  if (!isDown(lane)) return 0;
  return lane.answered ? 1 : failedRounds + 1;
}

/**
 * What a lane takes next. A probe takes the least tried of what is due: the oldest may be one that this consumer never
 * takes, and would keep the good ones behind it waiting for ever.
 */
export function nextBatch(
  { probing }: LaneState,
  batchSize: number,
): { limit: number; first: 'oldest' | 'least tried' } {
  return probing ? { limit: 1, first: 'least tried' } : { limit: batchSize, first: 'oldest' };
}

/** An event that failed waits; it is never given up. `attempts`: how often it was tried, this time included. */
export function nextAttemptAt(attempts: number, retry: Retry, nowMs: number, random?: () => number): number {
  return nowMs + backoffMs(attempts, retry, random);
}

/** The back-off of an event with this outcome. */
export function retryOf(outcome: Outcome, retry: Retry): Retry {
  return outcome === 'refused' ? { ...retry, maxMs: retry.maxMs * REFUSED_WAITS } : retry;
}

/** Of a lease this much may pass until a delivery is given up, so that nobody else has the event meanwhile. */
export function deliveryTimeoutMs(leaseMs: number): number {
  return leaseMs * 0.4;
}
