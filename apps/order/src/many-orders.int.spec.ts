import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Order } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { type Heard, OrderShop } from './testing/order-shop.js';

let shop: OrderShop;

beforeAll(async () => {
  shop = await OrderShop.start(2, { SWEEP_EVERY_MS: '1000' });
});
afterAll(() => shop?.stop());
beforeEach(() => shop.fresh());

describe('two instances', () => {
  it('make one order of 100 submits of one checkout, and give all of them the same answer', async () => {
    await shop.fill();
    const key = crypto.randomUUID();
    const submit = async (instance: number): Promise<Heard> => {
      const heard = await shop.buy('pm_good', key, instance);
      if (heard.status !== 409) return heard;
      expect([heard.body, heard.headers.get('retry-after')]).toMatchObject([
        { error: { code: 'idempotency.key.in_progress' } },
        '1',
      ]);
      return eventually(
        async () => {
          const again = await shop.buy('pm_good', key, instance);
          return again.status !== 409 && again;
        },
        { everyMs: 500, timeoutMs: 30_000 },
      );
    };
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => submit(i % 2)));
    const different = [...new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))];
    expect(different).toHaveLength(1);
    expect(different[0]).toMatch(/^\[20[12],/);
    const { id } = Order.parse(answers[0]?.body);
    await shop.reaches(id, 'paid');
    expect([...shop.desk.attempts.values()].map(({ state }) => state)).toEqual(['captured']);
    expect((await shop.ask('GET', '/orders')).body).toMatchObject({ items: [{ id }] });
  });

  it('cancel, pay again and refund once, however often and wherever it is sent', async () => {
    const { id } = await shop.due();
    const send = async (once: (instance: number) => Promise<Heard>): Promise<Set<string>> => {
      const heard = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          eventually(
            async () => {
              const answer = await once(i % 2);
              return answer.status !== 409 && JSON.stringify([answer.status, answer.body]);
            },
            { everyMs: 500, timeoutMs: 30_000 },
          ),
        ),
      );
      return new Set(heard);
    };
    const [pay, refund, cancel] = [1, 2, 3].map(() => crypto.randomUUID());
    expect((await send((instance) => shop.pay(id, 'pm_good', { key: pay!, instance }))).size).toBe(1);
    await shop.reaches(id, 'paid');
    const part = { amountMinor: 100 };
    expect((await send((instance) => shop.refund(id, part, { key: refund!, instance }))).size).toBe(1);
    await eventually(() => expect(shop.kept(id)).toBe(2890));
    const other = await shop.bought();
    await shop.reaches(other.id, 'paid');
    expect((await send((instance) => shop.cancel(other.id, { key: cancel!, instance }))).size).toBe(1);
    await shop.reaches(other.id, 'refunded');
    expect([shop.kept(other.id), (await shop.look(other.id)).refunds.length]).toEqual([0, 1]);
  });
});
