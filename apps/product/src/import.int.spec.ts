import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getOffers, getProduct, importCatalogue, listProducts } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { generatedCsv } from './cli/generated-csv.js';
import { sendCsv } from './cli/send-csv.js';
import { InventoryDouble } from './testing/inventory-double.js';
import { startShop, type TestShop } from './testing/test-shop.js';

const sample = readFileSync(join(import.meta.dirname, '../seed/samples/shopify-export.csv'), 'utf8');
let inventory: InventoryDouble;
let shop: TestShop;

beforeAll(async () => {
  inventory = await InventoryDouble.start();
  shop = await startShop({ inventoryUrl: inventory.url, env: { SEED_CATALOGUE: 'false' } });
});
afterAll(async () => {
  await shop.stop();
  await inventory.stop();
});

const send = (csv: string) => sendCsv(shop.client, csv, 'EUR');
const priceOf = async (sku: string) =>
  (await shop.client.call(getOffers, { query: { skus: sku } })).items[0]?.price.amountMinor;

describe('an import', () => {
  it('takes the good rows and names each bad one by line and reason', async () => {
    const report = await send(sample);
    expect(report).toMatchObject({ products: 3, variants: 4, unchanged: 0 });
    expect(report.rejected.map(({ line, handle, reason }) => `${line} ${handle}: ${reason}`)).toEqual([
      '5 beach-hoodie: no price: it cannot be sold',
      '6 beach-hoodie: the price "fifty-nine" is not an amount',
      '7 beach-hoodie: the variant "M / Navy" comes twice',
      '10 plain-mug-two: the SKU HOOD-S comes twice',
      '11 : no handle',
      '12 no-title: the product has no title',
      '13 too-few: 3 fields where the header has 18',
      '14 odd-quantity: the quantity "a dozen" is not a whole number',
      '15 negative: the price "-5.00" is not an amount',
      '16 draft-thing: not published',
    ]);
  });
  it('makes safe bodies, derived SKUs, our own pictures, and declares the stock', async () => {
    const hoodie = await shop.client.call(getProduct, { params: { slug: 'beach-hoodie' } });
    expect(hoodie.descriptionHtml).toBe('<p><p>Warm</p> and <strong>soft</strong>.</p>\n<ul><li>Cotton</li></ul>');
    expect(hoodie.pictures[0]?.url).toMatch(/^\/api\/catalogue\/pictures\/beach-hoodie\.svg\?v=[0-9a-f]{16}$/);
    const mug = await shop.client.call(getProduct, { params: { slug: 'plain-mug' } });
    expect(mug).toMatchObject({
      descriptionHtml: '<p>A mug. &amp; nothing more</p>',
      options: [],
      category: { slug: 'kitchen' },
    });
    expect(mug.variants).toMatchObject([{ sku: 'PLAIN-MUG', title: '', price: { amountMinor: 1450 } }]);
    await eventually(() => inventory.levels.size === 4);
    expect([...inventory.levels.values()].sort((a, b) => a - b)).toEqual([0, 0, 0, 12]);
  });
  it('of the same file again changes nothing and tells inventory nothing', async () => {
    const declared = inventory.declared;
    expect(await send(sample)).toMatchObject({ products: 0, variants: 0, unchanged: 3 });
    expect(inventory.declared).toBe(declared);
  });
  it('with a new price changes that product alone, at once for whoever pays', async () => {
    expect(await priceOf('HOOD-S')).toBe(5900);
    expect(await send(sample.replace('12,59.00,69.00', '12,49.00,69.00'))).toMatchObject({ products: 1, unchanged: 2 });
    expect(await priceOf('HOOD-S')).toBe(4900);
    const detail = await shop.client.call(getProduct, { params: { slug: 'beach-hoodie' } });
    expect(detail.variants[0]?.price.amountMinor).toBe(4900);
  });
  it('without a variant takes it off sale', async () => {
    await send(sample.replace(/^beach-hoodie,+M,,Navy,HOOD-M,.*\n/m, '').replace(/^beach-hoodie.*HOOD-M2.*\n/m, ''));
    expect(await priceOf('HOOD-M')).toBeUndefined();
    await send(sample);
    expect(await priceOf('HOOD-M')).toBe(5900);
  });
  it('never gives a SKU of one product to another', async () => {
    const thief = 'Handle,Title,Variant SKU,Variant Price\nthief,Thief,HOOD-S,1\nthief-two,Thief Two,THIEF-2,1\n';
    const report = await send(thief);
    expect(report.rejected).toEqual([{ line: 2, handle: 'thief', reason: 'the SKU HOOD-S belongs to beach-hoodie' }]);
    expect([report.products, await priceOf('HOOD-S')]).toEqual([1, 5900]);
  });
  it('in another currency than the shop has is refused', async () => {
    const call = shop.client.call(importCatalogue, { body: { csv: sample, currency: 'USD' } });
    await expect(call).rejects.toMatchObject({ kind: 'conflict', code: 'catalogue.import.currency' });
  });
  it.each(['', 'no,product,file\n1,2,3'])('of %j is refused', async (csv) => {
    const call = shop.client.call(importCatalogue, { body: { csv } });
    await expect(call).rejects.toMatchObject({ code: 'catalogue.import.unreadable' });
  });
  it('by two at the same time ends as one would', async () => {
    const csv = generatedCsv(0, 40);
    const reports = await Promise.all([send(csv), send(csv)]);
    expect(reports.reduce((sum, { products }) => sum + products, 0)).toBe(40);
    const { total } = await shop.client.call(listProducts, { query: { category: 'generated' } });
    expect(total).toBe(40);
  });
});
