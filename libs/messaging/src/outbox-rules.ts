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
  /** Back-off of one event that fails. */
  retry: { baseMs: 500, maxMs: 30_000 },
  /** A destination that is down is left alone for so long, longer each time. */
  rest: { baseMs: 200, maxMs: 5_000 },
} as const;

/** One or two bad events are passed by; so many in a row, and it is the destination that is down. */
const FAILURES_IN_A_ROW = 3;

/** How a destination has taken its events since its lane was opened. */
export interface LaneState {
  readonly failuresInARow: number;
  /** The destination was down a moment ago: one event is enough to find out whether it still is. */
  readonly probing: boolean;
}

/** `failedRounds`: so often in a row the destination was found down. */
export function openLane(failedRounds: number): LaneState {
  return { failuresInARow: 0, probing: failedRounds > 0 };
}

export function afterAttempt(lane: LaneState, outcome: 'delivered' | 'failed'): LaneState {
  if (outcome === 'delivered') return { failuresInARow: 0, probing: false };
  return { ...lane, failuresInARow: lane.failuresInARow + 1 };
}

export function isDown({ failuresInARow, probing }: LaneState): boolean {
  return failuresInARow >= (probing ? 1 : FAILURES_IN_A_ROW);
}

export function batchLimit({ probing }: LaneState, batchSize: number): number {
  return probing ? 1 : batchSize;
}

/** An event that failed waits; it is never given up. `attempts`: how often it was tried, this time included. */
export function nextAttemptAt(attempts: number, retry: Retry, nowMs: number, random?: () => number): number {
  return nowMs + backoffMs(attempts, retry, random);
}

/** Of a lease this much may pass until a delivery is given up, so that nobody else has the event meanwhile. */
export function deliveryTimeoutMs(leaseMs: number): number {
  return leaseMs * 0.4;
}
