import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deadlineIn, withDeadline } from '@breakwater/resilience';
import { eventually } from '@breakwater/testing';
import { type Asked, codeOf, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ PROVIDER_TIMEOUT_MS: '1500' });
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.sandbox.healthy();
  await shop.sandbox.forgetRequests();
});

/** As if the attempt had been made more than a day ago. */
async function age({ attemptId }: Asked): Promise<void> {
  await shop.database.writer.query(
    `UPDATE payment_attempt SET created_at = now() - interval '25 hours', next_look_at = now() + interval '1 hour'
     WHERE id = $1`,
    [attemptId],
  );
}

describe('an unclear answer of the provider', () => {
  it('is unknown and never declined; the sweeper finds out and tells order', async () => {
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['confirm'],
      count: 1,
      webhooks: { lose: true },
    });
    const asked = shop.ask();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'unknown', decline: null });
    await eventually(() => expect(shop.toldStates(asked)).toEqual(['unknown', 'authorized']));
    expect(await shop.sandbox.requests('confirm')).toBe(1);
  });

  it('a reset after the charge is found out by asking, and charged once', async () => {
    await shop.sandbox.faults({ resetAfterCharging: true, operations: ['confirm'], count: 1 });
    const asked = shop.ask();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'unknown' });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
    expect(await shop.sandbox.requests('create')).toBe(1);
    expect(await shop.sandbox.requests('confirm')).toBe(1);
  });

  it('a reset before the charge: asking again says that nothing was confirmed, the same attempt goes on', async () => {
    await shop.sandbox.faults({ reset: true, operations: ['confirm'], count: 1 });
    const asked = shop.ask();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'unknown' });
    expect(await shop.get(asked, 'true')).toMatchObject({ state: 'created' });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
    expect(await shop.sandbox.requests('create')).toBe(1);
  });

  it('a lost answer to the create is repeated with the same key and stays one PaymentIntent', async () => {
    await shop.sandbox.faults({ timeoutAfterCharging: true, operations: ['create'], count: 1 });
    const asked = shop.ask();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'unknown', providerReference: null });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
    expect(await shop.sandbox.requests('create')).toBe(2);
  });

  it('a call that comes while another one is at it is not told of a provider in trouble: the attempt is begun', async () => {
    await shop.sandbox.faults({ timeoutAfterCharging: true, operations: ['create'], count: 1 });
    const asked = shop.ask();
    const first = shop.authorize(asked);
    const leased = 'SELECT FROM payment_attempt WHERE id = $1 AND lease_until > now()';
    await eventually(async () => (await shop.database.writer.query(leased, [asked.attemptId])).length === 1);
    const second = await withDeadline(deadlineIn(800), () => shop.authorize(asked));
    expect(second).toMatchObject({ state: 'created', providerReference: null });
    expect(await first).toMatchObject({ state: 'unknown' });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
  });

  it('a failure that the provider keeps under the key does not stop the attempt for a day', async () => {
    await shop.sandbox.faults({ errorRate: true, operations: ['confirm'], count: 1 });
    const asked = shop.ask();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'unknown' });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
    await shop.sandbox.faults({ errorRate: true, operations: ['capture'], count: 1 });
    expect(await codeOf(shop.capture(asked))).toBe('payment.outcome.unknown');
    expect(await shop.capture(asked)).toMatchObject({ state: 'captured' });
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 2500, revenue: -2500 });
  });

  it('a capture without an answer is unknown; repeated it is captured and booked once', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['capture'],
      count: 1,
      webhooks: { lose: true },
    });
    expect(await codeOf(shop.capture(asked))).toBe('payment.outcome.unknown');
    expect(await shop.capture(asked)).toMatchObject({ state: 'captured' });
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 2500, revenue: -2500 });
  });

  it('a void without an answer is unknown; repeated it is voided', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['cancel'],
      count: 1,
      webhooks: { lose: true },
    });
    expect(await codeOf(shop.void(asked))).toBe('payment.outcome.unknown');
    expect(await shop.void(asked)).toMatchObject({ state: 'voided' });
  });
});

describe('past the provider’s key window', () => {
  it('a create is never repeated: the attempt ends as voided and its intent is cancelled', async () => {
    await shop.sandbox.faults({ timeoutAfterCharging: true, operations: ['create'], count: 1 });
    const asked = shop.ask();
    await shop.authorize(asked);
    await age(asked);
    expect(await shop.authorize(asked)).toMatchObject({ state: 'voided' });
    expect(await shop.sandbox.requests('create')).toBe(1);
    expect(await shop.sandbox.requests('cancel')).toBe(1);
  });

  it('a confirm is never repeated: what was not confirmed is cancelled, what was is authorised', async () => {
    const [before, after] = [shop.ask(), shop.ask()];
    await shop.sandbox.faults({
      timeoutBeforeCharging: true,
      operations: ['confirm'],
      count: 1,
      webhooks: { lose: true },
    });
    await shop.authorize(before);
    await age(before);
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['confirm'],
      count: 1,
      webhooks: { lose: true },
    });
    await shop.authorize(after);
    await age(after);
    expect((await shop.get(before)).state).toMatch(/unknown|created/);
    expect(await shop.authorize(before)).toMatchObject({ state: 'voided' });
    expect(await shop.authorize(after)).toMatchObject({ state: 'authorized' });
    expect(await shop.sandbox.requests('confirm')).toBe(2);
  });
});

describe('a provider that is away', () => {
  it('is said to be unavailable, nothing was charged, and the same attempt works when it is back', async () => {
    await shop.sandbox.faults({ errorRate: true, errorStatus: 429, operations: ['create'] });
    const asked = shop.ask();
    expect(await codeOf(shop.authorize(asked))).toBe('payment.provider.unavailable');
    expect(await shop.get(asked)).toMatchObject({ state: 'created', providerReference: null });
    await shop.sandbox.healthy();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
  });

  it('hangs for nobody: after some calls the answer is at once, and the first call after its return works', async () => {
    await shop.sandbox.faults({ hang: true });
    await Promise.all(Array.from({ length: 8 }, () => shop.authorize(shop.ask())));
    const startedAt = performance.now();
    expect(await codeOf(shop.authorize(shop.ask()))).toBe('payment.provider.unavailable');
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await shop.sandbox.healthy();
    await eventually(() => shop.authorize(shop.ask()).then(({ state }) => state === 'authorized'), {
      timeoutMs: 20_000,
    });
  });
});
