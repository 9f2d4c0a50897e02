import type { Database, Sql } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import type { Outbox } from '@breakwater/service-host';
import { optionsOf, type WantedProduct } from '../domain/product.js';
import { seedVariants } from '../domain/seed-variants.js';
import { drawPicture } from '../pictures/draw-picture.js';
import { declareStock } from '../store/declare-stock.js';
import { lockCatalogue, type ProductRecord, storeProducts } from '../store/store-products.js';
import { untilReplicated } from '../store/until-replicated.js';
import { readSeed, type SeedFile, type SeedProduct } from './read-seed.js';

const DAY_MS = 86_400_000;

/**
 * Fills an empty catalogue with the demo shop; true when this call did it. Instances that start together wait for each
 * other, and none returns before its reader shows the catalogue.
 */
export async function seedCatalogue(
  database: Database,
  outbox: Outbox,
  clock: Clock,
  currency: string,
): Promise<boolean> {
  const seeded = (await isEmpty(database.writer)) && (await fill(database, outbox, clock, currency));
  if (seeded) outbox.wake();
  await untilReplicated(database.reader, 'SELECT FROM product LIMIT 1');
  return seeded;
}

async function fill(database: Database, outbox: Outbox, clock: Clock, currency: string): Promise<boolean> {
  const records = seedRecords(readSeed(), clock.now());
  return database.transaction(async (tx) => {
    await lockCatalogue(tx);
    if (!(await isEmpty(tx))) return false;
    await storeProducts(tx, records, currency);
    await declareStock(
      tx,
      outbox,
      records.map(({ product }) => product),
    );
    return true;
  });
}

async function isEmpty(sql: Sql): Promise<boolean> {
  return (await sql.query('SELECT FROM product LIMIT 1')).length === 0;
}

export function seedRecords(files: readonly SeedFile[], nowMs: number): ProductRecord[] {
  return files.flatMap(({ category, products }, column) =>
    products.map((seed, row) => {
      // One of each category in turn, so that the first page shows the whole shop.
      const place = row * files.length + column;
      return record(seed, category, place, nowMs);
    }),
  );
}

function record(seed: SeedProduct, category: SeedFile['category'], place: number, nowMs: number): ProductRecord {
  const variants = seedVariants(seed);
  const product: WantedProduct = {
    slug: seed.slug,
    title: seed.title,
    vendor: seed.vendor,
    category,
    descriptionHtml: seed.text.map((paragraph) => `<p>${paragraph}</p>`).join(''),
    keywords: seed.keywords,
    options: optionsOf(variants),
    variants,
  };
  return {
    product,
    contentHash: `seed:${seed.slug}`,
    featuredRank: place + 1,
    createdAt: new Date(nowMs - ((place * 37) % 300) * DAY_MS),
    pictures: picturesOf(seed),
    reviews: seed.reviews.map(([author, rating, daysAgo, title, body]) => ({
      author,
      rating,
      title,
      body,
      writtenAt: new Date(nowMs - daysAgo * DAY_MS),
    })),
  };
}

function picturesOf({ title, draw, options }: SeedProduct): ProductRecord['pictures'] {
  const looks = Object.values(options)[0] ?? [];
  return draw.colours.map((colour, index) => {
    const accent = draw.accents?.[index] ?? draw.accent;
    const look = draw.colours.length > 1 ? looks[index] : undefined;
    const drawn = drawPicture({ kind: draw.kind, colour, accent, ground: draw.ground });
    return { ...drawn, alt: look === undefined ? title : `${title}, ${look.toLowerCase()}` };
  });
}
