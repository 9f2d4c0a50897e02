import { fail } from 'k6';
import { ask } from './visitor.ts';

export interface Thing {
  readonly slug: string;
  readonly sku: string;
  /** A word of its title, to search by. */
  readonly word: string;
}

interface Detail {
  readonly slug: string;
  readonly title: string;
  readonly stock: { readonly state: string; readonly availableBySku?: Readonly<Record<string, number>> };
}

/** The variants that there are most of: a smoke test is not about selling out. */
export function wellStocked(count: number): Thing[] {
  const list = ask('list', 'GET', '/api/catalogue/products?pageSize=60').json() as unknown as { items: Detail[] };
  const found = list.items.flatMap(({ slug }) => {
    const { title, stock } = ask('product', 'GET', `/api/catalogue/products/${slug}`).json() as unknown as Detail;
    return Object.entries(stock.availableBySku ?? {}).map(([sku, available]) => ({ slug, sku, title, available }));
  });
  const best = found.sort((left, right) => right.available - left.available).slice(0, count);
  if ((best[0]?.available ?? 0) === 0) fail('nothing in the shop is in stock');
  return best.map(({ slug, sku, title }) => ({ slug, sku, word: title.split(' ').at(-1) ?? title }));
}
