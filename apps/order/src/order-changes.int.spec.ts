import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listOrderFacts, Order } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { codeOf, OPERATOR, OrderShop, someone } from './testing/order-shop.js';

let shop: OrderShop;

beforeAll(async () => {
  shop = await OrderShop.start();
});
afterAll(() => shop?.stop());
beforeEach(() => shop.fresh());

const paymentCalls = () => shop.payment.calls.filter((call) => call.includes('/attempts/'));
const verbs = () => paymentCalls().map((call) => call.replace(/^(\w+) .*attempts\/[^/]+/, '$1').replace(/s\/.*/, 's'));
const gate = () => Promise.withResolvers<void>();

describe('cancelling', () => {
  it('a paid order gives all of it back and puts its things on the shelf; a repeat hears the same', async () => {
    const { id } = await shop.bought();
    const key = crypto.randomUUID();
    const first = await shop.cancel(id, { key });
    expect([first.status, Order.parse(first.body)]).toMatchObject([
      200,
      { state: 'refunded', refunded: { amountMinor: 2990 }, mayCancel: false },
    ]);
    expect(shop.inventory.calls.filter((call) => call.endsWith('/return'))).toHaveLength(1);
    expect((await shop.cancel(id, { key })).body).toEqual(first.body);
    expect((await shop.cancel(id)).status).toBe(200);
    expect([shop.kept(id), verbs().filter((verb) => verb === 'PUT/refunds')]).toEqual([0, ['PUT/refunds']]);
  });

  it('an order that waits for its payment charges nobody and gives the stock back', async () => {
    const { id } = await shop.due();
    const { status, body } = await shop.cancel(id);
    expect([status, Order.parse(body)]).toMatchObject([200, { state: 'cancelled', cancellation: 'customer' }]);
    await shop.rests(id);
    expect(shop.inventory.calls.at(-1)).toMatch(/release$/);
  });

  it('is refused once the things have left the house, for ever the same with one key', async () => {
    const { id } = await shop.bought();
    expect((await shop.ask('POST', `/orders/${id}/fulfil`, { as: OPERATOR })).status).toBe(200);
    const key = crypto.randomUUID();
    const first = await shop.cancel(id, { key });
    expect([first.status, codeOf(first)]).toEqual([409, 'order.order.not_cancellable']);
    expect((await shop.cancel(id, { key })).body).toEqual(first.body);
  });

  it('is open to its session, its link and operators; for others the order is not there', async () => {
    const { id, accessToken } = await shop.bought();
    const stranger = { as: someone() };
    expect(codeOf(await shop.cancel(id, stranger))).toBe('order.order.not_found');
    expect(codeOf(await shop.pay(id, 'pm_good', stranger))).toBe('order.order.not_found');
    const link = `/orders/${id}/cancel?token=${accessToken}`;
    expect((await shop.ask('POST', link, { ...stranger, key: crypto.randomUUID() })).status).toBe(200);
    expect(codeOf(await shop.ask('POST', `/orders/${id}/cancel`))).toBe('idempotency.key.missing');
  });

  it('while the money is being taken takes it first and gives it back then', async () => {
    const { promise, resolve } = gate();
    shop.desk.gates.set('capture', promise);
    await shop.fill();
    const checkout = shop.buy();
    const id = await eventually(() => [...shop.desk.attempts.values()][0]?.orderId ?? false);
    await shop.reaches(id, 'confirmed');
    const key = crypto.randomUUID();
    const early = await shop.cancel(id, { key });
    expect([early.status, codeOf(early), early.headers.has('retry-after')]).toEqual([
      409,
      'order.order.not_cancellable',
      true,
    ]);
    resolve();
    expect([201, 202]).toContain((await checkout).status);
    await shop.reaches(id, 'paid');
    expect((await shop.cancel(id, { key })).status).toBe(200);
    await shop.reaches(id, 'refunded');
    expect(shop.kept(id)).toBe(0);
  });

  it('survives a crash before the answer: the same key gives back once', async () => {
    const { id } = await shop.bought();
    const key = crypto.randomUUID();
    await shop.cancel(id, { key });
    await shop.forgetAnswer(key);
    expect((await shop.cancel(id, { key })).status).toBe(200);
    expect((await shop.look(id)).refunds).toHaveLength(1);
  });

  it('is answered while payment is away, and the money follows when it is back', async () => {
    const { id } = await shop.bought();
    shop.desk.trouble.set('refund', 'reset');
    const { status, body } = await shop.cancel(id);
    expect([status, Order.parse(body).refunds[0]?.state]).toEqual([200, 'pending']);
    expect(codeOf(await shop.ask('POST', `/orders/${id}/fulfil`, { as: OPERATOR }))).toBe('order.move.illegal');
    shop.desk.trouble.clear();
    await shop.reaches(id, 'refunded');
    expect(shop.kept(id)).toBe(0);
  });
});

