import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Sql } from '@breakwater/database';
import { eventually } from '@breakwater/testing';
import { JoinOutage } from '../outages/join-outage.js';
import { OrderShop } from '../testing/order-shop.js';
import { findCoupon, redeemCoupon } from './coupons.repository.js';
import { IssueCoupon } from './issue-coupon.js';
import { releaseCoupon } from './release-coupon.js';
import { revokeCoupon } from './revoke-coupon.js';

let shop: OrderShop;
/** An order that all others here are copies of. */
let model: string;

beforeAll(async () => {
  shop = await OrderShop.start(1, { PROBE_EVERY_MS: '600000' });
  shop.fresh();
  // On a busy machine the first request of all may take too long.
  model = await eventually(async () => (await shop.bought()).id);
});
afterAll(() => shop.stop());

type Work = (tx: Sql) => Promise<unknown>;
const inTransaction = (work: Work) => shop.database.transaction(work);
const provided = <T>(type: new (...parameters: never[]) => T): T => shop.services[0]!.app.get(type);

/** Another order of the same customer, which the outage has delayed. */
async function delayed(): Promise<string> {
  const id = crypto.randomUUID();
  await shop.database.writer.query(
    `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', $2::text, 'attempt_id', $2::text,
       'idempotency_key', $2::text))).* FROM orders o WHERE id = $1`,
    [model, id],
  );
  await inTransaction((tx) => provided(JoinOutage).join(tx, id));
  return id;
}

const issue = (id: string, email: string) => (tx: Sql) =>
  provided(IssueCoupon).issue(tx, { id, email, total: { amountMinor: 2990, currency: 'EUR' } });
const redeem = (code: string, by: string) => (tx: Sql) => redeemCoupon(tx, code, by, new Date());
const revoke = (earner: string) => (tx: Sql) => revokeCoupon(tx, earner, new Date());
const release = (user: string) => (tx: Sql) => releaseCoupon(tx, user);

/** An order with its coupon, and one that may use that. */
async function given(email: string): Promise<{ earner: string; user: string; code: string }> {
  const [earner, user] = [await delayed(), await delayed()];
  await inTransaction(issue(earner, email));
  const [row] = await shop.database.writer.query<{ code: string }>('SELECT code FROM coupon WHERE order_id = $1', [
    earner,
  ]);
  return { earner, user, code: row!.code };
}

async function costs(): Promise<{ spent: number; owed: number }> {
  const [row] = await shop.database.writer.query<{ spent: number; owed: number }>(
    `SELECT coalesce(sum(coupon_spent_minor), 0)::int AS spent, (SELECT coalesce(sum(amount_minor), 0)::int FROM coupon
        WHERE revoked_at IS NULL OR redeemed_by IS NOT NULL) AS owed FROM payment_outage`,
  );
  return row!;
}

/** The first has done its work and not yet committed when the second comes; that one has to wait. */
async function oneAfterTheOther(first: Work, second: Work): Promise<unknown> {
  const [worked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const one = inTransaction(async (tx) => {
    await first(tx);
    worked.resolve();
    await go.promise;
  });
  await worked.promise;
  const other = inTransaction(second);
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await eventually(async () => (await shop.database.writer.query(waiting)).length > 0);
  go.resolve();
  await one;
  return other;
}

it('is refused to whoever wants to use it while it is revoked', async () => {
  const { spent } = await costs();
  const { earner, user, code } = await given('first@example.com');
  expect(await oneAfterTheOther(revoke(earner), redeem(code, user))).toBe(false);
  expect(await findCoupon(shop.database.writer, code)).toMatchObject({ redeemedBy: null, revokedAt: expect.any(Date) });
  expect(await costs()).toEqual({ spent, owed: spent });
});

it('stays spent when it is revoked while it is used', async () => {
  const { spent } = await costs();
  const { earner, user, code } = await given('second@example.com');
  await oneAfterTheOther(redeem(code, user), revoke(earner));
  expect(await findCoupon(shop.database.writer, code)).toMatchObject({ redeemedBy: user, revokedAt: expect.any(Date) });
  expect(await costs()).toEqual({ spent: spent + 500, owed: spent + 500 });
});

it.each(['revoked first', 'released first'])('gives its budget back once, %s', async (order) => {
  const { spent } = await costs();
  const { earner, user, code } = await given(`${order.split(' ')[0]}@example.com`);
  await inTransaction(redeem(code, user));
  const works = [revoke(earner), release(user)] as const;
  const [first, second] = order === 'revoked first' ? works : works.toReversed();
  await oneAfterTheOther(first, second);
  await inTransaction(revoke(earner));
  await inTransaction(release(user));
  expect(await costs()).toEqual({ spent, owed: spent });
});

it('is kept by who used it first, costs what it costs and blocks nobody, whatever happens at once in many rounds', async () => {
  for (let round = 0; round < 60; round++) {
    const email = `${round}@example.com`;
    const { spent } = await costs();
    const [earner, another, user, rival] = await Promise.all([delayed(), delayed(), delayed(), delayed()]);
    await inTransaction(issue(earner, email));
    const [row] = await shop.database.writer.query<{ code: string }>('SELECT code FROM coupon WHERE order_id = $1', [
      earner,
    ]);
    const code = row!.code;
    const [, won] = await Promise.all(
      [redeem(code, user), redeem(code, rival), revoke(earner), release(user), issue(another, email)].map(
        inTransaction,
      ),
    );
    // Who has got it keeps it: the other one may only have had it before, and let it go.
    const holder = (await findCoupon(shop.database.writer, code))?.redeemedBy;
    expect(won ? [rival] : [user, null]).toContain(holder);
    const after = await costs();
    expect(after.spent).toBe(after.owed);
    expect(after.spent - spent).toBeLessThanOrEqual(500);
  }
});
