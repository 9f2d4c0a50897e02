import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ProductDetail,
  ProductList,
  receiveEvent,
  getProduct,
  getOffers,
  listProducts,
  listCategories,
} from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { eventually, ownRedis, testPostgres } from '@breakwater/testing';
import { InventoryDouble } from './testing/inventory-double.js';
import { newId, startShop, type TestShop } from './testing/test-shop.js';

const LANTERN = 'lee-shore-storm-lantern';
let inventory: InventoryDouble;
let shop: TestShop;

beforeAll(async () => {
  inventory = await InventoryDouble.start();
  shop = await startShop({ inventoryUrl: inventory.url });
});
afterAll(async () => {
  await shop.stop();
  await inventory.stop();
});

const titles = async (query: Record<string, unknown>): Promise<string[]> =>
  (await shop.client.call(listProducts, { query })).items.map(({ title }) => title);
const page = (slug = LANTERN): Promise<ProductDetail> => shop.client.call(getProduct, { params: { slug } });

describe('the first start', () => {
  it('fills the catalogue and declares every SKU to inventory', async () => {
    const { total } = await shop.client.call(listProducts);
    expect(total).toBeGreaterThanOrEqual(55);
    await eventually(() => inventory.declared > 300);
  });
  it('fills it once, also when two instances start at the same time', async () => {
    const database = await (await testPostgres()).createDatabase('seeded');
    const both = await Promise.all([1, 2].map(() => startShop({ inventoryUrl: inventory.url, database })));
    const [one, two] = await Promise.all(both.map((each) => each.client.call(listProducts)));
    await Promise.all(both.map((each) => each.stop()));
    expect(one?.total).toBe((await shop.client.call(listProducts)).total);
    expect(two).toEqual(one);
  });
});

describe('lists', () => {
  it('count the products of each category', async () => {
    const { items } = await shop.client.call(listCategories);
    const { total } = await shop.client.call(listProducts);
    expect(items.reduce((sum, { productCount }) => sum + productCount, 0)).toBe(total);
    expect(items[0]).toEqual({ slug: 'outerwear', name: 'Jackets & oilskins', productCount: 8 });
  });
  it('go through the whole catalogue page by page, each product once', async () => {
    const first = await shop.client.call(listProducts, { query: { pageSize: 25 } });
    const slugs: string[] = [];
    for (let number = 1; number <= first.pageCount; number++) {
      const { items } = await shop.client.call(listProducts, { query: { pageSize: 25, page: number } });
      slugs.push(...items.map(({ slug }) => slug));
    }
    expect([slugs.length, new Set(slugs).size]).toEqual([first.total, first.total]);
    expect((await shop.client.call(listProducts, { query: { page: 500 } })).items).toEqual([]);
  });
  it('are sorted as asked', async () => {
    const prices = async (sort: 'price_asc' | 'price_desc'): Promise<number[]> =>
      (await shop.client.call(listProducts, { query: { sort, pageSize: 60 } })).items.map(
        ({ price }) => price.amountMinor,
      );
    const up = await prices('price_asc');
    expect(up).toEqual([...up].sort((a, b) => a - b));
    const down = await prices('price_desc');
    expect(down).toEqual([...down].sort((a, b) => b - a));
  });
  it('of a category that is not there are refused', async () => {
    const { status, body } = await shop.get('/catalogue/products?category=submarines');
    expect([status, body]).toMatchObject([404, { error: { code: 'catalogue.category.not_found' } }]);
  });
  it.each(['page=0', 'page=x', 'pageSize=1000', 'sort=magic', 'unknown=1', `q=${'x'.repeat(101)}`, 'category=%00'])(
    'refuse %s',
    async (query) => {
      const { status, body } = await shop.get(`/catalogue/products?${query}`);
      expect([status, body]).toMatchObject([400, { error: { code: 'request.input.invalid' } }]);
    },
  );
});

describe('search', () => {
  it.each([
    ['lantern', 'Lee Shore Storm Lantern'],
    ['LANTERNS', 'Lee Shore Storm Lantern'],
    ['lant', 'Lee Shore Storm Lantern'],
    ['lantren', 'Lee Shore Storm Lantern'],
    ['wellingtons', 'Slipway Rubber Boots'],
    ['coffee tin', 'Dawn Roast Coffee'],
    ['breton', 'Port-Louis Striped Top'],
  ])('%p finds %s first', async (q, title) => {
    expect((await titles({ q }))[0]).toBe(title);
  });
  it('narrows to the category and keeps the order that was asked for', async () => {
    const found = await shop.client.call(listProducts, {
      query: { q: 'wool', category: 'knitwear', sort: 'price_desc' },
    });
    expect(found.total).toBeGreaterThan(3);
    expect(new Set(found.items.map(({ category }) => category))).toEqual(new Set(['knitwear']));
  });
  it.each([`' OR 1=1 --`, '<script>', ':* & !', '%', '\\', 'the', '🦀', "'a':*"])(
    'for %p is no error and finds nothing it should not',
    async (q) => {
      const { status, body } = await shop.get(`/catalogue/products?q=${encodeURIComponent(q)}`);
      expect(status).toBe(200);
      expect(ProductList.parse(body).total).toBeLessThan(60);
    },
  );
  it('for something that the shop does not have finds nothing', async () => {
    expect(await titles({ q: 'submarine' })).toEqual([]);
  });
});

