import type { Random } from '../engine/random.js';

/** What differs from seed to seed beside the weather. */
export interface Settings {
  readonly instances: number;
  readonly stock: readonly { readonly sku: string; readonly units: number }[];
  readonly customers: number;
  /** How long customers come and things go wrong; afterwards everything works and time passes. */
  readonly stormMs: number;
  /** Stretches in which the provider is not to be reached at all. */
  readonly outages: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Somebody moves money at the provider's own desk. */
  readonly isMeddledWith: boolean;
  readonly crashesEveryMs: number;
  readonly sweepEveryMs: number;
  readonly holdMs: number;
  readonly deferredHoldMs: number;
  readonly payAgainMs: number;
  readonly holdMarginMs: number;
  readonly actionWindowMs: number;
  readonly checkoutBudgetMs: number;
  readonly providerTimeoutMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After the storm everything must have come to an end within this: longer than any window of the shop, and of the provider's keys. */
export const CALM_MS = 12 * 24 * HOUR;

export function settingsOf(random: Random): Settings {
  const stormMs = random.pick([MINUTE, 3 * MINUTE, 10 * MINUTE, 40 * MINUTE]);
  return {
    instances: random.pick([1, 2, 2, 3]),
    stock: Array.from({ length: random.whole(1, 3) }, (_, i) => ({
      sku: `SKU-${i + 1}`,
      units: random.pick([2, 6, 20]),
    })),
    customers: random.whole(2, 9),
    stormMs,
    outages: outagesOf(random, stormMs),
    isMeddledWith: random.chance(0.2),
    crashesEveryMs: random.chance(0.6) ? random.between(10 * SECOND, 5 * MINUTE) : Infinity,
    sweepEveryMs: SECOND,
    // Now and then much shorter than the time that a customer may take at the bank.
    holdMs: random.pick([15 * MINUTE, 15 * MINUTE, MINUTE]),
    deferredHoldMs: random.pick([5 * MINUTE, 6 * HOUR]),
    payAgainMs: random.pick([20 * MINUTE, HOUR]),
    holdMarginMs: 10 * MINUTE,
    actionWindowMs: 14 * MINUTE,
    checkoutBudgetMs: 1600,
    providerTimeoutMs: 1500,
  };
}

/** Mostly minutes; now and then longer than the provider keeps a key, and longer than it holds money. */
function outagesOf(random: Random, stormMs: number): { fromMs: number; toMs: number }[] {
  return Array.from({ length: random.pick([0, 0, 1, 1, 2]) }, () => {
    const fromMs = random.between(0, stormMs);
    const lastMs = random.weighted({ short: 10, long: 6, day: 1, week: 0.2 });
    const ms = { short: 30 * SECOND, long: 20 * MINUTE, day: 26 * HOUR, week: 8 * 24 * HOUR }[lastMs];
    return { fromMs, toMs: fromMs + random.between(ms / 3, ms) };
  });
}
