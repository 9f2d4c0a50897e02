import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ImportReport } from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, Outbox } from '@breakwater/service-host';
import { PageCache } from '../cache/page-cache.js';
import { detailKey } from '../catalogue/show-product.js';
import type { Rejection } from '../domain/csv-row.js';
import { type DecidedProduct, decideProducts } from '../domain/decide-products.js';
import { guessLook } from '../domain/guess-look.js';
import { withoutTakenSkus } from '../domain/taken-skus.js';
import { drawPicture, pictureSpec } from '../pictures/draw-picture.js';
import { declareStock } from '../store/declare-stock.js';
import { lockCatalogue, type ProductRecord, storeProducts } from '../store/store-products.js';
import { untilReplicated } from '../store/until-replicated.js';
import { cleanBody } from './clean-body.js';
import { readCsv } from './read-csv.js';

const PRODUCTS_PER_TRANSACTION = 250;
/** Imported products come after the shop's own. */
const LAST_RANK = 1_000_000;

interface Progress {
  products: number;
  variants: number;
  unchanged: number;
  readonly rejected: Rejection[];
  readonly changed: string[];
  lastHash: string;
}

@Injectable()
export class ImportCatalogue {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(PageCache) private readonly cache: PageCache,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Imports what can be imported and says what could not and why. Repeating it is harmless: products that are the same are
   * left alone. Throws `catalogue.import.unreadable` and `catalogue.import.currency`.
   */
  async run(csv: string, currency: string): Promise<ImportReport> {
    const file = readCsv(csv);
    await this.requireCurrency(currency);
    const decided = decideProducts(file.rows, { digits: minorDigits(currency), clean: cleanBody });
    const rejected = [...file.rejected, ...decided.rejected];
    const progress: Progress = { products: 0, variants: 0, unchanged: 0, rejected, changed: [], lastHash: '' };
    for (let from = 0; from < decided.products.length; from += PRODUCTS_PER_TRANSACTION) {
      await this.importBatch(decided.products.slice(from, from + PRODUCTS_PER_TRANSACTION), currency, progress);
    }
    await this.forgetPages(progress);
    const { products, variants, unchanged } = progress;
    return { products, variants, unchanged, rejected: rejected.sort((a, b) => a.line - b.line) };
  }

  /** Only when the reader shows the changes: a page made from what it knew before would be cached again. */
  private async forgetPages({ changed, lastHash }: Progress): Promise<void> {
    if (changed.length === 0) return;
    const seen = 'SELECT FROM product WHERE slug = $1 AND content_hash = $2';
    await untilReplicated(this.database.reader, seen, [changed.at(-1), lastHash]);
    await this.cache.forget(['categories:all', 'words:all', ...changed.map(detailKey)]);
  }

  private async importBatch(batch: readonly DecidedProduct[], currency: string, progress: Progress): Promise<void> {
    const { records, rejected, unchanged } = await this.database.transaction(async (tx) => {
      await lockCatalogue(tx);
      const free = withoutTakenSkus(batch, await ownersOf(tx, batch));
      const known = await hashesOf(tx, batch);
      const all = free.products.map((product) => this.recordOf(product, currency));
      const records = all.filter(({ product, contentHash }) => known.get(product.slug) !== contentHash);
      await storeProducts(tx, records, currency);
      const wanted = records.map(({ product }) => product);
      await declareStock(tx, this.outbox, wanted);
      return { records, rejected: free.rejected, unchanged: all.length - records.length };
    });
    this.outbox.wake();
    progress.products += records.length;
    progress.variants += records.reduce((sum, { product }) => sum + product.variants.length, 0);
    progress.unchanged += unchanged;
    progress.rejected.push(...rejected);
    progress.changed.push(...records.map(({ product }) => product.slug));
    progress.lastHash = records.at(-1)?.contentHash ?? progress.lastHash;
  }

  /** Pictures are not fetched from elsewhere: ours stands in, chosen by what the product seems to be. */
  private recordOf({ product }: DecidedProduct, currency: string): ProductRecord {
    const look = guessLook(product.slug, product.title, product.category.name, ...product.keywords);
    const declared = product.variants.map(({ onHand: _stockIsInventorys, ...rest }) => rest);
    const content = JSON.stringify([currency, { ...product, variants: declared }]);
    return {
      product,
      contentHash: createHash('sha256').update(content).digest('hex'),
      featuredRank: LAST_RANK,
      createdAt: new Date(this.clock.now()),
      pictures: [{ ...drawPicture(pictureSpec(look)), alt: product.title }],
      reviews: [],
    };
  }

  /** A cart cannot add up two currencies, so a shop has one. */
  private async requireCurrency(currency: string): Promise<void> {
    const sql = 'SELECT currency FROM product WHERE currency <> $1 LIMIT 1';
    const [other] = await this.database.writer.query<{ currency: string }>(sql, [currency]);
    if (other === undefined) return;
    const publicMessage = `This shop sells in ${other.currency}, it cannot take prices in ${currency}.`;
    throw new Fault('conflict', 'catalogue.import.currency', publicMessage, { publicMessage });
  }
}

async function ownersOf(tx: Sql, batch: readonly DecidedProduct[]): Promise<Map<string, string>> {
  const skus = batch.flatMap(({ product }) => product.variants.map(({ sku }) => sku));
  const rows = await tx.query<{ sku: string; slug: string }>(
    'SELECT v.sku, p.slug FROM variant v JOIN product p ON p.id = v.product_id WHERE v.sku = ANY($1)',
    [skus],
  );
  return new Map(rows.map(({ sku, slug }) => [sku, slug]));
}

async function hashesOf(tx: Sql, batch: readonly DecidedProduct[]): Promise<Map<string, string>> {
  const slugs = batch.map(({ product }) => product.slug);
  const sql = 'SELECT slug, content_hash FROM product WHERE slug = ANY($1)';
  const rows = await tx.query<{ slug: string; content_hash: string }>(sql, [slugs]);
  return new Map(rows.map(({ slug, content_hash }) => [slug, content_hash]));
}

function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
