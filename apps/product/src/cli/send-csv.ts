import { importCatalogue, type ImportReport } from '@breakwater/contracts';
import type { ServiceClient } from '@breakwater/resilience';
import { splitCsv } from './split-csv.js';

const ROWS_PER_PART = 500;

/** Imports a file part by part and adds the reports up, with the line numbers of the whole file. */
export async function sendCsv(
  shop: Pick<ServiceClient, 'call'>,
  csv: string,
  currency: string,
  onProgress: (done: number, parts: number) => void = () => undefined,
): Promise<ImportReport> {
  const sum: ImportReport = { products: 0, variants: 0, unchanged: 0, rejected: [] };
  const parts = splitCsv(csv, ROWS_PER_PART);
  for (const [index, part] of parts.entries()) {
    const report = await shop.call(importCatalogue, { body: { csv: part.csv, currency } });
    sum.products += report.products;
    sum.variants += report.variants;
    sum.unchanged += report.unchanged;
    sum.rejected.push(...report.rejected.map((one) => ({ ...one, line: one.line + part.lineOffset })));
    onProgress(index + 1, parts.length);
  }
  return sum;
}
