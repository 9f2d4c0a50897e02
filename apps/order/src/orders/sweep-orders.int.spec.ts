import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { OrderShop } from '../testing/order-shop.js';
import { SweepOrders } from './sweep-orders.js';

let shop: OrderShop;
afterEach(() => shop.stop());

const NEVER = '3600000';
const noTime = { status: 503, body: { error: { code: 'payment.provider.no_time', message: '' } } };

describe('the sweeper', () => {
  it('finishes 400 orders that a crash left in their first step, by one look', async () => {
    shop = await OrderShop.start(2, { SWEEP_EVERY_MS: NEVER });
    shop.fresh();
    const { id } = await shop.bought();
    await shop.database.writer.query(
      `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'attempt_id', gen_random_uuid(),
          'idempotency_key', 'crashed-' || n, 'state', 'pending', 'progress', '{"state":"pending","steps":["reserve_stock"]}'::jsonb,
          'timeline', '[{"state":"pending","at":"2026-01-01T00:00:00.000Z"}]'::jsonb, 'next_attempt_at', now()))).*
         FROM orders o, generate_series(1, 400) n WHERE o.id = $1`,
      [id],
    );
    await Promise.all(shop.services.map(({ app }) => app.get(SweepOrders).look()));
    const left = `SELECT FROM orders WHERE idempotency_key LIKE 'crashed-%' AND state <> 'paid'`;
    await eventually(async () => (await shop.database.writer.query(left)).length === 0, { timeoutMs: 30_000 });
    expect([...shop.desk.attempts.values()].filter(({ state }) => state === 'captured')).toHaveLength(401);
  });

  it('goes on with other orders while one of them waits for a slow answer', async () => {
    shop = await OrderShop.start();
    shop.fresh();
    shop.desk.trouble.set('authorize', 'reset');
    const slow = await shop.bought();
    const { promise, resolve } = Promise.withResolvers<void>();
    shop.desk.gates.set('look', promise);
    const looks = (): string[] => shop.payment.calls.filter((call) => call.startsWith('GET'));
    await eventually(() => looks().length === 1);

    // Once: its second try need not wait for long then.
    shop.desk.trouble.clear();
    let refusals = 1;
    shop.payment.script = (request) =>
      request.method === 'PUT' && refusals-- > 0 ? noTime : shop.desk.script(request);
    const other = await shop.bought();
    expect(other.state).toBe('reserved');
    await shop.reaches(other.id, 'paid');
    // It was the same answer that was waited for all the time.
    expect(looks()).toHaveLength(1);
    resolve();
    await shop.reaches(slow.id, 'paid');
  });
});
