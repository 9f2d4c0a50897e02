import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listOutages, Order } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { SweepOrders } from './orders/sweep-orders.js';
import { InventoryDouble } from './testing/inventory-double.js';
import { OPERATOR, OrderShop } from './testing/order-shop.js';
import { inventoryThatHolds } from './testing/peers.js';

const BUDGET_MS = 1200;

let shop: OrderShop;

beforeAll(async () => {
  shop = await OrderShop.start(1, { CHECKOUT_BUDGET_MS: String(BUDGET_MS) });
});
afterAll(() => shop?.stop());
beforeEach(() => shop.fresh());

async function outages(at = shop): Promise<unknown[]> {
  const { body } = await at.ask('GET', '/orders/outages', { as: OPERATOR });
  return listOutages.responses[200].parse(body).items;
}

async function expectPaidAsUsual(id: string, at = shop): Promise<void> {
  const order = await at.reaches(id, 'paid');
  expect(order.apology).toBeNull();
  expect(order.timeline.map(({ state }) => state)).toEqual(['pending', 'reserved', 'authorized', 'confirmed', 'paid']);
  expect([await outages(at), at.desk.of(id).length, at.kept(id)]).toEqual([[], 1, 2990]);
}

const noTime = { status: 503, body: { error: { code: 'payment.provider.no_time', message: '' } } };
const lost = { status: 504, body: { error: { code: 'payment.outcome.unknown', message: '' } } };

describe('a checkout whose time was over before the provider was asked', () => {
  it('is answered as on its way, and paid a moment later: no outage, no deferral, no apology', async () => {
    shop.desk.trouble.set('authorize', noTime);
    await shop.fill();
    const { status, body } = await shop.buy();
    const { id, state, pollAfterMs } = Order.parse(body);
    expect([status, state, typeof pollAfterMs]).toEqual([202, 'reserved', 'number']);
    shop.desk.trouble.clear();
    await expectPaidAsUsual(id);
  });

  it('does not even ask payment when stock took all of it', async () => {
    // The sweeper goes on at once with what a checkout leaves: this one does so when it is told.
    const still = await OrderShop.start(1, { CHECKOUT_BUDGET_MS: String(BUDGET_MS), SWEEP_EVERY_MS: '3600000' });
    try {
      still.fresh();
      const holds = inventoryThatHolds();
      still.inventory.script = async (request) => {
        await pause(BUDGET_MS - 20);
        return holds(request);
      };
      await still.fill();
      const { status, body } = await still.buy();
      const { id, state } = Order.parse(body);
      expect(status).toBe(202);
      expect(['pending', 'reserved']).toContain(state);
      expect(still.payment.calls).toEqual([]);
      still.inventory.script = holds;
      await eventually(async () => {
        await still.services[0]!.app.get(SweepOrders).look();
        return (await still.look(id)).state === 'paid';
      });
      await expectPaidAsUsual(id, still);
    } finally {
      await still.stop();
    }
  });
});

describe('a payment that was lost on its way to payment', () => {
  it('is asked for once more, and no outage is declared', async () => {
    shop.desk.trouble.set('authorize', lost);
    const { id, state } = await shop.bought();
    expect(state).toBe('unknown');
    await eventually(() => shop.payment.calls.some((call) => call.startsWith('GET')));
    expect((await shop.look(id)).state).toBe('unknown');
    shop.desk.trouble.clear();
    await shop.reaches(id, 'paid');
    expect([await outages(), shop.desk.of(id).length]).toEqual([[], 1]);
  });
});

describe('buying again after the page of the bank was left, with nothing more of it on the shelf', () => {
  let inventory: InventoryDouble;

  /** All that there is waits at the bank's page. */
  async function left(): Promise<Order> {
    inventory = new InventoryDouble();
    inventory.units = 3;
    shop.inventory.script = inventory.script;
    shop.desk.cards.set('pm_bank', 'requires_action');
    const order = await shop.bought('pm_bank');
    expect(order.state).toBe('requires_action');
    return order;
  }

  async function expectBought(id: string, former: Order): Promise<void> {
    await shop.reaches(id, 'paid');
    await shop.rests(former.id);
    expect(await shop.look(former.id)).toMatchObject({ state: 'cancelled', cancellation: 'superseded' });
    expect(shop.desk.of(former.id).map(({ state }) => state)).toEqual(['voided']);
    expect([shop.kept(id), shop.kept(former.id)]).toEqual([2990, 0]);
    expect(inventory.reservations.get(id)?.state).toBe('confirmed');
  }

  it('is answered in time although payment hangs, and is paid when that is back', async () => {
    const former = await left();
    shop.desk.trouble.set('void', 'hang').set('authorize', 'hang');
    const began = performance.now();
    const { status, body } = await shop.buy();
    expect(performance.now() - began).toBeLessThan(2 * BUDGET_MS);
    expect([status, Order.parse(body).rejection]).toEqual([202, null]);
    shop.desk.trouble.clear();
    await expectBought(Order.parse(body).id, former);
  });

  it.each(['hang', 'reset'] as const)('gets the things also when their release is late (%s)', async (trouble) => {
    const former = await left();
    inventory.releaseTrouble = trouble;
    const { status, body } = await shop.buy();
    expect([status, Order.parse(body).state]).toEqual([202, 'pending']);
    inventory.releaseTrouble = undefined;
    await expectBought(Order.parse(body).id, former);
  });
});
