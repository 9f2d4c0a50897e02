import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adjustStock,
  confirmReservation,
  extendReservation,
  getReservation,
  getStock,
  receiveEvent,
  releaseReservation,
  reserve,
  returnStock,
} from '@breakwater/contracts';
import { isFault, systemClock } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { type RunningService, ServiceTokens, startService } from '@breakwater/service-host';
import { eventually, serviceEnvironment, TEST_SERVICE_KEY } from '@breakwater/testing';
import { inventoryService } from './service.js';

let service: RunningService;
let second: RunningService;
let client: ServiceClient;
let sku: string;
let next = 0;

const hold = (orderId: string, lines: { sku: string; quantity: number }[], ttlSeconds = 60) =>
  client.call(reserve, { params: { orderId }, body: { lines, ttlSeconds } });
/** The truth from the writer: an adjustment by nothing answers with it. (GET /internal/stock is for display and may lag.) */
const level = async (of = sku) => {
  const body = { reason: 'look', lines: [{ sku: of, delta: 0 }] };
  return (await client.call(adjustStock, { params: { key: crypto.randomUUID() }, body })).items[0];
};
const refusedWith = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFault(error)) throw new Error('it was not refused');
  return error.code;
};

beforeAll(async () => {
  const env = { ...(await serviceEnvironment('inventory')), SWEEP_EVERY_MS: '50' };
  // Two at once: both migrate, both sweep, as in the shop.
  [service, second] = await Promise.all([startService(inventoryService, env), startService(inventoryService, env)]);
  const tokens = new ServiceTokens(TEST_SERVICE_KEY, 'order', systemClock);
  client = createServiceClient({
    target: 'inventory',
    baseUrl: service.url,
    token: () => tokens.mint('inventory'),
    policy: { bulkhead: { limit: 500 }, timeoutMs: 15_000 },
  });
});
afterAll(async () => {
  await Promise.all([service.close(), second.close()]);
});
beforeEach(async () => {
  sku = `SKU-${++next}`;
  await client.call(adjustStock, {
    params: { key: `start-${sku}` },
    body: { reason: 'test', lines: [{ sku, setAvailable: 10 }] },
  });
});

