import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Slug, Sku } from '@breakwater/contracts';
import { DRAWING_KINDS } from '../pictures/drawings.js';
import { GROUND_NAMES, type Ground } from '../pictures/scene.js';

const Colour = z.string().regex(/^#[0-9a-f]{6}$/);
const Minor = z.int().min(1);

/** How a product is written down in seed/catalogue: `text` is paragraphs, a review is [author, stars, days ago, title, body]. */
const SeedProduct = z.strictObject({
  slug: Slug,
  title: z.string().min(1),
  vendor: z.string().min(1),
  /** Beginning of its SKUs. */
  sku: Sku,
  priceMinor: Minor,
  compareAtMinor: Minor.optional(),
  /** Prices of single values of an option. */
  priceBy: z.record(z.string(), Minor).default({}),
  options: z.record(z.string(), z.array(z.string()).min(1)),
  stock: z.int().min(0),
  /** By variant title, such as `Navy / M`. */
  stockBy: z.record(z.string(), z.int().min(0)).default({}),
  draw: z.strictObject({
    kind: z.enum(DRAWING_KINDS),
    /** One picture each, in the order of the first option's values when there are several. */
    colours: z.array(Colour).min(1),
    accent: Colour,
    accents: z.array(Colour).optional(),
    ground: z.enum(GROUND_NAMES as [Ground, ...Ground[]]),
  }),
  keywords: z.array(z.string()),
  text: z.array(z.string()).min(2).max(4),
  reviews: z.array(z.tuple([z.string(), z.int().min(1).max(5), z.int().min(0), z.string(), z.string()])),
});
export type SeedProduct = z.infer<typeof SeedProduct>;

const SeedFile = z.strictObject({
  category: z.strictObject({ slug: Slug, name: z.string().min(1) }),
  products: z.array(SeedProduct).min(1),
});
export type SeedFile = z.infer<typeof SeedFile>;

/** The demo shop's catalogue, a file per category, in the order of the file names. */
export function readSeed(folder = join(import.meta.dirname, '../../seed/catalogue')): SeedFile[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return files.map((name) => SeedFile.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
