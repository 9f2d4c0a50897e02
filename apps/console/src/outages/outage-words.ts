import type { Outage } from '@breakwater/contracts';
import { formatDuration } from '../status/format.js';

/** out: the provider is still away. draining: it is back, deferred orders are still being charged. */
export function outageState({ endedAt, drainedAt }: Pick<Outage, 'endedAt' | 'drainedAt'>) {
  if (endedAt === null) return { kind: 'out', text: 'still out' } as const;
  return drainedAt === null
    ? ({ kind: 'draining', text: 'catching up' } as const)
    : ({ kind: 'over', text: 'over' } as const);
}

export function lastedWords({ beganAt, endedAt }: Pick<Outage, 'beganAt' | 'endedAt'>, nowMs: number): string {
  const endMs = endedAt === null ? nowMs : Date.parse(endedAt);
  return formatDuration((endMs - Date.parse(beganAt)) / 1000);
}
