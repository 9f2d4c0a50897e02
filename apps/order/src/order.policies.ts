import { DEFAULT_POLICY } from '@breakwater/resilience';
import type { PeerPolicies } from '@breakwater/service-host';

const { breaker, retry } = DEFAULT_POLICY;

/**
 * How much of each dependency's trouble may become ours. Tried again at once is only a connection that was refused or
 * broke off, or a balancer without an instance; everything else is the next turn of the order's own steps.
 */
export const orderPolicies: PeerPolicies = {
  // Prices, on the way of every cart and checkout.
  product: { timeoutMs: 1500, bulkhead: { limit: 128, queue: 64 }, breaker, retry },
  inventory: { timeoutMs: 1500, bulkhead: { limit: 128, queue: 64 }, breaker, retry },
  // Waits for the provider, so it may be slow and well. What the provider does is payment's to judge and to try again.
  payment: { timeoutMs: 3000, bulkhead: { limit: 128, queue: 128 }, breaker, retry },
};
