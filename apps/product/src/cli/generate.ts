import { parseArgs } from 'node:util';
import { importCatalogue } from '@breakwater/contracts';
import { isFault } from '@breakwater/kernel';
import { generatedCsv, SKUS_PER_PRODUCT } from './generated-csv.js';
import { connectToShop } from './shop.js';

const USAGE = `usage: npm run catalogue:generate -- [--skus 100000]

Fills the running shop with generated products for load tests, 25 SKUs each, stock included. Repeating it changes nothing.`;

const PRODUCTS_PER_CALL = 200;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { skus: { type: 'string', default: '100000' }, help: { type: 'boolean', default: false } },
  });
  const skus = Number(values.skus);
  if (values.help || !Number.isInteger(skus) || skus < 1 || skus > 2_000_000) {
    console.error(USAGE);
    return values.help ? 0 : 1;
  }
  const shop = connectToShop(process.env);
  const products = Math.ceil(skus / SKUS_PER_PRODUCT);
  const lastSkus = skus - (products - 1) * SKUS_PER_PRODUCT;
  const startedAt = performance.now();
  let made = 0;
  let unchanged = 0;
  for (let from = 0; from < products; from += PRODUCTS_PER_CALL) {
    const to = Math.min(from + PRODUCTS_PER_CALL, products);
    const csv = generatedCsv(from, to, to === products ? lastSkus : SKUS_PER_PRODUCT);
    const report = await shop.call(importCatalogue, { body: { csv } });
    made += report.variants;
    unchanged += report.unchanged;
    if (process.stdout.isTTY) process.stdout.write(`\r${Math.min(to * SKUS_PER_PRODUCT, skus)} of ${skus} SKUs`);
  }
  await shop.close();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${process.stdout.isTTY ? '\r' : ''}${made} SKUs made in ${seconds} s, ${unchanged} products were there already`,
  );
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = isFault(error) ? `${error.publicMessage ?? error.message} (${error.code})` : undefined;
  console.error(`catalogue:generate: ${known ?? (error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}
