import { Inject, Injectable } from '@nestjs/common';
import type { ProductDetail } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Freshness, PageCache } from '../cache/page-cache.js';
import { findRecommendations } from '../recommendations/find-recommendations.js';
import { ReadStock } from '../stock/read-stock.js';
import { findBasics } from './find-basics.js';
import { findReviews } from './find-reviews.js';
import { MissingParts } from './missing-parts.js';

const BASICS: Freshness = { memoryMs: 2000, sharedMs: 15_000, staleMs: 3_600_000 };
const REVIEWS: Freshness = { memoryMs: 2000, sharedMs: 30_000, staleMs: 3_600_000 };
const RECOMMENDATIONS: Freshness = { memoryMs: 2000, sharedMs: 60_000, staleMs: 3_600_000 };
/** A page does not wait longer for what it can do without. */
const OPTIONAL_MS = 800;

type Part<T> = { readonly state: 'shown'; items: T[] } | { readonly state: 'unavailable' };

@Injectable()
export class ShowProduct {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PageCache) private readonly cache: PageCache,
    @Inject(ReadStock) private readonly stock: ReadStock,
    @Inject(MissingParts) private readonly missing: MissingParts,
  ) {}

  /** Throws `catalogue.product.not_found`. */
  async show(slug: string): Promise<ProductDetail> {
    const { reader } = this.database;
    const basics = await this.cache.get(detailKey(slug), BASICS, () => findBasics(reader, slug));
    const skus = basics.variants.map(({ sku }) => sku);
    const [stock, reviews, recommendations] = await Promise.all([
      this.stock.of(slug, skus),
      this.optional('reviews', slug, REVIEWS, () => findReviews(reader, slug)),
      this.optional('recommendations', slug, RECOMMENDATIONS, () => findRecommendations(reader, slug)),
    ]);
    return { ...basics, stock, reviews, recommendations };
  }

  private async optional<T>(
    part: string,
    slug: string,
    freshness: Freshness,
    load: () => Promise<T[]>,
  ): Promise<Part<T>> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${part} took longer than ${OPTIONAL_MS} ms`)), OPTIONAL_MS);
    });
    try {
      return {
        state: 'shown',
        items: await Promise.race([this.cache.get(`${part}:${slug}`, freshness, load), tooLate]),
      };
    } catch (error) {
      this.missing.note(part, error);
      return { state: 'unavailable' };
    } finally {
      clearTimeout(timer);
    }
  }
}

export function detailKey(slug: string): string {
  return `detail:${slug}`;
}
