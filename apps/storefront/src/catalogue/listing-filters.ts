import type { listProducts } from '@breakwater/contracts';
import type { CallInput } from '@breakwater/web';

type Query = CallInput<typeof listProducts>['query'];
export type Sort = NonNullable<Query['sort']>;

/** What the listing shows. The address is the only place that holds it, so that back, forward and bookmarks work. */
export interface ListingFilters {
  readonly category: string | undefined;
  readonly q: string;
  readonly sort: Sort;
  readonly page: number;
}

export const SORTS: Readonly<Record<Sort, string>> = {
  featured: 'Featured',
  newest: 'Newest',
  price_asc: 'Price, low to high',
  price_desc: 'Price, high to low',
  rating: 'Best rated',
};

const isSort = (text: string): text is Sort => Object.hasOwn(SORTS, text);

export function readFilters(search: URLSearchParams): ListingFilters {
  const category = search.get('category') ?? '';
  const sort = search.get('sort') ?? '';
  const page = Number(search.get('page') ?? 1);
  return {
    category: /^[a-z0-9][a-z0-9-]{0,99}$/.test(category) ? category : undefined,
    q: (search.get('q') ?? '').trim().slice(0, 100),
    sort: isSort(sort) ? sort : 'featured',
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The address of these filters; defaults are left out. */
export function listingPath(filters: Partial<ListingFilters>): string {
  const search = new URLSearchParams();
  if (filters.category !== undefined) search.set('category', filters.category);
  if (filters.q !== undefined && filters.q !== '') search.set('q', filters.q);
  if (filters.sort !== undefined && filters.sort !== 'featured') search.set('sort', filters.sort);
  if (filters.page !== undefined && filters.page > 1) search.set('page', String(filters.page));
  const text = search.toString();
  return text === '' ? '/shop' : `/shop?${text}`;
}

/** Page numbers to offer: first, last and the neighbours; 0 stands for a gap. */
export function pageNumbers(page: number, pageCount: number): number[] {
  const near = [1, page - 1, page, page + 1, pageCount].filter((n) => n >= 1 && n <= pageCount);
  const numbers = [...new Set(near)].sort((a, b) => a - b);
  return numbers.flatMap((n, i) => (i > 0 && n - (numbers[i - 1] ?? n) > 1 ? [0, n] : [n]));
}
