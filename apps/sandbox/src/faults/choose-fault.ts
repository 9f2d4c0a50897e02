import type { Operation } from '../stripe-api/operations.js';
import type { FaultSettings } from './fault-settings.js';

export type Fate = 'none' | 'error' | 'timeout_before' | 'timeout_after' | 'hang' | 'reset_before' | 'reset_after';

export interface Sentence {
  readonly fate: Fate;
  readonly latencyMs: number;
}

export const spared: Sentence = { fate: 'none', latencyMs: 0 };

/** What happens to one request. `random` gives numbers in [0, 1). */
export function chooseFault(settings: FaultSettings, operation: Operation, random: () => number): Sentence {
  const { operations, count, rate } = settings;
  if (operations.length > 0 && !operations.includes(operation)) return spared;
  if (count === 0 || !hits(rate, random)) return spared;
  return { fate: fateOf(settings, random), latencyMs: settings.latencyMs };
}

/** True for a share: always, never, or now and then. */
export function hits(share: boolean | number, random: () => number): boolean {
  return typeof share === 'boolean' ? share : random() < share;
}

function fateOf(settings: FaultSettings, random: () => number): Fate {
  if (hits(settings.reset, random)) return 'reset_before';
  if (hits(settings.hang, random)) return 'hang';
  if (hits(settings.timeoutBeforeCharging, random)) return 'timeout_before';
  if (hits(settings.errorRate, random)) return 'error';
  if (hits(settings.resetAfterCharging, random)) return 'reset_after';
  if (hits(settings.timeoutAfterCharging, random)) return 'timeout_after';
  return 'none';
}
