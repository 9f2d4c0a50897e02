import { DEFAULT_POLICY } from '@breakwater/resilience';
import type { PeerPolicies } from '@breakwater/service-host';

const { breaker, retry } = DEFAULT_POLICY;

/**
 * How much of each dependency's trouble may become ours. Reports are long and nobody waits for them; there is room for
 * every reader and every act at once, so that no act on money queues behind a report.
 */
export const reconciliationPolicies: PeerPolicies = {
  order: { timeoutMs: 5000, bulkhead: { limit: 32, queue: 32 }, breaker, retry },
  payment: { timeoutMs: 5000, bulkhead: { limit: 32, queue: 32 }, breaker, retry },
};
