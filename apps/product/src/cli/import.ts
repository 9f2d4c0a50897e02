import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImportReport } from '@breakwater/contracts';
import { isFault } from '@breakwater/kernel';
import { sendCsv } from './send-csv.js';
import { connectToShop } from './shop.js';

const USAGE = `usage: npm run catalogue:import -- FILE.csv [--currency EUR]

Imports a Shopify product file into the running shop. Rows that cannot be imported are listed with their line and the
reason, all others are imported. Ends with 0 when the file was worked through, with 1 when nothing of it could be used.`;

const MOST_SHOWN = 100;

function print({ products, variants, unchanged, rejected }: ImportReport): void {
  for (const { line, handle, reason } of rejected.slice(0, MOST_SHOWN)) {
    console.log(`line ${line}${handle === '' ? '' : ` (${handle})`}: ${reason}`);
  }
  if (rejected.length > MOST_SHOWN) console.log(`... and ${rejected.length - MOST_SHOWN} more`);
  console.log(
    `${products} products with ${variants} variants imported, ${unchanged} unchanged, ${rejected.length} rows rejected`,
  );
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { currency: { type: 'string', default: 'EUR' }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (values.help || file === undefined || positionals.length > 1) {
    console.error(USAGE);
    return values.help ? 0 : 1;
  }
  // npm runs scripts in the workspace's folder; the file is meant from where the person is.
  const csv = readFileSync(resolve(process.env['INIT_CWD'] ?? '.', file), 'utf8');
  const shop = connectToShop(process.env);
  const report = await sendCsv(shop, csv, values.currency);
  await shop.close();
  print(report);
  return report.products + report.unchanged > 0 || report.rejected.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = isFault(error) ? `${error.publicMessage ?? error.message} (${error.code})` : undefined;
  console.error(`catalogue:import: ${known ?? (error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}
