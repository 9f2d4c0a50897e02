import { baseConfig, databaseConfig } from '@breakwater/service-host';
import { z } from 'zod';

export const inventoryConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  SWEEP_EVERY_MS: z.coerce.number().int().min(50).default(1000).describe('How often expired holds are looked for'),
});
