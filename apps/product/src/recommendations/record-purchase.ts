import { OrderPaid } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

/** Counts every pair of products in a paid order; the inbox sees to it that an order counts once. */
export async function recordPurchase(tx: Sql, data: unknown): Promise<void> {
  const skus = OrderPaid.parse(data).lines.map(({ sku }) => sku);
  await tx.query(
    `WITH bought AS (SELECT DISTINCT product_id AS id FROM variant WHERE sku = ANY($1))
     INSERT INTO bought_together (product_id, with_product_id, orders)
     SELECT a.id, b.id, 1 FROM bought a JOIN bought b ON b.id <> a.id
     ORDER BY 1, 2 -- always in this order, so that two orders never wait for each other crosswise
     ON CONFLICT (product_id, with_product_id) DO UPDATE SET orders = bought_together.orders + 1`,
    [skus],
  );
}
