import type { ProductDetail } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import { picture, type PictureRow, rating, variant, type VariantRow } from './rows.js';

/** What a product page cannot do without. */
export type Basics = Omit<ProductDetail, 'stock' | 'reviews' | 'recommendations'>;

interface BasicsRow {
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly category_slug: string;
  readonly category_name: string;
  readonly description_html: string;
  readonly currency: string;
  readonly options: Basics['options'];
  readonly rating_sum: number;
  readonly rating_count: number;
  readonly variants: readonly VariantRow[];
  readonly pictures: readonly PictureRow[];
}

const BASICS = `
  SELECT p.slug, p.title, p.vendor, p.category_slug, c.name AS category_name, p.description_html, p.currency, p.options,
    p.rating_sum, p.rating_count,
    (SELECT jsonb_agg(to_jsonb(v) ORDER BY v.position) FROM variant v WHERE v.product_id = p.id) AS variants,
    (SELECT jsonb_agg(to_jsonb(pp) ORDER BY pp.position) FROM product_picture pp WHERE pp.product_id = p.id) AS pictures
  FROM product p JOIN category c ON c.slug = p.category_slug
  WHERE p.slug = $1`;

/** Throws `catalogue.product.not_found`. */
export async function findBasics(sql: Sql, slug: string): Promise<Basics> {
  const [row] = await sql.query<BasicsRow>(BASICS, [slug]);
  if (row === undefined) {
    throw new Fault('not_found', 'catalogue.product.not_found', slug, {
      publicMessage: 'We do not have this product.',
    });
  }
  return {
    slug: row.slug,
    title: row.title,
    vendor: row.vendor,
    category: { slug: row.category_slug, name: row.category_name },
    descriptionHtml: row.description_html,
    pictures: row.pictures.map((one, position) => picture(slug, one, position)),
    options: row.options,
    variants: row.variants.map((one) => variant(one, row.currency)),
    rating: rating(row.rating_sum, row.rating_count),
  };
}
