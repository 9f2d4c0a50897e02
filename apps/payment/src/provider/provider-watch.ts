import type { BreakerChange, ProbeTurns } from '@breakwater/resilience';
import type { Logger } from '@breakwater/telemetry';

/** What belongs to the provider's breaker beside the calls themselves. */
export interface ProviderWatch {
  /** Left out: this process probes by itself. */
  readonly turns?: ProbeTurns;
  readonly onChange?: (change: BreakerChange) => void;
}

/** One line per change of state. */
export function logChanges(log: Logger): (change: BreakerChange) => void {
  return (change) => {
    const level = change.to === 'open' && change.from !== 'half_open' ? 'warn' : 'info';
    log[level](
      { breaker: 'provider', ...change },
      `breaker of provider: ${change.from} -> ${change.to}, ${change.why}`,
    );
  };
}
