import type { OrderRecord } from './order-record.js';

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A customer at the bank's page, or a provider that is being asked what happened: look often. */
const WATCHED_LONGEST_MS = 5000;

/** When the order's step is tried again: exponential with full jitter, bounded; watched states are looked at often. */
export function nextTryAt(
  order: Pick<OrderRecord, 'tries' | 'progress'>,
  nowMs: number,
  random: () => number = Math.random,
): Date {
  const watched = order.progress.state === 'requires_action' || order.progress.state === 'unknown';
  const longest = watched ? WATCHED_LONGEST_MS : LONGEST_MS;
  const backOff = Math.min(longest, FIRST_MS * 2 ** Math.min(order.tries, 10));
  return new Date(nowMs + FIRST_MS / 2 + random() * backOff);
}
