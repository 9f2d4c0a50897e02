/** One record of a Shopify product file: the columns that matter, trimmed; a missing one is empty. */
export interface CsvRow {
  /** Of its first character in the file; the header is line 1. */
  readonly line: number;
  readonly handle: string;
  readonly title: string;
  readonly body: string;
  readonly vendor: string;
  readonly type: string;
  readonly tags: string;
  readonly published: string;
  readonly status: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly sku: string;
  readonly quantity: string;
  readonly price: string;
  readonly compareAt: string;
  readonly imageSrc: string;
}

export interface Rejection {
  readonly line: number;
  readonly handle: string;
  readonly reason: string;
}

const text = (record: Readonly<Record<string, string>>, ...names: string[]): string =>
  names.map((name) => record[name]?.trim() ?? '').find((value) => value !== '') ?? '';

/** Column names as Shopify has written them over the years. */
export function csvRow(line: number, record: Readonly<Record<string, string>>): CsvRow {
  const options = [1, 2, 3].map((n) => ({
    name: text(record, `Option${n} Name`, `Option${n} name`),
    value: text(record, `Option${n} Value`, `Option${n} value`),
  }));
  return {
    line,
    handle: text(record, 'Handle', 'URL handle'),
    title: text(record, 'Title'),
    body: text(record, 'Body (HTML)', 'Body HTML', 'Description'),
    vendor: text(record, 'Vendor'),
    type: text(record, 'Type', 'Custom Product Type'),
    tags: text(record, 'Tags'),
    published: text(record, 'Published', 'Published on online store').toLowerCase(),
    status: text(record, 'Status').toLowerCase(),
    options,
    sku: text(record, 'Variant SKU', 'SKU'),
    quantity: text(record, 'Variant Inventory Qty', 'Inventory quantity'),
    price: text(record, 'Variant Price', 'Price'),
    compareAt: text(record, 'Variant Compare At Price', 'Compare-at price'),
    imageSrc: text(record, 'Image Src', 'Product image URL'),
  };
}
