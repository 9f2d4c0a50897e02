import type { ProductSummary } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { SUMMARY, summary, type SummaryRow } from '../catalogue/rows.js';

const SHOWN = 4;

/** What was bought together with it, most often first; what is missing is filled up with the best rated of its category. */
export async function findRecommendations(sql: Sql, slug: string): Promise<ProductSummary[]> {
  const rows = await sql.query<SummaryRow>(
    `WITH self AS (SELECT id, category_slug FROM product WHERE slug = $1),
     together AS (
       SELECT b.with_product_id AS id, b.orders FROM bought_together b JOIN self ON self.id = b.product_id
       ORDER BY b.orders DESC, b.with_product_id LIMIT ${SHOWN}
     ),
     similar_ones AS (
       SELECT p.id FROM product p JOIN self ON self.category_slug = p.category_slug
       WHERE p.id <> self.id AND p.id NOT IN (SELECT id FROM together)
       ORDER BY p.rating_score DESC, p.id LIMIT ${SHOWN}
     ),
     chosen AS (SELECT id, 0 AS tier, orders FROM together UNION ALL SELECT id, 1, 0 FROM similar_ones)
     SELECT ${SUMMARY} FROM chosen JOIN product p ON p.id = chosen.id
       JOIN product_picture pp ON pp.product_id = p.id AND pp.position = 0
     ORDER BY chosen.tier, chosen.orders DESC, p.rating_score DESC, p.id LIMIT ${SHOWN}`,
    [slug],
  );
  return rows.map(summary);
}
