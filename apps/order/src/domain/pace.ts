/** What payment thinks of its provider. */
export type ProviderState = 'closed' | 'ramping' | 'half_open' | 'open';

/** How fast deferred orders are let go. */
export interface Pace {
  /** How many may be under way at once. A provider that is slow is so asked less often, by itself. */
  readonly window: number;
  /** How many went well since the window last changed. */
  readonly wentWell: number;
  /** How often there was trouble since one last went well. */
  readonly troubles: number;
  /** Nothing is let go before this moment. */
  readonly restUntilMs: number;
}

export interface PaceLimits {
  readonly first: number;
  readonly most: number;
}

/** What came of the orders that were let go, since the last look. */
export interface PaceNews {
  /** The provider answered; a declined card is an answer. */
  readonly well: number;
  /** It was not available, or gave no clear answer. */
  readonly ill: number;
  readonly provider: ProviderState;
}

const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 10_000;

export function startPace({ first }: PaceLimits): Pace {
  return { window: first, wentWell: 0, troubles: 0, restUntilMs: 0 };
}

/**
 * Additive increase, multiplicative decrease: one more place when as many orders went well as there are places, half of
 * them and a rest at trouble. While the breaker is not closed there are no more places than at the start.
 */
export function adapt(pace: Pace, { well, ill, provider }: PaceNews, nowMs: number, limits: PaceLimits): Pace {
  if (ill > 0) return slower(pace, nowMs);
  const troubles = well > 0 ? 0 : pace.troubles;
  if (provider !== 'closed') return { ...pace, troubles, wentWell: 0, window: Math.min(pace.window, limits.first) };
  let { window } = pace;
  let wentWell = pace.wentWell + well;
  for (; wentWell >= window && window < limits.most; window++) wentWell -= window;
  return { ...pace, window, troubles, wentWell: Math.min(wentWell, window) };
}

/** Orders that were let go before a rest began have told nothing new when they fail in it. */
function slower(pace: Pace, nowMs: number): Pace {
  if (nowMs < pace.restUntilMs) return pace;
  const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** pace.troubles);
  const window = Math.max(1, Math.floor(pace.window / 2));
  return { window, wentWell: 0, troubles: pace.troubles + 1, restUntilMs: nowMs + restMs };
}

/** How many orders may be let go now. */
export function roomFor(pace: Pace, underWay: number, provider: ProviderState, nowMs: number): number {
  const asked = provider === 'closed' || provider === 'ramping';
  return asked && nowMs >= pace.restUntilMs ? Math.max(0, pace.window - underWay) : 0;
}
