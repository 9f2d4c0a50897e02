export interface Priced {
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
}

export interface PriceSummary {
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  /** False when the variants differ: a list calls it the lowest one. */
  readonly singlePrice: boolean;
}

/** What a list shows of several prices: the lowest, and the former price of that same variant. */
export function summarisePrices(variants: readonly [Priced, ...Priced[]] | readonly Priced[]): PriceSummary {
  const [first, ...rest] = variants;
  if (first === undefined) throw new RangeError('a product has at least one variant');
  const lowest = rest.reduce((best, next) => (next.priceMinor < best.priceMinor ? next : best), first);
  return {
    priceMinor: lowest.priceMinor,
    compareAtMinor:
      lowest.compareAtMinor !== null && lowest.compareAtMinor > lowest.priceMinor ? lowest.compareAtMinor : null,
    singlePrice: variants.every(({ priceMinor }) => priceMinor === lowest.priceMinor),
  };
}
