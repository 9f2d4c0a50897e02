import { describe, expect, it } from '@jest/globals';
import { csvRow, type CsvRow } from './csv-row.js';
import { decideProducts } from './decide-products.js';
import { withoutTakenSkus } from './taken-skus.js';

const rules = { digits: 2, clean: (html: string) => html };
const row = (line: number, record: Record<string, string>): CsvRow =>
  csvRow(line, { Handle: 'hat', 'Option1 Name': line === 2 ? 'Size' : '', 'Variant Price': '10', ...record });
const head = { Title: 'Hat', 'Option1 Value': 'S', 'Variant SKU': 'HAT-S' };

describe('rows of a product file', () => {
  it('of one handle become the variants of one product, in their order', () => {
    const { products, rejected } = decideProducts([row(2, head), row(3, { 'Option1 Value': 'M' })], rules);
    expect(rejected).toEqual([]);
    expect(products[0]?.product).toMatchObject({
      slug: 'hat',
      title: 'Hat',
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [
        { sku: 'HAT-S', title: 'S', onHand: 0 },
        { sku: 'HAT-M', title: 'M', options: { Size: 'M' }, priceMinor: 1000 },
      ],
    });
  });
  it('with nothing to choose make a product without options', () => {
    const plain = { Title: 'Hat', 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' };
    const { products } = decideProducts([row(2, plain)], rules);
    expect(products[0]?.product).toMatchObject({ options: [], variants: [{ sku: 'HAT', title: '', options: {} }] });
  });
  it('that only bring a picture are passed over', () => {
    const { products, rejected } = decideProducts(
      [row(2, head), row(3, { 'Variant Price': '', 'Image Src': 'x' })],
      rules,
    );
    expect([products[0]?.product.variants.length, rejected]).toEqual([1, []]);
  });
  it('that are bad are rejected with line and reason, and take no other row with them', () => {
    const { products, rejected } = decideProducts(
      [
        row(2, { ...head, 'Variant Price': '' }),
        row(3, { 'Option1 Value': 'M' }),
        row(4, { 'Option1 Value': 'M', 'Variant SKU': 'OTHER' }),
        row(5, { 'Option1 Value': 'L', 'Variant SKU': 'HAT-M' }),
        row(6, { 'Option1 Value': 'XL', 'Variant Inventory Qty': 'many' }),
        row(7, { 'Option1 Value': 'XXL', 'Variant Compare At Price': 'x' }),
        row(8, { Handle: '' }),
        row(9, { Handle: 'untitled' }),
        row(10, { ...head, Handle: 'hidden', Published: 'FALSE' }),
      ],
      rules,
    );
    expect(products.map(({ product }) => product.variants.map(({ title }) => title))).toEqual([['M']]);
    expect(products[0]?.product.title).toBe('Hat');
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'no price: it cannot be sold'],
      [4, 'the variant "M" comes twice'],
      [5, 'the SKU HAT-M comes twice'],
      [6, 'the quantity "many" is not a whole number'],
      [7, 'the compare-at price "x" is not an amount'],
      [8, 'no handle'],
      [9, 'the product has no title'],
      [10, 'not published'],
    ]);
  });
  it('take their category from the type, else from the first tag', () => {
    const of = (record: Record<string, string>) =>
      decideProducts([row(2, { ...head, ...record })], rules).products[0]?.product.category;
    expect(of({ Type: 'Wool Hats', Tags: 'winter' })).toEqual({ slug: 'wool-hats', name: 'Wool Hats' });
    expect(of({ Tags: 'women, sale' })).toEqual({ slug: 'women', name: 'Women' });
    expect(of({})).toEqual({ slug: 'more', name: 'More' });
  });
});

describe('a SKU that another product of the shop has', () => {
  const { products } = decideProducts([row(2, head), row(3, { 'Option1 Value': 'M' })], rules);
  it('is rejected by its line, the other variants stay', () => {
    const left = withoutTakenSkus(
      products,
      new Map([
        ['HAT-S', 'cap'],
        ['HAT-M', 'hat'],
      ]),
    );
    expect(left.products[0]?.product).toMatchObject({ options: [{ values: ['M'] }], variants: [{ sku: 'HAT-M' }] });
    expect(left.rejected).toEqual([{ line: 2, handle: 'hat', reason: 'the SKU HAT-S belongs to cap' }]);
  });
  it('leaves no product without variants', () => {
    const taken = new Map([
      ['HAT-S', 'cap'],
      ['HAT-M', 'cap'],
    ]);
    expect(withoutTakenSkus(products, taken).products).toEqual([]);
  });
});
