import { DEFAULT_POLICY } from '@breakwater/resilience';
import type { PeerPolicies } from '@breakwater/service-host';

/** How much of each dependency's trouble may become ours. */
export const productPolicies: PeerPolicies = {
  // A page stands without stock, so it waits for little and gives up early.
  inventory: {
    timeoutMs: 400,
    bulkhead: { limit: 32, queue: 32 },
    breaker: { ...DEFAULT_POLICY.breaker, slowCallMs: 350 },
    retry: { ...DEFAULT_POLICY.retry, maxMs: 50 },
  },
};
