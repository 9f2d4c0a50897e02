import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deadlineIn, withDeadline } from '@breakwater/resilience';
import { type Asked, codeOf, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start();
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.sandbox.healthy();
  await shop.sandbox.forgetRequests();
});

const authorizeWithin = (ms: number, asked: Asked) => codeOf(withDeadline(deadlineIn(ms), () => shop.authorize(asked)));

describe('a caller who has hardly any time left', () => {
  it('hears so, and not that the provider is away; nothing is sent, and the same attempt works with more time', async () => {
    const asked = shop.ask();
    expect(await authorizeWithin(500, asked)).toBe('payment.provider.no_time');
    expect(await shop.sandbox.requests('create')).toBe(0);
    expect(await shop.get(asked)).toMatchObject({ state: 'created', providerReference: null });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
  });

  it('hears so as well when the create was cut short; its repeat is the same PaymentIntent', async () => {
    await shop.sandbox.faults({ timeoutAfterCharging: true, operations: ['create'], count: 1 });
    const asked = shop.ask();
    expect(await authorizeWithin(2000, asked)).toBe('payment.provider.no_time');
    expect(await shop.get(asked)).toMatchObject({ state: 'created', providerReference: null });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
    expect(await shop.sandbox.requests('create')).toBe(2);
  });

  it('hears of an unknown outcome when the confirmation was cut short: it may have worked', async () => {
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['confirm'],
      count: 1,
      webhooks: { lose: true },
    });
    const asked = shop.ask();
    expect(await withDeadline(deadlineIn(2000), () => shop.authorize(asked))).toMatchObject({ state: 'unknown' });
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized' });
    expect(await shop.sandbox.requests('confirm')).toBe(1);
  });
});
