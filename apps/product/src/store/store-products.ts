import type { Sql } from '@breakwater/database';
import { summarisePrices } from '../domain/price-summary.js';
import type { WantedProduct } from '../domain/product.js';
import { searchWords } from '../domain/search-query.js';

/** Everything of one product that is written at once. */
export interface ProductRecord {
  readonly product: WantedProduct;
  /** Of what the product was made from: the same means that there is nothing to write. */
  readonly contentHash: string;
  /** Place in the list of featured products; kept when the product is there already. */
  readonly featuredRank: number;
  readonly createdAt: Date;
  readonly pictures: readonly { readonly hash: string; readonly svg: string; readonly alt: string }[];
  readonly reviews: readonly ReviewRecord[];
}

interface ReviewRecord {
  readonly author: string;
  readonly rating: number;
  readonly title: string;
  readonly body: string;
  readonly writtenAt: Date;
}

// One writer of the catalogue at a time, over all instances; readers do not notice.
const CATALOGUE_LOCK = 7_264_711_002;
const MOST_KEYWORDS = 2000;

export async function lockCatalogue(tx: Sql): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [CATALOGUE_LOCK]);
}

/** Creates or replaces products with their variants, pictures and reviews; a few statements for all of them. */
export async function storeProducts(tx: Sql, records: readonly ProductRecord[], currency: string): Promise<void> {
  if (records.length === 0) return;
  await storeCategories(tx, records);
  const ids = await upsertProducts(tx, records, currency);
  await replaceVariants(tx, records, ids);
  await replacePictures(tx, records, ids);
  await addReviews(tx, records, ids);
  await learnWords(tx, records);
}

async function storeCategories(tx: Sql, records: readonly ProductRecord[]): Promise<void> {
  const names = new Map(records.map(({ product }) => [product.category.slug, product.category.name]));
  await tx.query(
    `INSERT INTO category (slug, name, position)
     SELECT slug, name, n + (SELECT coalesce(max(position), 0) FROM category)
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS c(slug, name, n)
     ON CONFLICT (slug) DO NOTHING`,
    [[...names.keys()], [...names.values()]],
  );
}

async function upsertProducts(
  tx: Sql,
  records: readonly ProductRecord[],
  currency: string,
): Promise<Map<string, number>> {
  const rows = records.map(({ product, contentHash, featuredRank, createdAt }) => {
    const { priceMinor, compareAtMinor, singlePrice } = summarisePrices(product.variants);
    return {
      slug: product.slug,
      title: product.title,
      vendor: product.vendor,
      category: product.category.slug,
      html: product.descriptionHtml,
      keywords: keywordsOf(product),
      options: product.options,
      price: priceMinor,
      compare_at: compareAtMinor,
      single: singlePrice,
      hash: contentHash,
      rank: featuredRank,
      created_at: createdAt,
    };
  });
  const stored = await tx.query<{ id: number; slug: string }>(
    `INSERT INTO product (slug, title, vendor, category_slug, description_html, keywords, options, currency,
                          price_minor, compare_at_minor, single_price, content_hash, featured_rank, created_at)
     SELECT slug, title, vendor, category, html, keywords, options, $2, price, compare_at, single, hash, rank, created_at
     FROM jsonb_to_recordset($1::jsonb) AS r(slug text, title text, vendor text, category text, html text, keywords text,
       options jsonb, price bigint, compare_at bigint, single boolean, hash text, rank integer, created_at timestamptz)
     ON CONFLICT (slug) DO UPDATE SET
       title = excluded.title, vendor = excluded.vendor, category_slug = excluded.category_slug,
       description_html = excluded.description_html, keywords = excluded.keywords, options = excluded.options,
       currency = excluded.currency, price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor,
       single_price = excluded.single_price, content_hash = excluded.content_hash
     RETURNING id, slug`,
    [JSON.stringify(rows), currency],
  );
  return new Map(stored.map(({ id, slug }) => [slug, id]));
}

