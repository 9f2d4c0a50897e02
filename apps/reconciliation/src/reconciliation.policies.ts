import { DEFAULT_POLICY } from '@breakwater/resilience';
import type { PeerPolicies } from '@breakwater/service-host';

const { breaker, retry } = DEFAULT_POLICY;

/** How much of each dependency's trouble may become ours. Reports are long and nobody waits for them. */
export const reconciliationPolicies: PeerPolicies = {
  order: { timeoutMs: 5000, bulkhead: { limit: 8, queue: 32 }, breaker, retry },
  payment: { timeoutMs: 5000, bulkhead: { limit: 8, queue: 32 }, breaker, retry },
};
