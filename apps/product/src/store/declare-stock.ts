import { STOCK_DECLARED } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import type { Outbox } from '@breakwater/service-host';
import type { WantedProduct } from '../domain/product.js';

const LINES_PER_EVENT = 1000;

/** Tells inventory, with this transaction, how many there are of SKUs that it may not know yet. */
export async function declareStock(tx: Sql, outbox: Outbox, products: readonly WantedProduct[]): Promise<void> {
  const lines = products.flatMap(({ variants }) => variants.map(({ sku, onHand }) => ({ sku, onHand })));
  for (let from = 0; from < lines.length; from += LINES_PER_EVENT) {
    await outbox.publish(tx, {
      type: STOCK_DECLARED,
      destination: 'inventory',
      data: { lines: lines.slice(from, from + LINES_PER_EVENT) },
    });
  }
}
