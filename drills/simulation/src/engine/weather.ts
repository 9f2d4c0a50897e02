import type { Random } from './random.js';

/** How rough it is: probabilities per call or effect, chosen anew for each seed, all zero when the storm is over. */
export interface Weather {
  /** A process dies before or after an effect. */
  crash: number;
  /** A call is refused, gets lost on its way, loses its answer, comes much later, or comes twice. */
  refused: number;
  lost: number;
  answerLost: number;
  late: number;
  doubled: number;
  /** A transaction does not happen, or happens and its caller hears of an error. */
  databaseDown: number;
  commitUnclear: number;
  /** A wake-up of the queue vanishes. */
  wakeupLost: number;
  /** The provider: answers 500 before or after it has done the work, 429, 503 or never. */
  providerBroken: number;
  providerBrokenAfter: number;
  providerBusy: number;
  /** It answers 503 at its door: nothing is done, and nothing is kept under the key. */
  providerDoor: number;
  providerHangs: number;
  webhookLost: number;
  webhookDoubled: number;
  webhookLate: number;
}

const WORST: Weather = {
  crash: 0.02,
  refused: 0.1,
  lost: 0.1,
  answerLost: 0.1,
  late: 0.05,
  doubled: 0.05,
  databaseDown: 0.05,
  commitUnclear: 0.03,
  wakeupLost: 1,
  providerBroken: 0.2,
  providerBrokenAfter: 0.2,
  providerBusy: 0.2,
  providerDoor: 0.2,
  providerHangs: 0.15,
  webhookLost: 1,
  webhookDoubled: 0.5,
  webhookLate: 0.8,
};

/**
 * Each kind of trouble is there in about half of the seeds: a bug that one kind hides is shown by a seed without it. Now and
 * then the provider has all of its troubles at once: some bugs take three of them in a row.
 */
export function stormOf(random: Random): Weather {
  const isProviderIll = random.chance(0.15);
  return mapped((kind) => {
    if (isProviderIll && kind.startsWith('provider')) return WORST[kind] * 2;
    return random.chance(0.5) ? WORST[kind] * random.next() ** 1.5 : 0;
  });
}

export function calm(): Weather {
  return mapped(() => 0);
}

function mapped(value: (kind: keyof Weather) => number): Weather {
  return Object.fromEntries(
    (Object.keys(WORST) as (keyof Weather)[]).map((kind) => [kind, value(kind)]),
  ) as unknown as Weather;
}
