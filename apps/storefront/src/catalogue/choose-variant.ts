import type { ProductDetail, Variant } from '@breakwater/contracts';

export type Choice = Readonly<Record<string, string>>;

/** The variant that has all chosen options. */
export function findVariant(variants: readonly Variant[], choice: Choice): Variant | undefined {
  return variants.find((variant) => Object.entries(choice).every(([name, value]) => variant.options[name] === value));
}

/**
 * Changes one option. When no variant has the new combination, the nearest one with the new value is taken,
 * so that every value can always be clicked.
 */
export function choose(variants: readonly Variant[], choice: Choice, name: string, value: string): Choice {
  const wanted = { ...choice, [name]: value };
  if (findVariant(variants, wanted) !== undefined) return wanted;
  const candidates = variants.filter((variant) => variant.options[name] === value);
  const agreement = (variant: Variant): number =>
    Object.entries(wanted).filter(([key, chosen]) => variant.options[key] === chosen).length;
  const best = candidates.toSorted((a, b) => agreement(b) - agreement(a))[0];
  return best?.options ?? wanted;
}

/** The first variant in stock, or the first one. `sku` (from the address) goes before. */
export function initialVariant(product: ProductDetail, sku: string | null): Variant | undefined {
  const { stock, variants } = product;
  const wanted = variants.find((variant) => variant.sku === sku);
  if (wanted !== undefined || stock.state === 'unavailable') return wanted ?? variants[0];
  return variants.find((variant) => (stock.availableBySku[variant.sku] ?? 0) > 0) ?? variants[0];
}

/** Where the picture of a choice is: there is one for each value of the first option, or one in all. */
export function pictureIndex(
  { options, pictures }: Pick<ProductDetail, 'options' | 'pictures'>,
  choice: Choice,
): number {
  const [first] = options;
  const index = first === undefined ? 0 : first.values.indexOf(choice[first.name] ?? '');
  return pictures[index] === undefined ? 0 : index;
}

export interface StockHint {
  readonly tone: 'good' | 'warning' | 'bad' | 'none';
  readonly text: string;
  readonly canBuy: boolean;
}

/** What the page says about stock. Not known is no reason not to sell: the checkout finds out. */
export function stockHint(stock: ProductDetail['stock'], sku: string): StockHint {
  if (stock.state === 'unavailable') return { tone: 'none', text: 'Stock is checked at checkout', canBuy: true };
  const available = stock.availableBySku[sku];
  if (available === undefined) return { tone: 'none', text: 'Stock is checked at checkout', canBuy: true };
  if (available <= 0) return { tone: 'bad', text: 'Sold out', canBuy: false };
  if (available <= 5) return { tone: 'warning', text: `Only ${available} left`, canBuy: true };
  return { tone: 'good', text: 'In stock', canBuy: true };
}
