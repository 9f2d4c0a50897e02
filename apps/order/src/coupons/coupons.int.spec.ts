import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Cart, type Checkout, Order, type Outage } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { codeOf, OPERATOR, OrderShop, someone } from '../testing/order-shop.js';
import { JoinOutage } from '../outages/join-outage.js';
import { IssueCoupon } from './issue-coupon.js';

let shop: OrderShop;
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const AWAY = { status: 503, body: { error: { code: 'payment.provider.unavailable', message: '' } } };
/** What two ropes, a lamp and shipping come to. */
const GROSS = 2990;

beforeAll(async () => {
  shop = await OrderShop.start(2, { COUPON_BUDGET_MINOR: '2500', PROBE_EVERY_MS: '100' });
});
afterAll(() => shop.stop());
beforeEach(async () => {
  shop.fresh();
  // Each test has an outage of its own: none that has just ended goes on.
  await shop.database.writer.query(
    "UPDATE payment_outage SET ended_at = coalesce(ended_at, now()) - interval '1 hour'",
  );
});

/** An order that was deferred by an outage and paid after it. */
async function waitedFor(card = 'pm_good'): Promise<Order> {
  shop.desk.trouble.set('authorize', AWAY);
  const { id, state } = await shop.bought(card);
  expect(state).toBe('payment_deferred');
  shop.desk.trouble.delete('authorize');
  return shop.reaches(id, 'paid');
}

async function couponCode(): Promise<string> {
  const { apology } = await waitedFor();
  if (apology === null) throw new Error('no apology');
  return apology.code;
}

const put = (code: string) => shop.ask('PUT', '/cart/coupon', { body: { code } });
const cart = async () => Cart.parse((await shop.ask('GET', '/cart')).body);
const checkout = (total: number, paymentMethod: string): Checkout => ({
  email: 'mara@example.com',
  shippingAddress: { name: 'Mara', line1: '1 Pier', city: 'Cobh', postalCode: 'P24', country: 'IE' },
  paymentMethod,
  expectedTotal: eur(total),
});
const buyFor = (total: number, { as = shop.me, card = 'pm_good', instance = 0 } = {}) =>
  shop.ask('POST', '/orders', { key: crypto.randomUUID(), as, instance, body: checkout(total, card) });
const expire = (code: string) =>
  shop.database.writer.query("UPDATE coupon SET expires_at = now() - interval '1 second' WHERE code = $1", [code]);
const spent = async () => {
  const [row] = await shop.database.writer.query<{ spent: number; issued: number }>(
    `SELECT coupon_spent_minor AS spent, (SELECT count(*)::int FROM coupon WHERE outage_id = p.id) AS issued
       FROM payment_outage p ORDER BY began_at DESC LIMIT 1`,
  );
  return row;
};

describe('the coupon for a wait', () => {
  it('is shown with the order that had to wait, and not with one that was paid at once', async () => {
    const { apology } = await waitedFor();
    expect(apology).toMatchObject({ code: expect.stringMatching(/^SORRY(-[2-9A-Z]{5}){3}$/), amount: eur(500) });
    expect(Date.parse(apology?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    expect((await shop.bought()).apology).toBeNull();
  });

  it('is given once per customer and outage, however many orders waited and however the address is written', async () => {
    shop.desk.trouble.set('authorize', AWAY);
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push((await shop.bought()).id);
    await shop.database.writer.query('UPDATE orders SET email = $2 WHERE id = $1', [ids[0], 'Mara@Example.COM']);
    shop.desk.trouble.delete('authorize');
    const orders = await Promise.all(ids.map((id) => shop.reaches(id, 'paid')));
    expect(orders.filter(({ apology }) => apology !== null)).toHaveLength(1);
    expect(await spent()).toEqual({ spent: 500, issued: 1 });
  });

  it('is not given for an order that was never paid', async () => {
    shop.desk.trouble.set('authorize', AWAY);
    const { id } = await shop.bought();
    await shop.cancel(id);
    expect((await shop.reaches(id, 'cancelled')).apology).toBeNull();
  });

  it('never costs more than the budget of the outage, however many orders are paid at the same moment', async () => {
    const { id } = await shop.bought();
    const [join, issue] = [JoinOutage, IssueCoupon].map((type) => shop.services[0]?.app.get(type)) as [
      JoinOutage,
      IssueCoupon,
    ];
    const orders = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const copy = crypto.randomUUID();
        await shop.database.writer.query(
          `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', $2::text, 'attempt_id', $2::text,
             'idempotency_key', $2::text))).* FROM orders o WHERE id = $1`,
          [id, copy],
        );
        await shop.database.transaction((tx) => join.join(tx, copy));
        return { id: copy, email: `${copy}@example.com`, total: eur(GROSS) };
      }),
    );
    await Promise.all(orders.map((order) => shop.database.transaction((tx) => issue.issue(tx, order))));
    expect(await spent()).toEqual({ spent: 2500, issued: 5 });
  });
});