describe('paying again', () => {
  it('ends the former attempt before it begins the next, and remembers it', async () => {
    const { id } = await shop.due();
    shop.payment.calls.length = 0;
    const key = crypto.randomUUID();
    const paid = await shop.pay(id, 'pm_good', { key });
    expect([paid.status, Order.parse(paid.body).state]).toEqual([201, 'paid']);
    expect(verbs()).toEqual(['POST/void', 'PUT', 'POST/capture']);
    expect((await shop.pay(id, 'pm_good', { key })).body).toEqual(paid.body);
    const [former, present] = [...shop.desk.attempts.keys()];
    expect((await facts(id))[0]).toMatchObject({ attemptId: present, formerAttemptIds: [former] });
    expect(shop.kept(id)).toBe(2990);
  });

  it('with a card that is declined as well says so, and yet another may follow', async () => {
    const { id } = await shop.due();
    const key = crypto.randomUUID();
    const refused = await shop.pay(id, 'pm_late', { key });
    expect([refused.status, codeOf(refused)]).toEqual([402, 'order.payment.declined']);
    expect((await shop.pay(id, 'pm_late', { key })).body).toEqual(refused.body);
    expect((await shop.pay(id, 'pm_good', { key })).status).toBe(422);
    expect((await shop.pay(id)).status).toBe(201);
  });

  it('is refused when there is nothing to pay', async () => {
    const { id } = await shop.bought();
    expect(codeOf(await shop.pay(id))).toBe('order.payment.not_due');
  });

  it('survives a crash before the answer: the same key is the same attempt', async () => {
    const { id } = await shop.due();
    const key = crypto.randomUUID();
    await shop.pay(id, 'pm_good', { key });
    await shop.forgetAnswer(key);
    expect((await shop.pay(id, 'pm_good', { key })).status).toBe(201);
    expect(shop.desk.of(id)).toHaveLength(2);
    expect(shop.kept(id)).toBe(2990);
  });

  it('beside the return from the bank of the former card charges once, whoever is quicker', async () => {
    for (let i = 0; i < 5; i++) {
      shop.fresh();
      const { id } = await shop.due('requires_action');
      const [former] = [...shop.desk.attempts.keys()];
      if (former === undefined) throw new Error('no attempt');
      shop.desk.attempts.get(former)!.state = 'authorized';
      await Promise.all([shop.tell(former), shop.pay(id), shop.pay(id, 'pm_other')]);
      await shop.reaches(id, 'paid');
      await shop.rests(id);
      expect(
        shop.desk
          .of(id)
          .map(({ state }) => state)
          .toSorted(),
      ).toEqual(
        [
          'captured',
          ...shop.desk
            .of(id)
            .slice(1)
            .map(() => 'voided'),
        ].toSorted(),
      );
      expect(shop.kept(id)).toBe(2990);
    }
  });

  it.each([
    'hang',
    'reset',
    { status: 504, body: { error: { code: 'payment.outcome.unknown', message: '' } } },
  ] as const)('waits while it is not known whether the former attempt has ended (%j)', async (trouble) => {
    const { id } = await shop.due();
    shop.desk.trouble.set('void', trouble);
    const { status, body } = await shop.pay(id);
    expect([status, Order.parse(body).state]).toEqual([202, 'payment_deferred']);
    expect(shop.desk.of(id)).toHaveLength(1);
    shop.desk.trouble.clear();
    await shop.reaches(id, 'paid');
    expect(shop.desk.of(id).map(({ state }) => state)).toEqual(['declined', 'captured']);
  });

  it('is paid by the former attempt when that turns out to be charged', async () => {
    const { id } = await shop.due('requires_action');
    shop.desk.of(id)[0]!.state = 'captured';
    const { status, body } = await shop.pay(id);
    expect([status, Order.parse(body).state]).toEqual([201, 'paid']);
    expect(shop.desk.of(id)).toHaveLength(1);
  });
});

describe('an attempt that no order wants', () => {
  it('is given back when it turns out to be charged after the order was cancelled', async () => {
    const { id } = await shop.due('requires_action');
    shop.desk.of(id)[0]!.state = 'captured';
    await shop.cancel(id);
    const order = await shop.reaches(id, 'refunded');
    expect(order).toMatchObject({ cancellation: 'customer', refunded: { amountMinor: 2990 } });
    await shop.rests(id);
    expect([shop.kept(id), shop.inventory.calls.some((call) => call.endsWith('/release'))]).toEqual([0, true]);
  });

  it('is voided when it comes to life after the order was cancelled', async () => {
    const { id } = await shop.due('requires_action');
    await shop.cancel(id);
    await shop.rests(id);
    const [attemptId] = [...shop.desk.attempts.keys()];
    shop.desk.of(id)[0]!.state = 'authorized';
    await shop.tell(attemptId!);
    await eventually(() => expect(shop.desk.of(id)[0]?.state).toBe('voided'));
  });

  it('is given back when a former one turns out to be charged, and the order keeps its own', async () => {
    const { id } = await shop.due();
    await shop.pay(id);
    const [former] = [...shop.desk.attempts.keys()];
    shop.desk.of(id)[0]!.state = 'captured';
    await shop.tell(former!);
    await eventually(() => expect(shop.desk.of(id).map(({ state }) => state)).toEqual(['refunded', 'captured']));
    expect((await shop.look(id)).state).toBe('paid');
  });
});

