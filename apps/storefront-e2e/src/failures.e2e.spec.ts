import { beforeEach, describe, expect, it } from '@jest/globals';
import { Order } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { mailsTo, Shopper } from './support/shopper.js';
import { stackCommand } from './support/stack-command.js';
import { startTraffic } from './support/traffic.js';

/** Of this there is plenty. */
const fill = async (shopper: Shopper) => shopper.put(await shopper.findInStock('galley'));

async function buys(shopper = new Shopper()): Promise<void> {
  await fill(shopper);
  await shopper.buy();
}

async function orders(shopper: Shopper): Promise<Order> {
  await fill(shopper);
  const { status, body } = await shopper.checkout();
  if (status !== 201 && status !== 202) throw new Error(`checkout answered ${status}: ${JSON.stringify(body)}`);
  return Order.parse(body);
}

const isUp = async (part: string): Promise<boolean> => {
  const { parts } = JSON.parse(await stackCommand('status', '--json')) as { parts: { name: string; state: string }[] };
  return parts.filter(({ name }) => name.startsWith(part)).every(({ state }) => state === 'ready');
};

// Each kills or replaces a part of a shop that is whole.
beforeEach(() => eventually(() => isUp(''), { timeoutMs: 90_000, everyMs: 500 }), 100_000);

describe('when a part of the shop dies', () => {
  it('payment killed in the middle of business: the order is recorded, paid later, and the customer is told', async () => {
    const shopper = new Shopper();
    await stackCommand('pause', 'payment');
    let order: Order;
    try {
      order = await orders(shopper);
    } finally {
      await stackCommand('kill', 'payment');
    }
    expect(['payment_deferred', 'unknown']).toContain(order.state);
    await shopper.reaches(order.id, 'paid', 60_000);
    await eventually(async () => expect(await mailsTo(shopper.email)).not.toEqual([]), { timeoutMs: 30_000 });
  });

  it('reconciliation and operations killed: customers notice nothing', async () => {
    await stackCommand('kill', 'reconciliation');
    await stackCommand('kill', 'operations');
    await buys();
  });

  it('one gateway, one product and one order instance killed under traffic: the other ones answer', async () => {
    const traffic = startTraffic(['/api/catalogue/products', '/api/catalogue/categories', '/']);
    for (const part of ['gateway-1', 'product-1', 'order-1']) await stackCommand('kill', part);
    await buys();
    await eventually(() => isUp('gateway'), { timeoutMs: 30_000 });
    const { requests, failures } = await traffic.stop();
    expect(requests).toBeGreaterThan(20);
    // What the dead process had in its hands is lost; what came after is not.
    expect(failures.length).toBeLessThanOrEqual(8);
  });

  it('both Redis killed: the shop sells on', async () => {
    await stackCommand('kill', 'redis-cache');
    await stackCommand('kill', 'redis-queue');
    const shopper = new Shopper();
    await buys(shopper);
    await eventually(async () => expect(await mailsTo(shopper.email)).not.toEqual([]), { timeoutMs: 30_000 });
  });

  it('the replica killed: reading goes on at the primary', async () => {
    await stackCommand('kill', 'postgres-replica');
    await buys();
    await eventually(() => isUp('postgres'), { timeoutMs: 60_000 });
  });
});

describe('when a service is replaced', () => {
  it.each(['order', 'product', 'gateway'])('restart %s under traffic loses no request', async (service) => {
    const traffic = startTraffic(['/api/cart', '/api/catalogue/products', '/api/session', '/api/orders']);
    await stackCommand('restart', service);
    const { requests, failures } = await traffic.stop();
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(50);
  });

  it('scale order 3 adds an instance that works, and scale order 2 takes it away', async () => {
    await stackCommand('scale', 'order', '3');
    await buys();
    await stackCommand('scale', 'order', '2');
    await buys();
  });
});