describe('a coupon in the cart', () => {
  it('takes its amount off, is charged so, and is used up by the order', async () => {
    const code = await couponCode();
    await shop.fill();
    const shown = Cart.parse((await put(code.toLowerCase())).body);
    expect(shown).toMatchObject({ coupon: { code, discount: eur(500) }, total: eur(GROSS - 500) });
    const order = Order.parse((await buyFor(GROSS - 500)).body);
    expect(order).toMatchObject({ state: 'paid', discount: eur(500), couponCode: code, total: eur(GROSS - 500) });
    expect(shop.desk.kept(order.id)).toBe(GROSS - 500);
    expect(await cart()).toMatchObject({ coupon: null, lines: [] });
    await shop.fill();
    expect(codeOf(await put(code))).toBe('coupon.code.used');
  });

  it('can be taken out again', async () => {
    const code = await couponCode();
    await shop.fill();
    await put(code);
    const { body } = await shop.ask('DELETE', '/cart/coupon');
    expect(Cart.parse(body)).toMatchObject({ coupon: null, total: eur(GROSS) });
  });

  it('is refused with a code that says why: unknown, expired, used', async () => {
    const unknown = await put('SORRY-NOPE');
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'coupon.code.unknown']);
    const code = await couponCode();
    await expire(code);
    const expired = await put(code);
    expect([expired.status, codeOf(expired)]).toEqual([409, 'coupon.code.expired']);
  });

  it('that expired between looking and buying is said to have expired; the full price may then be paid', async () => {
    const code = await couponCode();
    await shop.fill();
    await put(code);
    await expire(code);
    const refused = await buyFor(GROSS - 500);
    expect([refused.status, codeOf(refused)]).toEqual([409, 'coupon.code.expired']);
    expect(await cart()).toMatchObject({ coupon: null, total: eur(GROSS) });
    const order = Order.parse((await buyFor(GROSS)).body);
    expect(order).toMatchObject({ state: 'paid', couponCode: null, discount: eur(0) });
  });

  it('is used by one order, when twenty carts are bought with it at once', async () => {
    const code = await couponCode();
    const buyers = Array.from({ length: 20 }, () => someone());
    for (const as of buyers) {
      await shop.ask('PUT', '/cart/lines/ROPE', { as, body: { quantity: 3 } });
      await shop.ask('PUT', '/cart/coupon', { as, body: { code } });
    }
    const answers = await Promise.all(buyers.map((as, n) => buyFor(2990, { as, instance: n % 2 })));
    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status === 409);
    expect([won.length, lost.length]).toEqual([1, 19]);
    expect(new Set(lost.map(codeOf))).toEqual(new Set(['coupon.code.used']));
    const redeemed = 'SELECT count(*)::int AS orders FROM orders WHERE coupon_code = $1';
    expect(await shop.database.writer.query(redeemed, [code])).toEqual([{ orders: 1 }]);
  });

  it('goes over to the new order when that takes the place of one that was left at the bank', async () => {
    const code = await couponCode();
    shop.desk.cards.set('pm_bank', 'requires_action');
    await shop.fill();
    await put(code);
    const left = Order.parse((await buyFor(GROSS - 500, { card: 'pm_bank' })).body);
    expect(left).toMatchObject({ state: 'requires_action', couponCode: code });
    expect(await cart()).toMatchObject({ coupon: { code, discount: eur(500) }, total: eur(GROSS - 500) });
    const order = Order.parse((await buyFor(GROSS - 500)).body);
    expect(order).toMatchObject({ state: 'paid', couponCode: code, total: eur(GROSS - 500) });
    await shop.reaches(left.id, 'cancelled');
    expect(codeOf(await put(code))).toBe('coupon.code.used');
  });

  it.each([
    ['declined', 'pm_poor'],
    ['cancelled', 'pm_bank'],
  ] as const)('may be used again when nothing was bought with it: %s', async (end, card) => {
    const code = await couponCode();
    shop.desk.cards.set('pm_poor', 'declined');
    shop.desk.cards.set('pm_bank', 'requires_action');
    await shop.fill();
    await put(code);
    const answer = await buyFor(GROSS - 500, { card });
    if (end === 'cancelled') await shop.cancel(Order.parse(answer.body).id);
    await eventually(async () => {
      expect((await put(code)).status).toBe(200);
      expect(await cart()).toMatchObject({ coupon: { code } });
    });
    const [row] = await shop.database.writer.query<{ by: string | null }>(
      'SELECT redeemed_by AS by FROM coupon WHERE code = $1',
      [code],
    );
    expect(row?.by).toBeNull();
  });
});

describe('outages', () => {
  it('are listed for operators with the coupons that they cost', async () => {
    await waitedFor();
    await eventually(async () => {
      const { body } = await shop.ask('GET', '/orders/outages', { as: OPERATOR });
      const [latest] = (body as { items: Outage[] }).items;
      expect(latest).toMatchObject({ deferredOrders: 1, couponsIssued: 1, drainedAt: expect.any(String) });
    });
  });
});
