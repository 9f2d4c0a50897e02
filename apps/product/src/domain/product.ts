/** A product as an import or the seed wants it to be. */
export interface WantedProduct {
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly category: { readonly slug: string; readonly name: string };
  readonly descriptionHtml: string;
  /** Words that find it, beside its title and description. */
  readonly keywords: readonly string[];
  readonly options: readonly ProductOption[];
  readonly variants: readonly WantedVariant[];
}

export interface ProductOption {
  readonly name: string;
  readonly values: readonly string[];
}

export interface WantedVariant {
  readonly sku: string;
  /** `Deep navy / M`; empty when there is nothing to choose. */
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  /** What inventory is told about a SKU that it does not know yet. */
  readonly onHand: number;
}

/** Every option with its values in the order in which the variants bring them. */
export function optionsOf(variants: readonly Pick<WantedVariant, 'options'>[]): ProductOption[] {
  const values = new Map<string, Set<string>>();
  for (const { options } of variants) {
    for (const [name, value] of Object.entries(options)) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].map(([name, found]) => ({ name, values: [...found] }));
}
