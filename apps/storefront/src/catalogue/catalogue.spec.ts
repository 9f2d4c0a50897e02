import { describe, expect, it } from '@jest/globals';
import type { ProductDetail } from '@breakwater/contracts';
import { choose, findVariant, initialVariant, pictureIndex, stockHint } from './choose-variant.js';
import { listingPath, pageNumbers, readFilters } from './listing-filters.js';

const price = { amountMinor: 1, currency: 'EUR' };
const variant = (sku: string, Size: string, Colour: string) => ({
  sku,
  title: sku,
  options: { Size, Colour },
  price,
  compareAtPrice: null,
});
const variants = [variant('sb', 'S', 'blue'), variant('mb', 'M', 'blue'), variant('ms', 'M', 'sand')];

describe('the listing in the address', () => {
  it('comes back as it was written', () => {
    const filters = { category: 'bags', q: 'dry bag', sort: 'price_asc', page: 3 } as const;
    const path = listingPath(filters);
    expect(readFilters(new URLSearchParams(path.split('?')[1]))).toEqual(filters);
  });
  it('is short when nothing is chosen', () => {
    expect(listingPath({ q: '', sort: 'featured', page: 1 })).toBe('/shop');
  });
  it('is harmless when somebody wrote nonsense', () => {
    const filters = readFilters(new URLSearchParams('category=../x&sort=DROP&page=-3'));
    expect(filters).toEqual({ category: undefined, q: '', sort: 'featured', page: 1 });
  });
  it('offers the first, the last and the neighbouring pages', () => {
    expect(pageNumbers(6, 12)).toEqual([1, 0, 5, 6, 7, 0, 12]);
    expect(pageNumbers(1, 1)).toEqual([1]);
  });
});

describe('options', () => {
  it('change one at a time', () => {
    expect(findVariant(variants, choose(variants, { Size: 'M', Colour: 'blue' }, 'Colour', 'sand'))?.sku).toBe('ms');
  });
  it('never lead to a combination that does not exist', () => {
    expect(findVariant(variants, choose(variants, { Size: 'S', Colour: 'blue' }, 'Colour', 'sand'))?.sku).toBe('ms');
  });
  it('start with what can be had', () => {
    const product = { variants, stock: { state: 'known', availableBySku: { mb: 2 } } } as unknown as ProductDetail;
    expect(initialVariant(product, null)?.sku).toBe('mb');
    expect(initialVariant(product, 'sb')?.sku).toBe('sb');
  });
  it('bring their picture with them, when there is one for each value', () => {
    const options = [{ name: 'Colour', values: ['blue', 'sand'] }];
    const picture = { url: '', alt: '', width: 1, height: 1 };
    expect(pictureIndex({ options, pictures: [picture, picture] }, { Colour: 'sand', Size: 'M' })).toBe(1);
    expect(pictureIndex({ options, pictures: [picture] }, { Colour: 'sand' })).toBe(0);
    expect(pictureIndex({ options: [], pictures: [picture, picture] }, {})).toBe(0);
  });
});

describe('the stock hint', () => {
  it('lets people buy when stock cannot be read', () => {
    expect(stockHint({ state: 'unavailable' }, 'a')).toMatchObject({ tone: 'none', canBuy: true });
  });
  it('tells plenty from few from none', () => {
    const tones = [9, 5, 0].map((n) => stockHint({ state: 'known', availableBySku: { a: n } }, 'a').tone);
    expect(tones).toEqual(['good', 'warning', 'bad']);
  });
});
