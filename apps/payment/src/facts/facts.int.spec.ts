import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listPaymentFacts, listProviderFacts, PaymentFact, ProviderFact } from '@breakwater/contracts';
import { PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start();
});
afterAll(() => shop?.stop());

const window = () => ({
  from: new Date(Date.now() - 60_000).toISOString(),
  to: new Date(Date.now() + 60_000).toISOString(),
});

async function pages<T>(page: (after: string | undefined) => Promise<{ items: T[]; next: string | null }>) {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    all.push(...items);
    after = next ?? undefined;
  } while (after !== undefined);
  return all;
}

describe('facts for reconciliation', () => {
  it('name every movement once, page by page, on our side and on the provider’s', async () => {
    const asked = [await shop.captured(1000), await shop.captured(2000), await shop.captured(3000)];
    await shop.refund(asked[2]!, crypto.randomUUID(), 500);
    const ours = await pages<PaymentFact>((after) =>
      shop.client.call(listPaymentFacts, { query: { ...window(), limit: 2, ...(after ? { after } : {}) } }),
    );
    expect(ours).toHaveLength(3);
    const third = ours.find(({ attemptId }) => attemptId === asked[2]!.attemptId)!;
    expect(third).toMatchObject({
      state: 'captured',
      captured: { amountMinor: 3000, currency: 'EUR' },
      refunded: { amountMinor: 500 },
      ledger: { amountMinor: 2500 },
    });
    expect(third.movements.map(({ kind, amount }) => [kind, amount.amountMinor])).toEqual([
      ['capture', 3000],
      ['refund', 500],
    ]);
    const theirs = await pages<ProviderFact>((after) =>
      shop.client.call(listProviderFacts, { query: { ...window(), limit: 2, ...(after ? { after } : {}) } }),
    );
    const moved = theirs.filter(({ providerReference }) => providerReference === third.providerReference);
    expect(moved.map(({ type, amount }) => [type, amount.amountMinor])).toEqual([
      ['refund', -500],
      ['charge', 3000],
    ]);
    expect(moved[0]?.source).toBe(third.movements[1]?.source);
    expect(moved[1]?.attemptId).toBe(third.attemptId);
  });

  it('are for services only', async () => {
    const { from, to } = window();
    for (const path of ['payments', 'provider']) {
      expect((await fetch(`${shop.url}/internal/facts/${path}?from=${from}&to=${to}`)).status).toBe(401);
    }
  });
});

describe('its routes', () => {
  it('answer bad input with a stable code and store nothing', async () => {
    const [attempt] = [crypto.randomUUID()];
    const token = shop.services[0]!.platform.tokens.mint('payment');
    const put = (body: string, type = 'application/json') =>
      fetch(`${shop.url}/internal/attempts/${attempt}`, {
        method: 'PUT',
        headers: { 'content-type': type, 'x-service-token': token },
        body,
      });
    const good = {
      orderId: crypto.randomUUID(),
      orderNumber: 'BW-1',
      amount: { amountMinor: 100, currency: 'EUR' },
      email: 'a@example.com',
      paymentMethod: 'pm_card_visa',
      returnUrl: 'http://localhost/',
    };
    const bodies = [
      '{',
      '[]',
      'null',
      JSON.stringify({ ...good, extra: 1 }),
      JSON.stringify({ ...good, amount: { amountMinor: 1.5, currency: 'EUR' } }),
      JSON.stringify({ ...good, amount: { amountMinor: -5, currency: 'EUR' } }),
      JSON.stringify({ ...good, amount: { amountMinor: 0, currency: 'EUR' } }),
      JSON.stringify({ ...good, amount: { amountMinor: 100, currency: 'euro' } }),
      JSON.stringify({ ...good, orderId: "1'; DROP TABLE payment_attempt; --" }),
    ];
    for (const body of bodies) {
      const response = await put(body);
      expect([400, 422]).toContain(response.status);
      expect(((await response.json()) as { error: { code: string } }).error.code).toMatch(/^[a-z_]+(\.[a-z_]+)+$/);
    }
    expect((await put(JSON.stringify(good), 'text/plain')).status).toBe(415);
    expect((await put('x'.repeat(300_000))).status).toBe(413);
    const rows = await shop.database.writer.query('SELECT 1 FROM payment_attempt WHERE id = $1', [attempt]);
    expect(rows).toHaveLength(0);
  });
});
