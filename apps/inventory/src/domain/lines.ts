export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** One line per SKU, in the order of SKUs: rows are locked in that order, so two orders cannot wait for each other. */
export function mergeLines(lines: readonly Line[]): Line[] {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** Of merged lines. */
export function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every((line, i) => line.sku === b[i]?.sku && line.quantity === b[i].quantity);
}

/** What of the lines has not come back. */
export function linesLeft(lines: readonly Line[], returns: readonly { readonly lines: readonly Line[] }[]): Line[] {
  const back = new Map(mergeLines(returns.flatMap((one) => one.lines)).map(({ sku, quantity }) => [sku, quantity]));
  return lines
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (back.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}
