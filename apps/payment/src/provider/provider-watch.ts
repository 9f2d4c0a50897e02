import type { BreakerChange, ProbeTurns } from '@breakwater/resilience';

/** What belongs to the provider's breaker beside the calls themselves. */
export interface ProviderWatch {
  /** Left out: this process probes by itself. */
  readonly turns?: ProbeTurns;
  readonly onChange?: (change: BreakerChange) => void;
}