describe('a product page', () => {
  it('has everything: description, pictures, variants, stock, reviews, recommendations', async () => {
    await eventually(() => inventory.levels.has('BW-LANTERN-RED'));
    // On a busy machine a part may not come in time; the page stands without, and has it the next time.
    const detail = await eventually(async () => {
      const seen = await page();
      const parts = [seen.stock, seen.reviews, seen.recommendations].map(({ state }) => state);
      expect(parts).toEqual(['known', 'shown', 'shown']);
      return seen;
    });
    expect(detail).toMatchObject({ category: { slug: 'cabin' }, options: [{ name: 'Colour' }], rating: { count: 4 } });
    expect(detail.pictures).toHaveLength(3);
    expect(detail.stock).toMatchObject({ state: 'known', availableBySku: { 'BW-LANTERN-GAL': 3 } });
    expect(detail.reviews).toMatchObject({ state: 'shown', items: [{ author: 'Ottilie G.', rating: 5 }, {}, {}, {}] });
    expect(detail.recommendations).toMatchObject({ state: 'shown', items: [{}, {}, {}, {}] });
  });
  it('of something that is not there is a 404', async () => {
    const { status, body } = await shop.get('/catalogue/products/atlantis');
    expect([status, body]).toMatchObject([404, { error: { code: 'catalogue.product.not_found' } }]);
  });
  it('is there without stock while inventory is slow, and does not wait for it', async () => {
    inventory.delayMs = 3000;
    const startedAt = performance.now();
    const { stock } = await page('bosun-enamel-mug');
    inventory.delayMs = 0;
    expect(stock).toEqual({ state: 'unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });
  it('asks inventory once for many visitors at the same time', async () => {
    await eventually(async () => (await page('galley-skillet')).stock.state === 'known');
    const before = inventory.asked;
    await Promise.all(Array.from({ length: 40 }, () => page('ferry-weekender')));
    expect(inventory.asked - before).toBe(1);
  });
  it('recommends what was bought together before what is only similar, and counts an order once', async () => {
    const event = {
      id: newId(),
      type: 'order.paid',
      source: 'order',
      occurredAt: new Date().toISOString(),
      data: {
        orderId: newId(),
        lines: [
          { sku: 'BW-RIGKNIFE-WAL', quantity: 1 },
          { sku: 'BW-TIDEPOOL-FOG', quantity: 2 },
          { sku: 'gone-since', quantity: 1 },
        ],
      },
    };
    for (let time = 0; time < 2; time++) await shop.client.call(receiveEvent, { body: event });
    const database = shop.service.app.get(Database);
    expect(await database.writer.query('SELECT orders FROM bought_together')).toEqual([{ orders: 1 }, { orders: 1 }]);
    await eventually(async () => (await database.reader.query('SELECT FROM bought_together')).length === 2);
    const { recommendations } = await page('riggers-knife');
    expect(recommendations).toMatchObject({
      items: [{ slug: 'tidepool-stoneware-mug' }, { category: 'deck' }, {}, {}],
    });
  });
});

describe('offers', () => {
  it('tell the price of each SKU with the picture of what was chosen, and leave out what is not sold', async () => {
    const { items } = await shop.client.call(getOffers, {
      query: { skus: 'BW-LANTERN-BLU,no-such-sku,BW-FATHOM-35-L' },
    });
    expect(items).toMatchObject([
      { sku: 'BW-FATHOM-35-L', variantTitle: '35 L', price: { amountMinor: 4900, currency: 'EUR' } },
      { sku: 'BW-LANTERN-BLU', picture: { alt: 'Lee Shore Storm Lantern, blue' } },
    ]);
  });
  it('are for services only', async () => {
    expect((await shop.get('/internal/offers?skus=a')).status).toBe(401);
  });
});

describe('a picture', () => {
  const pathOf = async (): Promise<string> => (await page()).pictures[0]?.url.replace(/^\/api/, '') ?? '';
  it('is a drawing that may be kept for ever at the address with its hash', async () => {
    const { status, headers, body } = await shop.get(await pathOf());
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    expect(body).toMatch(/^<svg .*<\/svg>$/s);
    const again = await fetch(shop.service.url + (await pathOf()), {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
  it('without its hash, or with an old one, is the present one and is not kept', async () => {
    for (const query of ['', '?v=0123456789abcdef']) {
      const { status, headers } = await shop.get(`/catalogue/pictures/${LANTERN}.2.svg${query}`);
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
    }
  });
  it.each(['nothing.svg', `${LANTERN}.9.svg`])('%s is a 404', async (file) => {
    expect((await shop.get(`/catalogue/pictures/${file}`)).status).toBe(404);
  });
  it.each(['..%2Fpasswd.svg', 'x.png', 'x.svg?v=zz', 'X.svg'])('%s is refused', async (file) => {
    expect((await shop.get(`/catalogue/pictures/${file}`)).status).toBe(400);
  });
});

describe('the cache', () => {
  it('may be dead, frozen or back again: pages come all the same, and fast', async () => {
    const redis = await ownRedis();
    const other = await startShop({ inventoryUrl: inventory.url, redisUrl: redis.url });
    const slugs = (await other.client.call(listProducts, { query: { pageSize: 40 } })).items.map(({ slug }) => slug);
    const slowest = async (some: string[]): Promise<number> => {
      let worst = 0;
      for (const slug of some) {
        const startedAt = performance.now();
        await other.client.call(getProduct, { params: { slug } });
        worst = Math.max(worst, performance.now() - startedAt);
      }
      return worst;
    };
    await redis.freeze();
    expect(await slowest(slugs.slice(0, 10))).toBeLessThan(1500);
    await redis.thaw();
    await redis.kill();
    expect(await slowest(slugs.slice(10, 20))).toBeLessThan(1500);
    await redis.restart();
    expect(await slowest(slugs.slice(20, 30))).toBeLessThan(1500);
    await other.stop();
    await redis.stop();
  });
});
