import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { Stripe } from 'stripe';
import { PaymentFixture } from '../testing/payment-fixture.js';
import { WEBHOOK_SECRETS } from '../testing/start-sandbox.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start();
});
afterAll(() => shop?.stop());
beforeEach(() => shop.sandbox.healthy());

interface Sent {
  readonly secret?: string;
  readonly ageSeconds?: number;
  readonly tamper?: boolean;
  readonly id?: string;
}

async function send(reference: string, { secret = WEBHOOK_SECRETS[0], ageSeconds = 0, tamper, id }: Sent = {}) {
  const event = { id: id ?? `evt_${crypto.randomUUID()}`, object: 'event', type: 'payment_intent.succeeded' };
  const payload = JSON.stringify({ ...event, data: { object: { id: reference, object: 'payment_intent' } } }, null, 2);
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  const response = await fetch(`${shop.url}/payments/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
    body: tamper === true ? payload.replace('succeeded', 'canceled') : payload,
  });
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: body.error?.code, id: event.id };
}

const stored = async (id: string): Promise<number> =>
  (await shop.database.writer.query('SELECT 1 FROM webhook_event WHERE id = $1', [id])).length;

describe('the webhook', () => {
  it('takes events of both live secrets', async () => {
    for (const secret of WEBHOOK_SECRETS) {
      const { status, id } = await send('pi_x', { secret });
      expect(status).toBe(200);
      expect(await stored(id)).toBe(1);
    }
  });

  it('refuses a wrong secret, an old signature and changed bytes, and stores nothing of them', async () => {
    for (const wrong of [{ secret: 'whsec_wrong_0123456789' }, { ageSeconds: 301 }, { tamper: true }]) {
      const { status, code, id } = await send('pi_x', wrong);
      expect({ status, code }).toEqual({ status: 400, code: 'payment.webhook.signature_invalid' });
      expect(await stored(id)).toBe(0);
    }
    const unsigned = await fetch(`${shop.url}/payments/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(unsigned.status).toBe(400);
  });

  it('answers a doubled event alike and works it once', async () => {
    const id = `evt_${crypto.randomUUID()}`;
    const answers = await Promise.all([send('pi_x', { id }), send('pi_x', { id }), send('pi_x', { id })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stored(id)).toBe(1);
  });

  it('believes the provider’s state and not the event: a false "succeeded" changes nothing', async () => {
    const asked = shop.ask();
    const { providerReference } = await shop.authorize(asked);
    const { id } = await send(providerReference ?? '');
    await eventually(async () => {
      const open = await shop.database.writer.query(
        'SELECT 1 FROM webhook_event WHERE id = $1 AND next_try_at IS NOT NULL',
        [id],
      );
      expect(open).toHaveLength(0);
    });
    expect((await shop.get(asked)).state).toBe('authorized');
    expect(await shop.ledger(asked)).toEqual({});
  });

  it('doubled, late and reordered events end in the same state, and order hears each state once', async () => {
    await shop.sandbox.faults({ webhooks: { double: true, delayMs: 300 } });
    const asked = await shop.captured();
    await shop.refund(asked, crypto.randomUUID(), 2500);
    const { providerReference } = await shop.get(asked);
    await eventually(async () => {
      const rows = await shop.database.writer.query<{ open: boolean }>(
        'SELECT next_try_at IS NOT NULL AS open FROM webhook_event WHERE provider_reference = $1',
        [providerReference],
      );
      expect(rows.length).toBeGreaterThanOrEqual(4);
      expect(rows.filter(({ open }) => open)).toHaveLength(0);
    });
    expect((await shop.get(asked)).state).toBe('refunded');
    expect(shop.toldStates(asked)).toEqual(['authorized', 'captured', 'refunded']);
    expect(await shop.ledger(asked)).toEqual({
      customer_receivable: 0,
      provider_clearing: 0,
      revenue: -2500,
      refunds: 2500,
    });
  });

  it('tells of a capture whose answer was lost', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    await shop.sandbox.faults({ resetAfterCharging: true, operations: ['capture'], count: 1 });
    await shop.capture(asked).catch(() => undefined);
    await eventually(async () => expect((await shop.get(asked)).state).toBe('captured'));
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 2500, revenue: -2500 });
  });
});
