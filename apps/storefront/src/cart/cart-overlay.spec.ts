import { describe, expect, it } from '@jest/globals';
import type { Cart } from '@breakwater/contracts';
import { countItems, missingToFreeShipping, parseQuantity, withWanted } from './cart-overlay.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const line = (sku: string, quantity: number, unit: number) => ({
  sku,
  slug: sku,
  title: sku,
  variantTitle: '',
  picture: { url: '/p.svg', alt: '', width: 1, height: 1 },
  quantity,
  unitPrice: eur(unit),
  lineTotal: eur(unit * quantity),
  formerUnitPrice: null,
});
const cart: Cart = {
  id: '0190a0a0-0000-7000-8000-000000000000',
  version: 1,
  lines: [line('a', 1, 500), line('b', 2, 300)],
  dropped: [],
  subtotal: eur(1100),
  shipping: eur(490),
  coupon: null,
  total: eur(1590),
  freeShippingFrom: eur(5000),
};

describe('the cart while the shop has not answered', () => {
  it('shows the wanted quantities and their totals', () => {
    const shown = withWanted(cart, new Map([['a', 3]]));
    expect(shown.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    expect([shown.subtotal, shown.total]).toEqual([eur(2100), eur(2590)]);
  });
  it('keeps what the coupon takes off', () => {
    const shown = withWanted({ ...cart, coupon: { code: 'SORRY-1', discount: eur(500) } }, new Map([['a', 3]]));
    expect(shown.total).toEqual(eur(2090));
  });
  it('leaves out lines that were removed', () => {
    expect(countItems(withWanted(cart, new Map([['b', 0]])))).toBe(1);
  });
  it('is the confirmed cart when nothing is wanted', () => {
    expect(withWanted(cart, new Map())).toBe(cart);
  });
});

it('says what is missing to free shipping', () => {
  expect(missingToFreeShipping(cart)).toBe(3900);
  expect(missingToFreeShipping({ ...cart, shipping: eur(0) })).toBe(0);
});

it('takes whole quantities up to 99 only', () => {
  expect(['7', '0', '250', '-1', '1.5', 'x', ''].map(parseQuantity)).toEqual([
    7,
    0,
    99,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