describe('inventory', () => {
  it('refuses callers without a service token, and tokens for somebody else', async () => {
    const bare = await fetch(`${service.url}/internal/stock?skus=${sku}`);
    expect(bare.status).toBe(401);
    const tokens = new ServiceTokens(TEST_SERVICE_KEY, 'order', systemClock);
    const headers = { 'x-service-token': tokens.mint('payment') };
    expect((await fetch(`${service.url}/internal/stock?skus=${sku}`, { headers })).status).toBe(403);
  });

  it('holds, confirms and gives back, and every unit stays accounted for', async () => {
    const orderId = crypto.randomUUID();
    await hold(orderId, [{ sku, quantity: 3 }]);
    expect(await level()).toEqual({ sku, available: 7, held: 3, confirmed: 0, received: 10 });
    await client.call(confirmReservation, { params: { orderId } });
    expect(await level()).toEqual({ sku, available: 7, held: 0, confirmed: 3, received: 10 });
    await client.call(releaseReservation, { params: { orderId } });
    expect(await level()).toEqual({ sku, available: 10, held: 0, confirmed: 0, received: 10 });
  });

  it('takes back what was sold: once per return, never more than was sold, whoever asks at once', async () => {
    const orderId = crypto.randomUUID();
    const back = (returnId: string, quantity: number) =>
      client.call(returnStock, { params: { orderId }, body: { returnId, lines: [{ sku, quantity }] } });
    await hold(orderId, [{ sku, quantity: 5 }]);
    await client.call(confirmReservation, { params: { orderId } });
    const same = crypto.randomUUID();
    await Promise.all(Array.from({ length: 10 }, () => back(same, 2)));
    expect(await level()).toEqual({ sku, available: 7, held: 0, confirmed: 3, received: 10 });
    const others = await Promise.allSettled(Array.from({ length: 5 }, () => back(crypto.randomUUID(), 2)));
    expect(others.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusedWith(back(crypto.randomUUID(), 2))).toBe('inventory.return.exceeds_reservation');
    expect(await refusedWith(back(same, 1))).toBe('inventory.return.mismatch');
    expect(await level()).toEqual({ sku, available: 9, held: 0, confirmed: 1, received: 10 });
    await client.call(releaseReservation, { params: { orderId } });
    expect(await level()).toEqual({ sku, available: 10, held: 0, confirmed: 0, received: 10 });
  });

  it('changes nothing when one of the lines is short', async () => {
    const lines = [
      { sku, quantity: 1 },
      { sku: 'nobody-sells-this', quantity: 1 },
    ];
    expect(await refusedWith(hold(crypto.randomUUID(), lines))).toBe('inventory.stock.insufficient');
    expect(await level()).toMatchObject({ available: 10, held: 0 });
  });

  it('never oversells: 60 orders at once for 10 units hold 10', async () => {
    const orders = Array.from({ length: 60 }, () => crypto.randomUUID());
    const results = await Promise.allSettled(orders.map((orderId) => hold(orderId, [{ sku, quantity: 1 }])));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await level()).toMatchObject({ available: 0, held: 10 });
  });

  it('holds once for an order that asks many times at once', async () => {
    const orderId = crypto.randomUUID();
    await Promise.all(Array.from({ length: 20 }, () => hold(orderId, [{ sku, quantity: 2 }])));
    expect(await level()).toMatchObject({ available: 8, held: 2 });
    expect(await refusedWith(hold(orderId, [{ sku, quantity: 3 }]))).toBe('inventory.reservation.mismatch');
  });

  it('two orders that want the same things in opposite order never wait for each other', async () => {
    const other = `${sku}-b`;
    await client.call(adjustStock, {
      params: { key: `start-${other}` },
      body: { reason: 'test', lines: [{ sku: other, setAvailable: 1000 }] },
    });
    await client.call(adjustStock, {
      params: { key: `more-${sku}` },
      body: { reason: 'test', lines: [{ sku, setAvailable: 1000 }] },
    });
    const lines = [
      { sku, quantity: 1 },
      { sku: other, quantity: 1 },
    ];
    const turned = lines.toReversed();
    await Promise.all(Array.from({ length: 40 }, (_, i) => hold(crypto.randomUUID(), i % 2 === 0 ? lines : turned)));
    expect(await level()).toMatchObject({ held: 40 });
    expect(await level(other)).toMatchObject({ held: 40 });
  });

  it('gives stock back when a hold has expired, and refuses to confirm it then', async () => {
    const orderId = crypto.randomUUID();
    await hold(orderId, [{ sku, quantity: 4 }], 1);
    await eventually(async () => expect(await level()).toMatchObject({ available: 10, held: 0 }));
    expect(await client.call(getReservation, { params: { orderId } })).toMatchObject({ state: 'expired' });
    expect(await refusedWith(client.call(confirmReservation, { params: { orderId } }))).toBe(
      'inventory.reservation.expired',
    );
  });

  it('holds anew, once, for an order that asks again after its hold had expired', async () => {
    const orderId = crypto.randomUUID();
    const lines = [{ sku, quantity: 4 }];
    await hold(orderId, lines, 1);
    await eventually(async () => expect(await level()).toMatchObject({ available: 10, held: 0 }));
    const heard = await Promise.all(Array.from({ length: 20 }, () => hold(orderId, lines)));
    expect(new Set(heard.map(({ state }) => state))).toEqual(new Set(['held']));
    expect(await level()).toEqual({ sku, available: 6, held: 4, confirmed: 0, received: 10 });
    await client.call(confirmReservation, { params: { orderId } });
    expect(await level()).toEqual({ sku, available: 6, held: 0, confirmed: 4, received: 10 });
  });

  it('holds all or nothing when it is asked again and somebody else was quicker', async () => {
    const orderId = crypto.randomUUID();
    const lines = [{ sku, quantity: 4 }];
    await hold(orderId, lines, 1);
    await eventually(async () => expect(await level()).toMatchObject({ held: 0 }));
    const others = Array.from({ length: 30 }, () => hold(crypto.randomUUID(), [{ sku, quantity: 2 }]));
    const [own] = await Promise.allSettled([hold(orderId, lines), ...others]);
    const { available, held } = (await level())!;
    expect([available + held, held % 2, available < 2]).toEqual([10, 0, true]);
    const { state } = await client.call(getReservation, { params: { orderId } });
    expect(state).toBe(own.status === 'fulfilled' ? 'held' : 'expired');
    if (own.status === 'rejected') expect(await refusedWith(hold(orderId, lines))).toBe('inventory.stock.insufficient');
  });

  it('keeps an extended hold past its first end', async () => {
    const orderId = crypto.randomUUID();
    const { expiresAt } = await hold(orderId, [{ sku, quantity: 1 }], 60);
    const extended = await client.call(extendReservation, { params: { orderId }, body: { ttlSeconds: 3600 } });
    expect(Date.parse(extended.expiresAt)).toBeGreaterThan(Date.parse(expiresAt));
  });

  it('adjusts once per key and never below nothing', async () => {
    const take = (key: string, delta: number) =>
      client.call(adjustStock, { params: { key }, body: { reason: 'broken', lines: [{ sku, delta }] } });
    await take(`k-${sku}`, -4);
    await take(`k-${sku}`, -4);
    expect(await level()).toMatchObject({ available: 6, received: 6 });
    expect(await refusedWith(take(`l-${sku}`, -7))).toBe('inventory.stock.negative');
    expect(await level()).toMatchObject({ available: 6, received: 6 });
  });

  it('shows levels soon after they changed, and leaves out what it does not know', async () => {
    await hold(crypto.randomUUID(), [{ sku, quantity: 1 }]);
    await eventually(async () => {
      const { items } = await client.call(getStock, { query: { skus: `${sku},unknown-sku` } });
      expect(items).toEqual([{ sku, available: 9, held: 1, confirmed: 0, received: 10 }]);
    });
  });

  it('takes a declared level once, however often the event comes', async () => {
    const fresh = `${sku}-declared`;
    const envelope = {
      id: crypto.randomUUID(),
      type: 'product.stock_declared',
      source: 'product',
      occurredAt: new Date().toISOString(),
      data: { lines: [{ sku: fresh, onHand: 5 }] },
    };
    await Promise.all([1, 2, 3].map(() => client.call(receiveEvent, { body: envelope })));
    expect(await level(fresh)).toMatchObject({ available: 5, received: 5 });
  });

  it('refuses an event that nobody here works, so that its sender keeps it', async () => {
    const envelope = {
      id: crypto.randomUUID(),
      type: 'no.such',
      source: 'x',
      occurredAt: new Date().toISOString(),
      data: {},
    };
    expect(await refusedWith(client.call(receiveEvent, { body: envelope }))).toBe('inbox.event.unknown');
  });
});
