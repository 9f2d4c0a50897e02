import { DEFAULT_POLICY, type GuardPolicy, NO_RETRY, type ProbePolicy } from '@breakwater/resilience';
import type { PeerPolicies } from '@breakwater/service-host';
import { isProviderFailure } from './provider/provider-failure.js';

/** How much of each dependency's trouble may become ours. The services that are called, by name. */
export const paymentPolicies: PeerPolicies = {
  // Takes events only, from the outbox, which tries again by itself.
  order: { timeoutMs: 2000, bulkhead: { limit: 32, queue: 32 }, breaker: DEFAULT_POLICY.breaker, retry: NO_RETRY },
};

/**
 * The payment provider. Retried is only what was never sent (a refused connection), with the same key: what may have
 * arrived is looked up by the attempt's own rules, never sent again from here.
 */
export function providerPolicy(timeoutMs: number, probe: Pick<ProbePolicy, 'ask' | 'turns'>): GuardPolicy {
  return {
    name: 'provider',
    timeoutMs,
    bulkhead: { limit: 64, queue: 64 },
    breaker: {
      windowMs: 2000,
      volumeThreshold: 5,
      errorThresholdPercentage: 50,
      slowCallMs: timeoutMs * 0.9,
      // After it has opened again while ramping: the probe says well and charges fail, so give it time.
      resetTimeoutMs: timeoutMs + 500,
      ramp: { overMs: 2000 },
      // Even a probe that hangs and another instance's turn leave time to notice within 2 s that the provider is back.
      probe: { everyMs: 400, timeoutMs: 800, ...probe },
    },
    retry: { tries: 2, baseMs: 100, maxMs: 100 },
    isFailure: isProviderFailure,
  };
}

/** Of the caller's deadline this much is kept back, so that the outcome is written down and answered in time. */
export const RECORDING_RESERVE_MS = 150;
