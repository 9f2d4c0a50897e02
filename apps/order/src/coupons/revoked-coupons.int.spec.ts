import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Cart, type Checkout, Order, type Outage } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { codeOf, type Heard, OPERATOR, OrderShop, someone } from '../testing/order-shop.js';

let shop: OrderShop;
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const AWAY = { status: 503, body: { error: { code: 'payment.provider.unavailable', message: '' } } };
const WORDS = 'This coupon belonged to a purchase that was cancelled.';
/** What two ropes, a lamp and shipping come to, and what is left of it with the coupon. */
const GROSS = 2990;
const LESS = 2490;

beforeAll(async () => {
  shop = await OrderShop.start(2, { PROBE_EVERY_MS: '100' });
});
afterAll(() => shop.stop());
beforeEach(async () => {
  shop.fresh();
  shop.desk.cards.set('pm_bank', 'requires_action');
  // Each test has an outage of its own: none that has just ended goes on.
  await shop.database.writer.query(
    "UPDATE payment_outage SET ended_at = coalesce(ended_at, now()) - interval '1 hour'",
  );
});

const checkout = (total: number, paymentMethod: string, email: string): Checkout => ({
  email,
  shippingAddress: { name: 'Mara', line1: '1 Pier', city: 'Cobh', postalCode: 'P24', country: 'IE' },
  paymentMethod,
  expectedTotal: eur(total),
});
const buy = (total: number, { card = 'pm_good', email = 'mara@example.com', as = shop.me, instance = 0 } = {}) =>
  shop.ask('POST', '/orders', { key: crypto.randomUUID(), as, instance, body: checkout(total, card, email) });
const put = (code: string) => shop.ask('PUT', '/cart/coupon', { body: { code } });
const refusal = (heard: Heard) => [heard.status, codeOf(heard), (heard.body as { error: Error }).error.message];
const REFUSED = [409, 'coupon.code.expired', WORDS];

/** An order that was deferred by an outage and paid after it. */
async function waitedFor(email?: string): Promise<Order> {
  shop.desk.trouble.set('authorize', AWAY);
  await shop.fill();
  const { id } = Order.parse((await buy(GROSS, email === undefined ? {} : { email })).body);
  shop.desk.trouble.delete('authorize');
  return shop.reaches(id, 'paid');
}

const codeIn = ({ apology }: Order): string => apology?.code ?? 'no apology';

/** A purchase with its coupon, and a cart that has the coupon in it. */
async function earned(email?: string): Promise<{ purchase: Order; code: string }> {
  const purchase = await waitedFor(email);
  const code = codeIn(purchase);
  await shop.fill();
  expect((await put(code)).status).toBe(200);
  return { purchase, code };
}

/** What the outage has spent is what its coupons cost, and operators are shown how many are good. */
async function expectCosts(spentMinor: number, { issued }: { issued: number }): Promise<void> {
  const [row] = await shop.database.writer.query<{ spent: number; owed: number }>(
    `SELECT coupon_spent_minor AS spent, (SELECT coalesce(sum(amount_minor), 0)::int FROM coupon
        WHERE outage_id = p.id AND (revoked_at IS NULL OR redeemed_by IS NOT NULL)) AS owed
       FROM payment_outage p ORDER BY began_at DESC LIMIT 1`,
  );
  expect(row).toEqual({ spent: spentMinor, owed: spentMinor });
  await eventually(async () => {
    const { body } = await shop.ask('GET', '/orders/outages', { as: OPERATOR });
    expect((body as { items: Outage[] }).items[0]).toMatchObject({ couponsIssued: issued });
  });
}

