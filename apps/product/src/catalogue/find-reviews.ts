import type { Review } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

const MOST = 50;

export async function findReviews(sql: Sql, slug: string): Promise<Review[]> {
  const rows = await sql.query<Omit<Review, 'writtenAt'> & { written_at: Date }>(
    `SELECT r.author, r.rating, r.title, r.body, r.written_at
     FROM review r JOIN product p ON p.id = r.product_id WHERE p.slug = $1
     ORDER BY r.written_at DESC, r.id LIMIT ${MOST}`,
    [slug],
  );
  return rows.map(({ written_at, ...review }) => ({ ...review, writtenAt: written_at.toISOString() }));
}
