import { describe, expect, it } from '@jest/globals';
import { summarisePrices } from './price-summary.js';

const price = (priceMinor: number, compareAtMinor: number | null = null) => ({ priceMinor, compareAtMinor });

describe('the price in a list', () => {
  it('is the lowest, with the former price of that same variant', () => {
    expect(summarisePrices([price(4900, 9900), price(2900), price(3900)])).toEqual({
      priceMinor: 2900,
      compareAtMinor: null,
      singlePrice: false,
    });
  });
  it('is a single one when all variants cost the same', () => {
    expect(summarisePrices([price(2900, 3900), price(2900)])).toEqual({
      priceMinor: 2900,
      compareAtMinor: 3900,
      singlePrice: true,
    });
  });
  it('never shows a former price that was not higher', () => {
    expect(summarisePrices([price(2900, 2900)]).compareAtMinor).toBeNull();
  });
});
