import { skuOf } from './names.js';
import type { WantedVariant } from './product.js';

export interface SeedPricing {
  readonly sku: string;
  readonly priceMinor: number;
  readonly compareAtMinor?: number | undefined;
  readonly priceBy: Readonly<Record<string, number>>;
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly stock: number;
  readonly stockBy: Readonly<Record<string, number>>;
}

/** Every combination of the options as a variant, with its price and stock. */
export function seedVariants(seed: SeedPricing): WantedVariant[] {
  const combinations = Object.entries(seed.options).reduce<[string, string][][]>(
    (found, [name, values]) =>
      found.flatMap((chosen) => values.map((value) => [...chosen, [name, value] as [string, string]])),
    [[]],
  );
  return combinations.map((chosen, index) => {
    const values = chosen.map(([, value]) => value);
    const title = values.join(' / ');
    const priceMinor =
      values.map((value) => seed.priceBy[value]).find((price) => price !== undefined) ?? seed.priceMinor;
    return {
      sku: skuOf('', `bw-${seed.sku}`, values.map(codeOf)),
      title,
      options: Object.fromEntries(chosen),
      priceMinor,
      compareAtMinor: seed.compareAtMinor ?? null,
      // No shelf holds the same number of everything.
      onHand: seed.stockBy[title] ?? (seed.stock < 5 ? seed.stock : seed.stock + ((index * 7) % 5) - 2),
    };
  });
}

/** `Signal yellow` -> `SIG-YEL`, `40-43` and `500 ml` stay readable. */
function codeOf(value: string): string {
  const words = value.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && word !== 'and');
  return words.map((word) => (/^\d/.test(word) ? word : word.slice(0, 3))).join('-');
}