describe('an operator', () => {
  it('gives back what lines cost, then all that is left, with the things', async () => {
    const { id } = await shop.bought();
    const part = Order.parse((await shop.refund(id, { lines: [{ sku: 'ROPE', quantity: 1 }] })).body);
    expect(part).toMatchObject({ state: 'paid', refunded: { amountMinor: 1000 }, refundable: { amountMinor: 1990 } });
    const all = Order.parse((await shop.refund(id, {})).body);
    expect(all).toMatchObject({ state: 'refunded', refunded: { amountMinor: 2990 }, refundable: { amountMinor: 0 } });
    expect(shop.inventory.calls.filter((call) => call.endsWith('/return'))).toHaveLength(2);
    expect(shop.kept(id)).toBe(0);
  });

  it('gives back no more than is left and no lines that are not there', async () => {
    const { id } = await shop.bought();
    const tooMuch = await shop.refund(id, { amountMinor: 2991 });
    expect([tooMuch.status, codeOf(tooMuch)]).toEqual([409, 'order.refund.exceeds_payment']);
    for (const line of [
      { sku: 'LAMP', quantity: 2 },
      { sku: 'SAIL', quantity: 1 },
    ]) {
      const unknown = await shop.refund(id, { lines: [line] });
      expect([unknown.status, codeOf(unknown)]).toEqual([422, 'order.refund.unknown_line']);
    }
    expect(shop.kept(id)).toBe(2990);
  });

  it('and another one at the same moment give back together no more than was paid', async () => {
    const { id } = await shop.bought();
    const answers = await Promise.all([2000, 2000, 2000].map((amountMinor) => shop.refund(id, { amountMinor })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    expect(shop.kept(id)).toBe(990);
    const key = crypto.randomUUID();
    await Promise.all([1, 2, 3].map(() => shop.refund(id, { amountMinor: 100 }, { key })));
    await eventually(async () => expect((await shop.refund(id, { amountMinor: 100 }, { key })).status).toBe(200));
    expect(shop.kept(id)).toBe(890);
  });

  it('gives back a second part while the provider is slow with the first, and hears of each in its own time', async () => {
    const { id } = await shop.bought();
    shop.desk.slowRefunds.add('slow');
    const lines = [{ sku: 'ROPE', quantity: 1 }];
    const first = Order.parse((await shop.refund(id, { lines, reason: 'slow' })).body);
    expect(first.refunds).toMatchObject([{ state: 'pending' }]);
    const second = Order.parse((await shop.refund(id, { lines })).body);
    expect(second.refunds).toMatchObject([{ state: 'pending' }, { state: 'succeeded' }]);
    expect(shop.inventory.calls.filter((call) => call.endsWith('/return'))).toHaveLength(1);
    expect([second.refunded.amountMinor, shop.kept(id)]).toEqual([1000, 1990]);
    shop.desk.slowRefunds.clear();
    await eventually(async () => expect((await shop.look(id)).refunded.amountMinor).toBe(2000));
    await shop.rests(id);
    expect(shop.inventory.calls.filter((call) => call.endsWith('/return'))).toHaveLength(2);
  });

  it('finds an order by its number or its id; a customer may none of this', async () => {
    const { id, number } = await shop.bought();
    for (const q of [number, number.toLowerCase().slice(3), id, ` ${id.toUpperCase()} `]) {
      const found = await shop.ask('GET', `/orders/find?q=${encodeURIComponent(q)}`, { as: OPERATOR });
      expect(Order.parse(found.body).id).toBe(id);
    }
    expect(codeOf(await shop.ask('GET', '/orders/find?q=BW-0000-0000', { as: OPERATOR }))).toBe(
      'order.order.not_found',
    );
    expect((await shop.ask('GET', `/orders/find?q=${number}`)).status).toBe(401);
    expect((await shop.refund(id, {}, { as: shop.me })).status).toBe(401);
    expect((await shop.ask('POST', `/orders/${id}/fulfil`)).status).toBe(401);
  });
});

async function facts(id: string) {
  const token = shop.serviceToken();
  const [from, to] = [Date.now() - 600_000, Date.now() + 600_000].map((ms) => new Date(ms).toISOString());
  const { body } = await shop.ask('GET', `/internal/facts/orders?from=${from}&to=${to}`, {
    headers: { 'x-service-token': token },
  });
  return listOrderFacts.responses[200].parse(body).items.filter(({ orderId }) => orderId === id);
}