async function replaceVariants(tx: Sql, records: readonly ProductRecord[], ids: Map<string, number>): Promise<void> {
  const rows = records.flatMap(({ product }) =>
    product.variants.map(({ sku, title, options, priceMinor, compareAtMinor }, position) => ({
      sku,
      product: ids.get(product.slug),
      position,
      title,
      options,
      price: priceMinor,
      compare_at: compareAtMinor,
    })),
  );
  await tx.query('DELETE FROM variant WHERE product_id = ANY($1) AND sku <> ALL($2)', [
    [...ids.values()],
    rows.map(({ sku }) => sku),
  ]);
  await tx.query(
    `INSERT INTO variant (sku, product_id, position, title, options, price_minor, compare_at_minor)
     SELECT sku, product, position, title, options, price, compare_at
     FROM jsonb_to_recordset($1::jsonb) AS r(sku text, product bigint, position integer, title text, options jsonb,
       price bigint, compare_at bigint)
     ON CONFLICT (sku) DO UPDATE SET
       position = excluded.position, title = excluded.title, options = excluded.options,
       price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor
     WHERE variant.product_id = excluded.product_id`,
    [JSON.stringify(rows)],
  );
}

async function replacePictures(tx: Sql, records: readonly ProductRecord[], ids: Map<string, number>): Promise<void> {
  const drawn = new Map(records.flatMap(({ pictures }) => pictures.map(({ hash, svg }) => [hash, svg] as const)));
  await tx.query(
    'INSERT INTO picture (hash, svg) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (hash) DO NOTHING',
    [[...drawn.keys()], [...drawn.values()]],
  );
  await tx.query('DELETE FROM product_picture WHERE product_id = ANY($1)', [[...ids.values()]]);
  const rows = records.flatMap(({ product, pictures }) =>
    pictures.map(({ hash, alt }, position) => ({ product: ids.get(product.slug), position, hash, alt })),
  );
  await tx.query(
    `INSERT INTO product_picture (product_id, position, hash, alt)
     SELECT product, position, hash, alt
     FROM jsonb_to_recordset($1::jsonb) AS r(product bigint, position integer, hash text, alt text)`,
    [JSON.stringify(rows)],
  );
}

async function addReviews(tx: Sql, records: readonly ProductRecord[], ids: Map<string, number>): Promise<void> {
  const rows = records.flatMap(({ product, reviews }) =>
    reviews.map((review) => ({ product: ids.get(product.slug), ...review, written_at: review.writtenAt })),
  );
  if (rows.length === 0) return;
  await tx.query(
    `WITH added AS (
       INSERT INTO review (product_id, author, rating, title, body, written_at)
       SELECT product, author, rating, title, body, written_at
       FROM jsonb_to_recordset($1::jsonb) AS r(product bigint, author text, rating smallint, title text, body text,
         written_at timestamptz)
       RETURNING product_id, rating
     )
     UPDATE product SET rating_sum = rating_sum + a.stars, rating_count = rating_count + a.reviews
     FROM (SELECT product_id, sum(rating) AS stars, count(*) AS reviews FROM added GROUP BY product_id) AS a
     WHERE id = a.product_id`,
    [JSON.stringify(rows)],
  );
}

async function learnWords(tx: Sql, records: readonly ProductRecord[]): Promise<void> {
  const words = new Set(
    records.flatMap(({ product }) =>
      `${product.title} ${keywordsOf(product)}`.split(' ').flatMap((part) => searchWords(part)),
    ),
  );
  const useful = [...words].filter((word) => word.length >= 3 && !/\d/.test(word)).sort();
  await tx.query('INSERT INTO search_word SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [useful]);
}

function keywordsOf({ category, keywords, options }: WantedProduct): string {
  const values = options.flatMap((option) => option.values);
  return [category.name, ...keywords, ...values].join(' ').slice(0, MOST_KEYWORDS);
}
