import type { Order, Step } from './order-model.js';

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A customer at the bank's page, or a provider that is being asked what happened: at first it is looked at often. */
const CLOSE_MS = 5000;
/** About two minutes, jitter counted. Who confirms a payment does so at once, and news come by the provider's webhook anyway. */
const CLOSE_LOOKS = 40;

/** How long a deferred order waits for the pacer before the sweeper takes it. */
const PACER_GRACE_MS = 300_000;

/** How far apart the looks may be after that. The window of `requires_action` is minutes, and ends before its hold. */
const WATCHED: Partial<Record<Order['state'], number>> = {
  unknown: CLOSE_MS,
  requires_action: 30_000,
  payment_due: 180_000,
};
const WAITING: readonly Step[] = ['resolve_payment', 'await_payment', 'await_refunds'];

/** True when nothing but time, the customer or the provider brings this order on. */
export function waits({ state, steps: [step] }: Order): boolean {
  if (step === undefined) return false;
  return WAITING.includes(step) || waitsForProvider(state, step);
}

function waitsForProvider(state: Order['state'], step: Step | undefined): boolean {
  return state === 'payment_deferred' && (step === 'authorize_payment' || step === 'void_payment');
}

/** When an order is looked at again, and by whom. */
export interface Schedule {
  /** By the sweeper; null when the order owes nothing. */
  readonly nextAttemptAt: Date | null;
  /** By the pacer, which knows when the provider is back; null when the order does not wait for that. */
  readonly paceAt: Date | null;
}

/** The schedule of an order that waits. */
export function scheduleOf(
  order: { readonly tries: number; readonly progress: Order },
  nowMs: number,
  random: () => number = Math.random,
): Schedule {
  const nextAttemptAt = nextTryAt(order, nowMs, random);
  const { state, steps } = order.progress;
  if (!waitsForProvider(state, steps[0])) return { nextAttemptAt, paceAt: null };
  return { nextAttemptAt: new Date(nextAttemptAt.getTime() + PACER_GRACE_MS), paceAt: nextAttemptAt };
}

/** When the order's step is tried again: exponential with full jitter, bounded; watched states are looked at often at first. */
export function nextTryAt(
  { tries, progress }: { readonly tries: number; readonly progress: Order },
  nowMs: number,
  random: () => number = Math.random,
): Date {
  const { state, steps, payUntil } = progress;
  const endMs = state === 'payment_due' && payUntil !== null ? Math.max(nowMs, Date.parse(payUntil)) + 1 : Infinity;
  if (steps[0] === 'await_payment' && endMs < Infinity) return new Date(endMs);
  const backOff = Math.min(longestPauseMs(state, tries), FIRST_MS * 2 ** Math.min(tries, 10));
  return new Date(Math.min(nowMs + FIRST_MS / 2 + random() * backOff, endMs));
}

function longestPauseMs(state: Order['state'], tries: number): number {
  const apart = WATCHED[state];
  if (apart === undefined) return LONGEST_MS;
  return Math.min(apart, CLOSE_MS * 2 ** Math.min(Math.max(0, tries - CLOSE_LOOKS), 10));
}
