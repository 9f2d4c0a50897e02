import type { Offer } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { picture, type PictureRow } from '../catalogue/rows.js';
import type { ProductOption } from '../domain/product.js';

interface OfferRow {
  readonly sku: string;
  readonly slug: string;
  readonly title: string;
  readonly variant_title: string;
  readonly price_minor: number;
  readonly currency: string;
  readonly chosen: Readonly<Record<string, string>>;
  readonly options: readonly ProductOption[];
  readonly pictures: readonly PictureRow[];
}

/** What these SKUs cost at this moment; SKUs that are not sold are left out. */
export async function quoteOffers(sql: Sql, skus: readonly string[]): Promise<Offer[]> {
  const rows = await sql.query<OfferRow>(
    `SELECT v.sku, p.slug, p.title, v.title AS variant_title, v.price_minor, p.currency, v.options AS chosen, p.options,
       (SELECT jsonb_agg(to_jsonb(pp) ORDER BY pp.position) FROM product_picture pp WHERE pp.product_id = p.id) AS pictures
     FROM variant v JOIN product p ON p.id = v.product_id
     WHERE v.sku = ANY($1) ORDER BY v.sku`,
    [skus],
  );
  return rows.map((row) => ({
    sku: row.sku,
    slug: row.slug,
    title: row.title,
    variantTitle: row.variant_title,
    price: { amountMinor: row.price_minor, currency: row.currency },
    picture: pictureOf(row),
  }));
}

/** A cart shows the red lantern when the red one was chosen: there is a picture for each value of the first option, or one in all. */
function pictureOf({ slug, pictures, options, chosen }: OfferRow): Offer['picture'] {
  const [first] = options;
  const position = pictures.length > 1 && first !== undefined ? first.values.indexOf(chosen[first.name] ?? '') : 0;
  const place = pictures[position] === undefined ? 0 : position;
  return picture(slug, pictures[place] ?? { hash: '', alt: '' }, place);
}
