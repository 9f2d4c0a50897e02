import { baseConfig, databaseConfig, sessionConfig } from '@breakwater/service-host';
import { z } from 'zod';

const names = (byDefault: string) =>
  z
    .string()
    .default(byDefault)
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    );

export const OperationsConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...sessionConfig,
  REDIS_CACHE_URL: z.url().describe('Redis of the cache'),
  REDIS_QUEUE_URL: z.url().describe('Redis of the queues'),
  QUEUES: names('').describe('Queues to show beside those that are found, comma-separated'),
  SERVICES: names('gateway,product,inventory,order,payment,reconciliation,operations').describe(
    'Services that should be there; one that never reports is shown as down',
  ),
});
export type OperationsConfig = z.infer<typeof OperationsConfig>;
