import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listOutages, Order, type Outage } from '@breakwater/contracts';
import { type RunningService, startService } from '@breakwater/service-host';
import {
  eventually,
  ownRedis,
  type OwnRedis,
  scriptedPeer,
  type ScriptedPeer,
  serviceEnvironment,
} from '@breakwater/testing';
import { adapt, startPace } from '../domain/pace.js';
import { orderService } from '../service.js';
import { PaymentDouble } from '../testing/payment-double.js';
import { inventoryThatHolds, productThatSells } from '../testing/peers.js';
import { operator, TestShopper } from '../testing/shop.js';
import { pacedOrders } from './outages.metrics.js';

/** As the pacer has them. */
const LIMITS = { first: 4, most: 32 };

let services: RunningService[];
let peers: ScriptedPeer[];
let redis: OwnRedis;
let payment: PaymentDouble;

beforeAll(async () => {
  redis = await ownRedis();
});
afterAll(() => redis.stop());

/** Two instances of the service, each test with a database of its own. */
beforeEach(async () => {
  payment = new PaymentDouble();
  peers = await Promise.all(
    [productThatSells({ ROPE: 1000 }), inventoryThatHolds(), payment.script].map((script) => scriptedPeer(script)),
  );
  const [product, inventory, paymentPeer] = peers.map(({ url }) => url);
  const env = {
    ...(await serviceEnvironment('order')),
    REDIS_QUEUE_URL: redis.url,
    PRODUCT_URL: product,
    INVENTORY_URL: inventory,
    PAYMENT_URL: paymentPeer,
    STRIPE_API_URL: 'http://127.0.0.1:9',
    SMTP_URL: 'smtp://127.0.0.1:9',
    SWEEP_EVERY_MS: '50',
    CHECKOUT_BUDGET_MS: '5000',
    LOG_LEVEL: 'error',
  };
  services = [await startService(orderService, env), await startService(orderService, env)];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.close()));
  await Promise.all(peers.map((peer) => peer.stop()));
});

const shopper = (n: number, name = `mara${n}`) => new TestShopper(() => services[n % 2]?.url ?? '', name);

/** That many orders, one after the other, each by a customer of its own; their ids in the order of their age. */
async function defer(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { id, state } = await shopper(n).order();
    expect(state).toBe('payment_deferred');
    ids.push(id);
  }
  return ids;
}

async function outages(): Promise<Outage[]> {
  const { body } = await shopper(0).ask('GET', '/orders/outages', { as: operator() });
  return listOutages.responses[200].parse(body).items;
}

async function states(ids: readonly string[]): Promise<Record<string, number>> {
  const found = await Promise.all(ids.map(stateOf));
  return found.reduce<Record<string, number>>((sums, state) => ({ ...sums, [state]: (sums[state] ?? 0) + 1 }), {});
}

async function stateOf(id: string): Promise<string> {
  const { body } = await shopper(0).ask('GET', `/orders/${id}`, { as: operator() });
  return Order.parse(body).state;
}

const allPaid = (ids: readonly string[], timeoutMs = 30_000) =>
  eventually(async () => expect(await states(ids)).toEqual({ paid: ids.length }), { timeoutMs, everyMs: 100 });
/** What each order has paid, in attempts and cents. */
const charges = (ids: readonly string[]) => ids.map((id) => [payment.desk.of(id).length, payment.desk.kept(id)]);
const onceEach = (ids: readonly string[]) => ids.map(() => [1, 2490]);