describe('the coupon of a purchase that is cancelled', () => {
  it('is offered no more, is refused with words of its own, and its outage has the amount back', async () => {
    const { id, apology } = await waitedFor();
    await expectCosts(500, { issued: 1 });
    const cancelled = Order.parse((await shop.cancel(id)).body);
    expect(cancelled).toMatchObject({ state: 'refunded', apology: null });
    expect((await shop.look(id)).apology).toBeNull();
    expect(refusal(await put(apology?.code ?? ''))).toEqual(REFUSED);
    await expectCosts(0, { issued: 0 });
  });

  it('is earned again by another purchase of the same outage, and by one at a time', async () => {
    const first = await waitedFor();
    await shop.cancel(first.id);
    const second = await waitedFor();
    expect([codeIn(second), codeIn(first)]).toEqual([expect.stringMatching(/^SORRY/), expect.stringMatching(/^SORRY/)]);
    expect(codeIn(second)).not.toBe(codeIn(first));
    expect((await waitedFor()).apology).toBeNull();
    await expectCosts(500, { issued: 1 });
  });

  it('stays while a part is given back, or what was sent off', async () => {
    const part = await waitedFor('part@example.com');
    await shop.refund(part.id, { amountMinor: 100 });
    const sent = await waitedFor('sent@example.com');
    await shop.ask('POST', `/orders/${sent.id}/fulfil`, { as: OPERATOR });
    await shop.refund(sent.id, {});
    await shop.reaches(sent.id, 'refunded');
    for (const order of [part, sent]) expect(codeIn(await shop.look(order.id))).toBe(codeIn(order));
    await expectCosts(1000, { issued: 2 });
  });

  it('is told to be gone to who has it in the cart; the full price may then be paid', async () => {
    const { purchase } = await earned();
    await shop.cancel(purchase.id);
    expect(refusal(await buy(LESS))).toEqual(REFUSED);
    expect(Cart.parse((await shop.ask('GET', '/cart')).body)).toMatchObject({ coupon: null, total: eur(GROSS) });
    expect(Order.parse((await buy(GROSS)).body)).toMatchObject({ state: 'paid', couponCode: null });
  });
});

describe('a coupon that was used before its purchase is cancelled', () => {
  it('stays spent, and no other is earned', async () => {
    const { purchase } = await earned();
    expect(Order.parse((await buy(LESS)).body)).toMatchObject({ state: 'paid', discount: eur(500) });
    await shop.cancel(purchase.id);
    await expectCosts(500, { issued: 0 });
    expect((await waitedFor()).apology).toBeNull();
  });

  it('gives its budget back when the order that used it comes to nothing, and is of no use to any other', async () => {
    const { purchase, code } = await earned();
    const user = Order.parse((await buy(LESS, { card: 'pm_bank' })).body);
    expect(user).toMatchObject({ state: 'requires_action', couponCode: code });
    await shop.cancel(purchase.id);
    await expectCosts(500, { issued: 0 });
    await shop.cancel(user.id);
    await expectCosts(0, { issued: 0 });
    expect(refusal(await put(code))).toEqual(REFUSED);
  });

  it('does not go over to the order that takes the place of the one that used it', async () => {
    const { purchase } = await earned();
    const left = Order.parse((await buy(LESS, { card: 'pm_bank' })).body);
    await shop.cancel(purchase.id);
    expect(refusal(await buy(LESS))).toEqual(REFUSED);
    await shop.reaches(left.id, 'cancelled');
    await expectCosts(0, { issued: 0 });
  });
});

describe('using a coupon while its purchase is cancelled', () => {
  it('ends in one of the two, for each of many, and the budget is exact to the cent', async () => {
    const rounds = 12;
    let used = 0;
    for (let round = 0; round < rounds; round++) {
      const { purchase } = await earned(`${round}@example.com`);
      const buyer = shop.me;
      // Who comes first differs from round to round; often both are under way.
      const [bought] = await Promise.all([
        buy(LESS, { as: buyer, instance: round % 2 }),
        shop.cancel(purchase.id, { as: buyer, instance: (round + 1) % 2 }),
      ]);
      await shop.reaches(purchase.id, 'refunded');
      if (bought.status === 201) used++;
      else expect(refusal(bought)).toEqual(REFUSED);
      await expectCosts(used * 500, { issued: 0 });
      shop.me = someone();
    }
  });
});
