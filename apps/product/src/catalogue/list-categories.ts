import { Inject, Injectable } from '@nestjs/common';
import type { Category } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { PageCache } from '../cache/page-cache.js';

const CATEGORIES = { memoryMs: 2000, sharedMs: 15_000, staleMs: 3_600_000 };

@Injectable()
export class ListCategories {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PageCache) private readonly cache: PageCache,
  ) {}

  /** Those that have products, in the shop's order. */
  list(): Promise<Category[]> {
    return this.cache.get('categories:all', CATEGORIES, () =>
      this.database.reader.query<Category>(
        `SELECT c.slug, c.name, n.products AS "productCount"
         FROM category c JOIN (SELECT category_slug, count(*) AS products FROM product GROUP BY 1) n ON n.category_slug = c.slug
         ORDER BY c.position, c.slug`,
      ),
    );
  }
}
