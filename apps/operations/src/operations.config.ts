import { baseConfig, databaseConfig, peerConfig, sessionConfig } from '@breakwater/service-host';
import { z } from 'zod';
import { parseLimits } from './domain/invariants/limits.js';

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

const seconds = z.coerce.number().int().min(0);
/**
 * Seconds; longer than any order that goes well, or waits for somebody as long as it may, stays in the state. Where the
 * provider has to answer first, waiting is right for as long as it may be out.
 */
const LIMITS = [
  'pending=300,reserved=300,authorized=600,requires_action=1800,payment_due=604800,ending=900,other=600',
  ...['unknown', 'payment_deferred', 'confirmed', 'ending_at_provider', 'attempt'].map((phase) => `${phase}=172800`),
].join(',');

export const OperationsConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...sessionConfig,
  ...peerConfig('order', 'inventory', 'payment'),
  REDIS_CACHE_URL: z.url().describe('Redis of the cache'),
  REDIS_QUEUE_URL: z.url().describe('Redis of the queues'),
  QUEUES: names('').describe('Queues to show beside those that are found, comma-separated'),
  SERVICES: names('gateway,product,inventory,order,payment,reconciliation,operations').describe(
    'Services that should be there; one that never reports is shown as down',
  ),
  EDGE_URL: z
    .url()
    .optional()
    .describe('Where the shop is reached from here as a customer would; PUBLIC_URL when unset'),
  INVARIANTS_EVERY_SECONDS: seconds.default(30).describe('How often the invariants are checked; 0: only when asked'),
  INVARIANTS_FULL_EVERY_SECONDS: seconds
    .default(21_600)
    .describe('How often over everything there is, and not only what has changed lately; 0: only when asked'),
  INVARIANTS_RECENT_SECONDS: seconds.min(1).default(3600).describe('What counts as lately when somebody asks'),
  INVARIANTS_SETTLE_SECONDS: seconds
    .default(15)
    .describe('What has changed this short ago is not compared between services yet'),
  INVARIANTS_SECOND_LOOK_MS: seconds.default(1500).describe('Pause between finding something and looking at it again'),
  INVARIANTS_LIMITS: z
    .string()
    .default(LIMITS)
    .transform((text, context) => {
      const limits = parseLimits(text);
      if (limits === undefined) context.addIssue('not of the form state=seconds,state=seconds');
      return { ...parseLimits(LIMITS), ...limits };
    })
    .describe('How long an order may stay in a state, in seconds; what is not named keeps its default'),
});
export type OperationsConfig = z.infer<typeof OperationsConfig>;
