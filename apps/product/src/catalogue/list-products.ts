import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ProductList, ProductListQuery } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import type { z } from 'zod';
import { PageCache } from '../cache/page-cache.js';
import { correctWords, prefixQuery, searchWords } from '../domain/search-query.js';
import { SUMMARY, summary, type SummaryRow } from './rows.js';

export type ListQuery = z.infer<typeof ProductListQuery>;

const LIST = { memoryMs: 2000, sharedMs: 10_000, staleMs: 600_000 };
const WORDS = { memoryMs: 10_000, sharedMs: 60_000, staleMs: 600_000 };
const MOST_WORDS = 20_000;

const ORDER: Record<ListQuery['sort'], string> = {
  featured: 'p.featured_rank, p.id',
  newest: 'p.created_at DESC, p.id',
  price_asc: 'p.price_minor, p.id',
  price_desc: 'p.price_minor DESC, p.id',
  rating: 'p.rating_score DESC, p.id',
};
// Both: the stemmed words find "jackets" by "jacket", the plain ones find "sweater" while somebody has typed "sweate".
const MATCH = "(to_tsquery('english', $QUERY) || to_tsquery('simple', $QUERY))";

@Injectable()
export class ListProducts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PageCache) private readonly cache: PageCache,
  ) {}

  /** Throws `catalogue.category.not_found`. */
  list(query: ListQuery): Promise<ProductList> {
    const typed = query.q === undefined || query.q === '' ? undefined : searchWords(query.q);
    const asked = JSON.stringify([query.category, typed, query.sort, query.page, query.pageSize]);
    const key = `list:${createHash('sha256').update(asked).digest('base64url').slice(0, 32)}`;
    return this.cache.get(key, LIST, () => this.load(query, typed));
  }

  private async load(query: ListQuery, typed: readonly string[] | undefined): Promise<ProductList> {
    const found = await this.search(query, typed);
    if (found.total > 0) return found;
    if (query.category !== undefined) await this.requireCategory(query.category);
    if (typed === undefined || typed.length === 0) return found;
    const corrected = correctWords(typed, await this.knownWords());
    return corrected === undefined ? found : this.search(query, corrected);
  }

  private async search(query: ListQuery, words: readonly string[] | undefined): Promise<ProductList> {
    const { page, pageSize } = query;
    if (words?.length === 0) return { items: [], page, pageSize, total: 0, pageCount: 0 };
    const { where, order, params } = conditions(query, words);
    const [rows, [count]] = await Promise.all([
      this.database.reader.query<SummaryRow>(
        `SELECT ${SUMMARY} FROM product p JOIN product_picture pp ON pp.product_id = p.id AND pp.position = 0
         ${where} ORDER BY ${order} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
        params,
      ),
      this.database.reader.query<{ total: number }>(`SELECT count(*) AS total FROM product p ${where}`, params),
    ]);
    const total = count?.total ?? 0;
    return { items: rows.map(summary), page, pageSize, total, pageCount: Math.ceil(total / pageSize) };
  }

  private async requireCategory(slug: string): Promise<void> {
    const rows = await this.database.reader.query('SELECT FROM category WHERE slug = $1', [slug]);
    if (rows.length === 0) {
      throw new Fault('not_found', 'catalogue.category.not_found', slug, {
        publicMessage: 'There is no such category.',
      });
    }
  }

  private knownWords(): Promise<string[]> {
    return this.cache.get('words:all', WORDS, async () => {
      const sql = 'SELECT word FROM search_word ORDER BY word LIMIT $1';
      const rows = await this.database.reader.query<{ word: string }>(sql, [MOST_WORDS]);
      return rows.map(({ word }) => word);
    });
  }
}

function conditions(
  query: ListQuery,
  words: readonly string[] | undefined,
): { where: string; order: string; params: string[] } {
  const params: string[] = [];
  const where: string[] = [];
  let order = ORDER[query.sort];
  if (query.category !== undefined) where.push(`p.category_slug = $${params.push(query.category)}`);
  if (words !== undefined) {
    const match = MATCH.replaceAll('$QUERY', () => `$${params.length + 1}`);
    params.push(prefixQuery(words));
    where.push(`p.search @@ ${match}`);
    if (query.sort === 'featured') order = `ts_rank(p.search, ${match}) DESC, ${order}`;
  }
  return { where: where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`, order, params };
}
