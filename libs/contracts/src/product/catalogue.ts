import { z } from 'zod';
import { Money, Sku, SkuList, Slug, Timestamp } from '../shared/primitives.js';

export const Category = z.object({ slug: Slug, name: z.string(), productCount: z.int() }).meta({ id: 'Category' });
export type Category = z.infer<typeof Category>;

export const Picture = z
  .object({ url: z.string(), alt: z.string(), width: z.int(), height: z.int() })
  .meta({ id: 'Picture' });

export const Rating = z.object({ average: z.number().min(0).max(5), count: z.int().min(0) }).meta({ id: 'Rating' });

export const ProductSummary = z
  .object({
    slug: Slug,
    title: z.string(),
    category: Slug,
    /** Lowest price of its variants. */
    price: Money,
    compareAtPrice: Money.nullable(),
    /** False when its variants differ in price: show "from". */
    singlePrice: z.boolean(),
    picture: Picture,
    rating: Rating,
  })
  .meta({ id: 'ProductSummary' });
export type ProductSummary = z.infer<typeof ProductSummary>;

export const ProductListQuery = z.strictObject({
  category: Slug.optional(),
  q: z.string().trim().max(100).optional(),
  sort: z.enum(['featured', 'newest', 'price_asc', 'price_desc', 'rating']).default('featured'),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(60).default(24),
});

export const ProductList = z
  .object({
    items: z.array(ProductSummary),
    page: z.int(),
    pageSize: z.int(),
    total: z.int(),
    pageCount: z.int(),
  })
  .meta({ id: 'ProductList' });
export type ProductList = z.infer<typeof ProductList>;

export const Variant = z
  .object({
    sku: Sku,
    title: z.string(),
    options: z.record(z.string(), z.string()),
    price: Money,
    compareAtPrice: Money.nullable(),
  })
  .meta({ id: 'Variant' });
export type Variant = z.infer<typeof Variant>;

export const Review = z
  .object({
    author: z.string(),
    rating: z.int().min(1).max(5),
    title: z.string(),
    body: z.string(),
    writtenAt: Timestamp,
  })
  .meta({ id: 'Review' });
export type Review = z.infer<typeof Review>;

/** Each optional part says for itself whether it could be had, so that the page stands without it. */
export const ProductDetail = z
  .object({
    slug: Slug,
    title: z.string(),
    vendor: z.string(),
    category: Category.pick({ slug: true, name: true }),
    /** Sanitised: paragraphs, lists and emphasis only. */
    descriptionHtml: z.string(),
    pictures: z.array(Picture).min(1),
    options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    variants: z.array(Variant).min(1),
    rating: Rating,
    stock: z.discriminatedUnion('state', [
      z.object({ state: z.literal('known'), availableBySku: z.record(z.string(), z.int()) }),
      z.object({ state: z.literal('unavailable') }),
    ]),
    reviews: z.discriminatedUnion('state', [
      z.object({ state: z.literal('shown'), items: z.array(Review) }),
      z.object({ state: z.literal('unavailable') }),
    ]),
    recommendations: z.discriminatedUnion('state', [
      z.object({ state: z.literal('shown'), items: z.array(ProductSummary) }),
      z.object({ state: z.literal('unavailable') }),
    ]),
  })
  .meta({ id: 'ProductDetail' });
export type ProductDetail = z.infer<typeof ProductDetail>;

/** The truth about a price at this moment, read from the writer. */
export const Offer = z
  .object({
    sku: Sku,
    slug: Slug,
    title: z.string(),
    variantTitle: z.string(),
    price: Money,
    picture: Picture,
  })
  .meta({ id: 'Offer' });
export type Offer = z.infer<typeof Offer>;

export const ImportReport = z
  .object({
    products: z.int(),
    variants: z.int(),
    unchanged: z.int(),
    rejected: z.array(z.object({ line: z.int(), handle: z.string(), reason: z.string() })),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;

export const listCategories = {
  method: 'GET',
  path: '/catalogue/categories',
  responses: { 200: z.object({ items: z.array(Category) }).meta({ id: 'CategoryList' }) },
} as const;

export const listProducts = {
  method: 'GET',
  path: '/catalogue/products',
  query: ProductListQuery,
  responses: { 200: ProductList },
  errors: ['catalogue.category.not_found'],
} as const;

export const getProduct = {
  method: 'GET',
  path: '/catalogue/products/:slug',
  params: z.strictObject({ slug: Slug }),
  responses: { 200: ProductDetail },
  errors: ['catalogue.product.not_found'],
} as const;

/** Unknown SKUs are left out of `items`. */
export const getOffers = {
  method: 'GET',
  path: '/internal/offers',
  query: z.strictObject({ skus: SkuList }),
  responses: { 200: z.object({ items: z.array(Offer) }) },
} as const;

/** The CSV goes as text in JSON, 20 MB at most. */
export const importCatalogue = {
  method: 'POST',
  path: '/internal/catalogue/imports',
  body: z.strictObject({
    csv: z.string().max(20_000_000),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('EUR'),
  }),
  responses: { 200: ImportReport },
  errors: ['catalogue.import.unreadable', 'catalogue.import.currency'],
  idempotent: true,
} as const;
