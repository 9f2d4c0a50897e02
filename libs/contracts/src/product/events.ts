import { z } from 'zod';
import { Sku } from '../shared/primitives.js';

/** product -> inventory: stock levels that came with an import or the seed. Sets the level of SKUs that inventory does not know yet. */
export const StockDeclared = z.object({
  lines: z.array(z.object({ sku: Sku, onHand: z.int().min(0) })).max(1000),
});
export const STOCK_DECLARED = 'product.stock_declared';
