import { z } from 'zod';
import { Timestamp } from '../shared/primitives.js';

/**
 * - `closed`: the provider is asked as usual
 * - `open`: it is not asked
 * - `half_open`: one probe is on its way
 * - `ramping`: it answers again and is asked more and more
 */
export const ProviderState = z.enum(['closed', 'open', 'half_open', 'ramping']).meta({ id: 'ProviderState' });
export type ProviderState = z.infer<typeof ProviderState>;

/** What the instance that answers thinks of the provider. From memory: cheap enough to be asked several times a second. */
export const getProviderHealth = {
  method: 'GET',
  path: '/internal/provider/health',
  responses: {
    200: z.object({ state: ProviderState, since: Timestamp }).meta({ id: 'ProviderHealth' }),
  },
} as const;
export type ProviderHealth = z.infer<(typeof getProviderHealth)['responses'][200]>;

/** One cheap read at the provider, bounded to a second. A breaker that is open begins to close when it is healthy. */
export const probeProvider = {
  method: 'POST',
  path: '/internal/provider/probe',
  responses: { 200: z.object({ healthy: z.boolean() }).meta({ id: 'ProviderProbe' }) },
  idempotent: true,
} as const;