describe('an outage of the payment provider', () => {
  it('is one outage, whoever notices it, and is shown to operators only', async () => {
    payment.provider = 'open';
    const orders = await Promise.all(Array.from({ length: 12 }, (_, n) => shopper(n).order()));
    expect(new Set(orders.map(({ state }) => state))).toEqual(new Set(['payment_deferred']));
    await eventually(async () => expect((await outages())[0]?.deferredOrders).toBe(12));
    expect(await outages()).toMatchObject([{ endedAt: null, drainedAt: null, couponsIssued: 0 }]);
    expect((await shopper(0).ask('GET', '/orders/outages')).status).toBe(401);
  });

  it('is over within two seconds after the provider is back: each order is charged once, oldest first', async () => {
    payment.provider = 'open';
    const ids = await defer(40);
    // Some looks at the provider later nobody has asked for a payment: they wait for the provider, not for a time.
    const { refused, probes } = payment;
    await eventually(() => payment.probes >= probes + 4);
    expect(payment.refused).toBe(refused);

    const backAt = Date.now();
    payment.provider = 'closed';
    await allPaid(ids);
    expect(payment.refused).toBe(refused);
    expect(charges(ids)).toEqual(onceEach(ids));
    // Several are under way at once, so neighbours may overtake each other.
    const late = payment.asked.map((id, place) => Math.abs(ids.indexOf(id) - place));
    expect(payment.asked).toHaveLength(40);
    expect(Math.max(...late)).toBeLessThanOrEqual(10);

    await eventually(async () => expect((await outages())[0]?.drainedAt).not.toBeNull());
    const [outage] = await outages();
    expect(outage).toMatchObject({ deferredOrders: 40, couponsIssued: 40 });
    expect(Date.parse(outage?.endedAt ?? '') - backAt).toBeLessThan(2000);
  });

  it('that comes back while its orders are let go costs a handful of tries, and goes on as the same outage', async () => {
    payment.provider = 'open';
    const ids = await defer(40);
    const before = payment.refused;
    payment.latencyMs = 50;
    payment.provider = 'closed';
    await eventually(() => payment.asked.length >= 8);
    payment.provider = 'open';
    const news = { well: payment.asked.length, ill: 0, provider: 'closed' } as const;
    const { window } = adapt(startPace(LIMITS), news, 0, LIMITS);
    const last = await shopper(1, 'late').order();
    await eventually(async () => expect((await outages())[0]?.endedAt).toBeNull());
    const { probes } = payment;
    await eventually(() => payment.probes >= probes + 4);
    // Those under way, those that took their places before the first trouble was seen, half as many after the rest, the late one.
    expect(payment.refused - before).toBeLessThanOrEqual(window + window + Math.ceil(window / 2) + 1);
    payment.provider = 'closed';
    const all = [...ids, last.id];
    await allPaid(all);
    expect(charges(all)).toEqual(onceEach(all));
    expect(await outages()).toHaveLength(1);
  });

  it('is no trouble of the provider again when an order with another card is let go: it is paid in one go', async () => {
    payment.desk.cards.set('pm_card_visa', 'declined');
    payment.provider = 'open';
    const [id = ''] = await defer(1);
    const counted = jest.spyOn(pacedOrders, 'add');
    payment.provider = 'closed';
    await eventually(async () => expect(await stateOf(id)).toBe('payment_due'));
    // The pacer has seen that too: the first card is over and done with.
    await eventually(() => counted.mock.calls.length > 0);
    counted.mockClear();
    payment.provider = 'open';
    const paying = { body: { paymentMethod: 'pm_good' }, as: operator(), key: crypto.randomUUID() };
    expect((await shopper(0).ask('POST', `/orders/${id}/payment`, paying)).status).toBe(202);
    payment.provider = 'closed';
    await allPaid([id]);
    await eventually(() => counted.mock.calls.length > 0);
    expect(counted.mock.calls).toEqual([[1, { outcome: 'well' }]]);
    counted.mockRestore();
  });

  it('loses no order when Redis is emptied again and again while they are let go', async () => {
    payment.provider = 'open';
    const ids = await defer(30);
    payment.latencyMs = 50;
    payment.provider = 'closed';
    for (const part of [4, 12, 20]) {
      await eventually(() => payment.asked.length >= part, { timeoutMs: 30_000 });
      await redis.flushAll();
    }
    await allPaid(ids, 50_000);
    expect(charges(ids)).toEqual(onceEach(ids));
  });

  it('is caught up with although Redis is dead', async () => {
    payment.provider = 'open';
    const ids = await defer(20);
    await redis.kill();
    payment.provider = 'closed';
    await allPaid(ids);
    expect(charges(ids)).toEqual(onceEach(ids));
    await redis.restart();
  });
});
