import { parseAmount, parseQuantity } from './amount.js';
import type { CsvRow, Rejection } from './csv-row.js';
import { skuOf, slugOf } from './names.js';
import { optionsOf, type WantedProduct, type WantedVariant } from './product.js';

/** A product with the line of each variant, so that a later refusal can still name it. */
export interface DecidedProduct {
  readonly product: WantedProduct;
  readonly line: number;
  readonly lineBySku: ReadonlyMap<string, number>;
}

export interface Decided {
  readonly products: readonly DecidedProduct[];
  readonly rejected: readonly Rejection[];
}

export interface ImportRules {
  /** Minor digits of the currency. */
  readonly digits: number;
  /** Makes a body safe: paragraphs, lists and emphasis only. */
  readonly clean: (html: string) => string;
}

const MOST_VARIANTS = 500;

/** What a file asks for: every row is a variant of a product, a picture's row (passed over), or rejected with a reason. */
export function decideProducts(rows: readonly CsvRow[], rules: ImportRules): Decided {
  const rejected: Rejection[] = [];
  const products: DecidedProduct[] = [];
  const owners = new Map<string, string>();
  for (const [slug, group] of groupRows(rows, rejected)) {
    const decided = decideProduct(slug, group, rules, owners, rejected);
    if (decided !== undefined) products.push(decided);
  }
  return { products, rejected: rejected.sort((a, b) => a.line - b.line) };
}

function groupRows(rows: readonly CsvRow[], rejected: Rejection[]): Map<string, CsvRow[]> {
  const groups = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const slug = slugOf(row.handle);
    if (slug === '') {
      rejected.push({
        line: row.line,
        handle: row.handle,
        reason: row.handle === '' ? 'no handle' : 'unusable handle',
      });
      continue;
    }
    const group = groups.get(slug);
    if (group === undefined) groups.set(slug, [row]);
    else group.push(row);
  }
  return groups;
}

function decideProduct(
  slug: string,
  rows: readonly CsvRow[],
  rules: ImportRules,
  owners: Map<string, string>,
  rejected: Rejection[],
): DecidedProduct | undefined {
  const head = rows.find(({ title }) => title !== '') ?? rows[0];
  if (head === undefined) return undefined;
  const refuseAll = (reason: string): undefined => {
    for (const row of rows) rejected.push({ line: row.line, handle: row.handle, reason });
  };
  if (head.title === '') return refuseAll('the product has no title');
  if (/\p{Cc}/u.test(head.title) || head.title.length > 200)
    return refuseAll('the title is not one line of 200 characters');
  if (head.published === 'false' || ['draft', 'archived'].includes(head.status)) return refuseAll('not published');

  const names = [0, 1, 2].map((n) => rows.map((row) => row.options[n]?.name ?? '').find((name) => name !== '') ?? '');
  const variants: WantedVariant[] = [];
  const lineBySku = new Map<string, number>();
  for (const row of rows) {
    if (isPictureRow(row, head)) continue;
    const variant = decideVariant(slug, row, names, rules);
    const reason = typeof variant === 'string' ? variant : clash(variant, variants, owners);
    if (typeof variant === 'string' || reason !== undefined) {
      rejected.push({ line: row.line, handle: row.handle, reason: reason ?? 'refused' });
      continue;
    }
    owners.set(variant.sku, slug);
    lineBySku.set(variant.sku, row.line);
    variants.push(variant);
  }
  if (variants.length === 0) return undefined;
  return {
    product: { ...describe(slug, head, rules), options: optionsOf(variants), variants },
    line: head.line,
    lineBySku,
  };
}

/** Shopify gives each further picture a row of its own, with a handle and next to nothing else. */
function isPictureRow(row: CsvRow, head: CsvRow): boolean {
  return row !== head && row.price === '' && row.sku === '' && row.options.every(({ value }) => value === '');
}

function decideVariant(
  slug: string,
  row: CsvRow,
  names: readonly string[],
  { digits }: ImportRules,
): WantedVariant | string {
  // "Title: Default Title" is how Shopify says that there is nothing to choose.
  const chosen = row.options
    .map(({ value }, n) => [names[n] === '' || names[n] === undefined ? `Option ${n + 1}` : names[n], value] as const)
    .filter(([name, value]) => value !== '' && !(name === 'Title' && value === 'Default Title'));
  if (row.price === '') return 'no price: it cannot be sold';
  const priceMinor = parseAmount(row.price, digits);
  if (priceMinor === undefined) return `the price "${short(row.price)}" is not an amount`;
  const compareAtMinor = row.compareAt === '' ? null : parseAmount(row.compareAt, digits);
  if (compareAtMinor === undefined) return `the compare-at price "${short(row.compareAt)}" is not an amount`;
  const onHand = parseQuantity(row.quantity);
  if (onHand === undefined) return `the quantity "${short(row.quantity)}" is not a whole number`;
  const values = chosen.map(([, value]) => value);
  return {
    sku: skuOf(row.sku, slug, values),
    title: values.join(' / '),
    options: Object.fromEntries(chosen),
    priceMinor,
    compareAtMinor: compareAtMinor !== null && compareAtMinor > priceMinor ? compareAtMinor : null,
    onHand,
  };
}

function clash(
  variant: WantedVariant,
  siblings: readonly WantedVariant[],
  owners: ReadonlyMap<string, string>,
): string | undefined {
  if (siblings.length >= MOST_VARIANTS) return `more than ${MOST_VARIANTS} variants`;
  if (siblings.some(({ title }) => title === variant.title)) return `the variant "${short(variant.title)}" comes twice`;
  return owners.has(variant.sku) ? `the SKU ${variant.sku} comes twice` : undefined;
}

function describe(slug: string, head: CsvRow, rules: ImportRules): Omit<WantedProduct, 'options' | 'variants'> {
  const tags = head.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const kind = [head.type, ...tags].map((name) => name.slice(0, 60)).find((name) => slugOf(name) !== '') ?? 'More';
  return {
    slug,
    title: head.title,
    vendor: head.vendor.slice(0, 200),
    category: { slug: slugOf(kind), name: kind.charAt(0).toUpperCase() + kind.slice(1) },
    descriptionHtml: rules.clean(head.body),
    keywords: [...tags, head.type].filter((word) => word !== '').slice(0, 40),
  };
}

const short = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}...` : value);
