import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Cart, listOutages, Order } from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import { eventually } from '@breakwater/testing';
import { codeOf, OPERATOR, OrderShop } from './testing/order-shop.js';
import { providerThatIs } from './testing/peers.js';

const PAY_FIRST_SECONDS = 3600;
const PAY_AGAIN_SECONDS = 172_800;

let shop: OrderShop;
let movedMs = 0;
let providerState: 'closed' | 'open';

beforeAll(async () => {
  jest.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + movedMs);
  shop = await OrderShop.start(1, { PROBE_EVERY_MS: '50' });
});
afterAll(async () => {
  await shop?.stop();
  jest.restoreAllMocks();
});
beforeEach(() => {
  shop.fresh();
  providerState = 'closed';
  shop.payment.script = (request) =>
    request.path.startsWith('/internal/provider/')
      ? providerThatIs(providerState)(request.path)
      : shop.desk.script(request);
});

async function placed(): Promise<Order> {
  await shop.fill();
  const { status, body } = await shop.buy(null);
  expect(status).toBe(202);
  return Order.parse(body);
}
const secondsToPay = ({ payUntil }: Order): number => (Date.parse(payUntil ?? '') - systemClock.now()) / 1000;
const mails = async (id: string): Promise<string[]> => {
  const query = 'SELECT notice FROM notification WHERE order_id = $1 ORDER BY created_at';
  return (await shop.database.writer.query<{ notice: string }>(query, [id])).map(({ notice }) => notice);
};
const outages = async () =>
  listOutages.responses[200].parse((await shop.ask('GET', '/orders/outages', { as: OPERATOR })).body).items;

describe('a checkout without a card', () => {
  it('while the provider is well has its things put aside for an hour, and a mail asks for a card', async () => {
    const order = await placed();
    expect(order).toMatchObject({ state: 'payment_due', hasPaymentMethod: false, decline: null, mayCancel: true });
    expect(secondsToPay(order)).toBeLessThanOrEqual(PAY_FIRST_SECONDS);
    expect([await mails(order.id), await outages()]).toEqual([['payment_due'], []]);
    expect(Cart.parse((await shop.ask('GET', '/cart')).body).lines).toEqual([]);
    const { status, body } = await shop.pay(order.id);
    expect([status, Order.parse(body)]).toMatchObject([201, { state: 'paid', hasPaymentMethod: true, apology: null }]);
    expect([shop.desk.of(order.id).length, shop.kept(order.id)]).toEqual([1, 2990]);
  });

  it('of which no payment comes is cancelled, and its things go back', async () => {
    const { id } = await placed();
    movedMs += (PAY_FIRST_SECONDS + 1) * 1000;
    expect(await shop.reaches(id, 'cancelled')).toMatchObject({ cancellation: 'window_over' });
    await shop.rests(id);
    expect(shop.inventory.calls.at(-1)).toMatch(/release$/);
    expect([await mails(id), shop.desk.of(id)]).toEqual([['payment_due', 'order_cancelled'], []]);
  });

  it('while the provider is out waits for it, and the mail with the link comes when it can be paid', async () => {
    providerState = 'open';
    const { id, state } = await placed();
    expect(state).toBe('payment_deferred');
    await eventually(async () => expect((await outages())[0]).toMatchObject({ endedAt: null, deferredOrders: 1 }));
    expect(codeOf(await shop.pay(id))).toBe('order.payment.not_due');
    providerState = 'closed';
    const due = await shop.reaches(id, 'payment_due');
    expect(secondsToPay(due)).toBeGreaterThan(PAY_AGAIN_SECONDS - 60);
    expect(await mails(id)).toEqual(['order_recorded', 'payment_due']);
    expect((await shop.pay(id)).status).toBe(201);
    await eventually(async () => expect((await shop.look(id)).apology?.amount.amountMinor).toBe(500));
  });

  it('is one order, however often it is sent', async () => {
    await shop.fill();
    const key = crypto.randomUUID();
    const [first, second] = [await shop.buy(null, key), await shop.buy(null, key)];
    expect([first.status, second.body]).toEqual([202, first.body]);
    expect(codeOf(await shop.buy('pm_good', key))).toBe('idempotency.key.reused');
  });
});
