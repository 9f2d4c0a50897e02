import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { MessagingMigration } from '@breakwater/messaging';
import { CLOCK, LOGGER, Outbox, type ServiceOptions } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { Catalogue1760000000002 } from './migrations/1-catalogue.js';
import { productConfig } from './product.config.js';
import { ProductModule } from './product.module.js';
import { productPolicies } from './product.policies.js';
import { seedCatalogue } from './seed/seed-catalogue.js';

export const productService: ServiceOptions<typeof productConfig> = {
  name: 'product',
  config: productConfig,
  module: () => ProductModule,
  migrations: [MessagingMigration, Catalogue1760000000002],
  policies: productPolicies,
  publishes: true,
  // The largest import that the contract allows, as JSON.
  bodyLimitBytes: 24_000_000,
  async prepare(app, config) {
    if (!config.SEED_CATALOGUE) return;
    const clock = app.get<Clock>(CLOCK);
    const seeded = await seedCatalogue(app.get(Database), app.get(Outbox), clock, config.CURRENCY);
    if (seeded) app.get<Logger>(LOGGER).info('the empty catalogue was filled with the demo shop');
  },
};
