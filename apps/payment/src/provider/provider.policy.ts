import type { GuardPolicy } from '@breakwater/resilience';
import { isProviderFailure } from './provider-failure.js';

/** How much of the provider's trouble may become ours. The breaker's reset is longer than any one call. */
export function providerPolicy(timeoutMs: number): GuardPolicy {
  return {
    name: 'provider',
    timeoutMs,
    bulkhead: { limit: 64, queue: 64 },
    breaker: {
      windowMs: 2000,
      volumeThreshold: 5,
      errorThresholdPercentage: 50,
      resetTimeoutMs: timeoutMs + 500,
    },
    isFailure: isProviderFailure,
  };
}

/** Of the caller's deadline this much is kept back, so that the outcome is written down and answered in time. */
export const RECORDING_RESERVE_MS = 150;
