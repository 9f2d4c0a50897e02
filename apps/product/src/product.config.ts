import { baseConfig, databaseConfig, peerConfig } from '@breakwater/service-host';
import { z } from 'zod';

export const productConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...peerConfig('inventory'),
  REDIS_CACHE_URL: z.url().describe('Redis that holds copies of pages; it may be slow, empty or gone'),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR')
    .describe('Currency of the seeded catalogue; a shop has one'),
  SEED_CATALOGUE: z.stringbool().default(true).describe('Fill an empty catalogue with the demo shop at start'),
});
export type ProductConfig = z.infer<typeof productConfig>;
