import { describe, expect, it } from '@jest/globals';
import { ErrorBody, Order, ProductDetail, type Run } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { setStock } from './support/backstage.js';
import { DECLINING_CARD, mailsTo, Shopper, VISA } from './support/shopper.js';
import { secrets } from './support/surroundings.js';

const SWEATER = 'ness-fisherman-sweater';

/** The first variant that can be had. */
async function anySku(shopper: Shopper, slug = SWEATER): Promise<{ sku: string; product: ProductDetail }> {
  const product = await shopper.product(slug);
  const availableBySku = await shopper.stockOf(slug);
  const variant = product.variants.find(({ sku }) => (availableBySku[sku] ?? 0) > 2);
  if (variant === undefined) throw new Error(`${slug} is sold out`);
  return { sku: variant.sku, product };
}
const available = async (shopper: Shopper, sku: string): Promise<number> => (await shopper.stockOf(SWEATER))[sku] ?? 0;

describe('a purchase', () => {
  it('goes through product, order, inventory, payment and the provider, and the customer gets a mail with a working link', async () => {
    const shopper = new Shopper();
    const { sku } = await anySku(shopper);
    const before = await available(shopper, sku);
    await shopper.put(sku, 1);
    const order = await shopper.buy();
    await eventually(async () => expect(await available(shopper, sku)).toBe(before - 1));

    const mail = await eventually(async () => {
      const [first] = await mailsTo(shopper.email);
      if (first === undefined) throw new Error('no mail yet');
      return first;
    });
    expect(mail.subject).toContain(order.number);
    const link = /https?:\/\/\S+\/orders\/\S+/.exec(mail.text)?.[0] ?? '';
    const { pathname, search } = new URL(link);
    const seen = await new Shopper().ask('GET', `/api${pathname}${search}`);
    expect(Order.parse(seen.body).number).toBe(order.number);
  });

  it('that is declined takes no stock and no money, and another card then works', async () => {
    const shopper = new Shopper();
    const { sku } = await anySku(shopper);
    const before = await available(shopper, sku);
    await shopper.put(sku);
    const declined = await shopper.checkout(DECLINING_CARD);
    expect([declined.status, ErrorBody.parse(declined.body).error.code]).toEqual([402, 'order.payment.declined']);
    await eventually(async () => expect(await available(shopper, sku)).toBe(before));
    expect(await shopper.buy(VISA)).toMatchObject({ state: 'paid' });
  });

  it('of more than there is names the line and keeps the cart', async () => {
    const shopper = new Shopper();
    const { sku } = await anySku(shopper);
    await setStock([sku], 20);
    await shopper.put(sku, 99);
    const { status, body } = await shopper.checkout();
    expect([status, ErrorBody.parse(body).error.code]).toEqual([409, 'order.stock.insufficient']);
    expect(ErrorBody.parse(body).error.details).toMatchObject({ lines: [{ sku, requested: 99 }] });
    expect((await shopper.cart()).lines).toHaveLength(1);
  });

  it('of two things together recommends one with the other afterwards', async () => {
    const shopper = new Shopper();
    const { sku } = await anySku(shopper);
    const other = 'stormline-oilskin-jacket';
    await shopper.put(sku);
    await shopper.put((await anySku(shopper, other)).sku);
    await shopper.buy();
    await eventually(
      async () => {
        const { recommendations } = await shopper.product(SWEATER);
        expect(recommendations.state === 'shown' && recommendations.items.map(({ slug }) => slug)).toContain(other);
      },
      { timeoutMs: 60_000 },
    );
  });
});

describe('what an operator sees', () => {
  it('everything up, with a streaming replica, and nothing of it without signing in', async () => {
    const stranger = new Shopper();
    expect((await stranger.ask('GET', '/api/operations/status')).status).toBe(401);
    await stranger.signIn(secrets().customer);
    expect((await stranger.ask('GET', '/api/operations/status')).status).toBe(403);

    const operator = new Shopper();
    await operator.signIn(secrets().operator);
    await eventually(
      async () => {
        const { body } = await operator.ask('GET', '/api/operations/status');
        expect(body).toMatchObject({ health: 'up' });
        const { instances, postgres } = body as { instances: { service: string }[]; postgres: { role: string }[] };
        const count = (name: string) => instances.filter(({ service }) => service === name).length;
        expect([count('gateway'), count('order'), count('product')]).toEqual([2, 2, 2]);
        expect(postgres.map(({ role }) => role).toSorted((a, b) => a.localeCompare(b))).toEqual(['primary', 'replica']);
      },
      { timeoutMs: 30_000 },
    );
  });

  it('a reconciliation in which every cent of the purchases so far is explained', async () => {
    const shopper = new Shopper();
    await shopper.put((await anySku(shopper)).sku);
    const order = await shopper.buy();
    const operator = new Shopper();
    await operator.signIn(secrets().operator);
    const window = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    // Again when something of what others did was not at rest yet.
    const run = await eventually(
      async () => {
        const { status, body } = await operator.ask('POST', '/api/reconciliation/runs', window);
        expect(status).toBe(201);
        expect((body as Run).discrepancies).toEqual([]);
        return body as Run;
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
    expect(run.matched).toBeGreaterThanOrEqual(1);
    expect(run.captured[0]?.amountMinor).toBeGreaterThanOrEqual(order.total.amountMinor);
  });
});
