import type { Rejection } from './csv-row.js';
import type { Decided, DecidedProduct } from './decide-products.js';
import { optionsOf } from './product.js';

/** Leaves out variants whose SKU another product of the shop has already; `owners` maps a SKU to that product's slug. */
export function withoutTakenSkus(batch: readonly DecidedProduct[], owners: ReadonlyMap<string, string>): Decided {
  const rejected: Rejection[] = [];
  const products = batch.flatMap((decided): DecidedProduct[] => {
    const { product, lineBySku } = decided;
    const taken = (sku: string): boolean => (owners.get(sku) ?? product.slug) !== product.slug;
    const variants = product.variants.filter(({ sku }) => !taken(sku));
    if (variants.length === product.variants.length) return [decided];
    for (const { sku } of product.variants.filter(({ sku }) => taken(sku))) {
      const reason = `the SKU ${sku} belongs to ${owners.get(sku)}`;
      rejected.push({ line: lineBySku.get(sku) ?? decided.line, handle: product.slug, reason });
    }
    if (variants.length === 0) return [];
    return [{ ...decided, product: { ...product, variants, options: optionsOf(variants) } }];
  });
  return { products, rejected };
}
