import { MessagingMigration, startSweeper } from '@breakwater/messaging';
import type { ServiceOptions } from '@breakwater/service-host';
import { inventoryConfig } from './inventory.config.js';
import { InventoryModule } from './inventory.module.js';
import { SoldBySku1767700000000 } from './migrations/10-sold-by-sku.js';
import { StockAndReservations1760000000001 } from './migrations/1-stock-and-reservations.js';
import { Returns1760000000002 } from './migrations/2-returns.js';
import { InvariantFacts1767600000000 } from './migrations/9-invariant-facts.js';
import { ExpireReservations } from './reservations/expire-reservations.js';

export const inventoryService: ServiceOptions<typeof inventoryConfig> = {
  name: 'inventory',
  config: inventoryConfig,
  module: () => InventoryModule,
  migrations: [
    MessagingMigration,
    StockAndReservations1760000000001,
    Returns1760000000002,
    InvariantFacts1767600000000,
    SoldBySku1767700000000,
  ],
  async onStarted(app, config) {
    const holds = app.get(ExpireReservations);
    const sweeper = startSweeper({
      name: 'expire-reservations',
      everyMs: config.SWEEP_EVERY_MS,
      work: () => holds.sweep(),
    });
    return () => sweeper.stop();
  },
};
