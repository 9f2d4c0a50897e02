import type { Money, ProductSummary, Rating, Variant } from '@breakwater/contracts';
import type { z } from 'zod';
import { PICTURE_SIZE } from '../pictures/draw-picture.js';

type Picture = ProductSummary['picture'];

export interface PictureRow {
  readonly hash: string;
  readonly alt: string;
}

export interface SummaryRow {
  readonly slug: string;
  readonly title: string;
  readonly category_slug: string;
  readonly currency: string;
  readonly price_minor: number;
  readonly compare_at_minor: number | null;
  readonly single_price: boolean;
  readonly rating_sum: number;
  readonly rating_count: number;
  readonly hash: string;
  readonly alt: string;
}

/** What a summary is made of; `p` is the product, `pp` its first picture. */
export const SUMMARY = `p.slug, p.title, p.category_slug, p.currency, p.price_minor, p.compare_at_minor, p.single_price,
  p.rating_sum, p.rating_count, pp.hash, pp.alt`;

/** As a browser sees them: the gateway serves this service's `/catalogue` below `/api`. The hash names the content for ever. */
export function picture(slug: string, { hash, alt }: PictureRow, position = 0): Picture {
  const name = position === 0 ? slug : `${slug}.${position + 1}`;
  return { url: `/api/catalogue/pictures/${name}.svg?v=${hash}`, alt, width: PICTURE_SIZE, height: PICTURE_SIZE };
}

export function rating(sum: number, count: number): z.infer<typeof Rating> {
  return { average: count === 0 ? 0 : Math.round((sum / count) * 10) / 10, count };
}

export function summary(row: SummaryRow): ProductSummary {
  return {
    slug: row.slug,
    title: row.title,
    category: row.category_slug,
    price: { amountMinor: row.price_minor, currency: row.currency },
    compareAtPrice: former(row.compare_at_minor, row.currency),
    singlePrice: row.single_price,
    picture: picture(row.slug, row),
    rating: rating(row.rating_sum, row.rating_count),
  };
}

export interface VariantRow {
  readonly sku: string;
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  readonly price_minor: number;
  readonly compare_at_minor: number | null;
}

export function variant(row: VariantRow, currency: string): Variant {
  return {
    sku: row.sku,
    title: row.title,
    options: row.options,
    price: { amountMinor: row.price_minor, currency },
    compareAtPrice: former(row.compare_at_minor, currency),
  };
}

function former(amountMinor: number | null, currency: string): Money | null {
  return amountMinor === null ? null : { amountMinor, currency };
}
