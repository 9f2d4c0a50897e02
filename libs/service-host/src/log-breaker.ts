import type { BreakerChange, BreakerState } from '@breakwater/resilience';
import type { Logger } from '@breakwater/telemetry';

/** One line per change of state. Probes that bring nothing new are many, and a matter for debugging. */
export function logBreaker(log: Logger, breaker: string): (change: BreakerChange) => void {
  return ({ from, to, why }) => {
    log[levelOf(from, to)]({ breaker, from, to, why }, 'breaker changed');
  };
}

function levelOf(from: BreakerState, to: BreakerState): 'debug' | 'info' | 'warn' {
  if (to === 'half_open' || (from === 'half_open' && to === 'open')) return 'debug';
  return to === 'open' ? 'warn' : 'info';
}
