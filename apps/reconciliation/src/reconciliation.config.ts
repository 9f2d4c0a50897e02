import { baseConfig, databaseConfig, peerConfig, sessionConfig } from '@breakwater/service-host';
import { z } from 'zod';

const seconds = (min: number) => z.coerce.number().min(min);

export const reconciliationConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...sessionConfig,
  ...peerConfig('order', 'payment'),
  RECONCILIATION_EVERY_SECONDS: seconds(0)
    .default(300)
    .describe('Length of the windows that are compared by themselves; 0: none are'),
  RECONCILIATION_SETTLE_SECONDS: seconds(0)
    .default(30)
    .describe('Younger movements accuse nobody: the other side may not know of them yet'),
  RECONCILIATION_MARGIN_SECONDS: seconds(0)
    .default(300)
    .describe('How far two clocks and a lost answer may put the two sides of one movement apart'),
  RECONCILIATION_SLICE_SECONDS: seconds(1).default(1800).describe('How much of a window is held in memory at a time'),
});
export type ReconciliationConfig = z.infer<typeof reconciliationConfig>;
