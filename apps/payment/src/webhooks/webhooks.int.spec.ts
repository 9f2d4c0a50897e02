import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { Stripe } from 'stripe';
import { AttemptLease } from '../attempts/attempt-lease.js';
import { PaymentFixture } from '../testing/payment-fixture.js';
import { SECRET_KEY, WEBHOOK_SECRETS } from '../testing/start-sandbox.js';
import { PruneWebhooks } from './prune-webhooks.js';

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
  readonly type?: string;
}

async function send(reference: string, { secret = WEBHOOK_SECRETS[0], ageSeconds = 0, tamper, id, type }: Sent = {}) {
  const event = {
    id: id ?? `evt_${crypto.randomUUID()}`,
    object: 'event',
    type: type ?? 'payment_intent.succeeded',
  };
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

  it('answers what tells nothing new, and keeps none of it', async () => {
    for (const type of ['payment_intent.created', 'charge.captured', 'customer.created']) {
      const { status, id } = await send('pi_x', { type });
      expect(status).toBe(200);
      expect(await stored(id)).toBe(0);
    }
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

  it('tells of a capture whose answer was lost', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    await shop.sandbox.faults({ resetAfterCharging: true, operations: ['capture'], count: 1 });
    await shop.capture(asked).catch(() => undefined);
    await eventually(async () => expect((await shop.get(asked)).state).toBe('captured'));
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 2500, revenue: -2500 });
  });
});

/** Everything that happened at the provider to this payment, oldest first, as it would be sent. */
async function eventsOf(reference: string): Promise<Stripe.Event[]> {
  const { protocol, hostname, port } = new URL(shop.sandbox.url);
  const stripe = new Stripe(SECRET_KEY, { host: hostname, port, protocol: protocol === 'https:' ? 'https' : 'http' });
  const { data } = await stripe.events.list({ limit: 100 });
  const about = (object: object): boolean => JSON.stringify(object).includes(reference);
  return data.filter((event) => about(event.data.object)).toReversed();
}

async function deliver(event: Stripe.Event): Promise<void> {
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRETS[0] });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const response = await fetch(`${shop.url}/payments/webhooks/stripe`, { method: 'POST', headers, body: payload });
  expect(response.status).toBe(200);
}

async function allWorked(reference: string): Promise<void> {
  await eventually(async () => {
    const rows = await shop.database.writer.query<{ open: boolean }>(
      'SELECT next_try_at IS NOT NULL AS open FROM webhook_event WHERE provider_reference = $1',
      [reference],
    );
    expect(rows.filter(({ open }) => open)).toHaveLength(0);
  });
}

describe('one payment with 3-D Secure, captured and given back in two parts', () => {
  /** Its events go the way that `webhooks` says; `afterwards` may add some. */
  async function live(webhooks: object, afterwards: (events: Stripe.Event[]) => Promise<void> = async () => {}) {
    await shop.sandbox.faults({ webhooks });
    const asked = shop.ask();
    const { nextActionUrl, providerReference } = await shop.authorize(asked, 'pm_card_authenticationRequired');
    await shop.sandbox.answerBank(nextActionUrl ?? '', 'approve');
    await eventually(async () => expect((await shop.get(asked, 'true')).state).toBe('authorized'));
    await shop.capture(asked);
    await shop.refund(asked, crypto.randomUUID(), 1000);
    await shop.refund(asked, crypto.randomUUID(), 1500);
    await afterwards(await eventsOf(providerReference ?? ''));
    await allWorked(providerReference ?? '');
    await eventually(() => expect(shop.toldStates(asked).at(-1)).toBe('refunded'));
    const { state } = await shop.get(asked);
    return { state, told: shop.toldStates(asked), ledger: await shop.ledger(asked) };
  }

  const end = {
    state: 'refunded',
    told: ['requires_action', 'authorized', 'captured', 'captured', 'refunded'],
    ledger: { customer_receivable: 0, provider_clearing: 0, revenue: -2500, refunds: 2500 },
  };

  it('ends the same when every event comes twice', async () => {
    expect(await live({ double: true })).toEqual(end);
  });
  it('ends the same when every event comes late', async () => {
    expect(await live({ delayMs: 700 })).toEqual(end);
  });
  it('ends the same when no event ever comes', async () => {
    expect(await live({ lose: true })).toEqual(end);
  });
  it('ends the same when the events come in the opposite order', async () => {
    const backwards = async (events: Stripe.Event[]): Promise<void> => {
      expect(events.length).toBeGreaterThanOrEqual(6);
      for (const event of events.toReversed()) await deliver(event);
    };
    expect(await live({ lose: true }, backwards)).toEqual(end);
  });
  it('ends the same when all events come again, at once and in any order, after the end', async () => {
    const again = async (events: Stripe.Event[]): Promise<void> => {
      await Promise.all(events.flatMap((event) => [deliver(event), deliver(event)]));
    };
    expect(await live({}, again)).toEqual(end);
  });
});

describe('an event that meets an attempt which somebody is at', () => {
  it.each([0, 1])('is worked as soon as that one is done, here or at another instance (%s)', async (holder) => {
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = shop.ask();
    const { nextActionUrl, providerReference } = await shop.authorize(asked, 'pm_card_authenticationRequired');
    await shop.sandbox.answerBank(nextActionUrl ?? '', 'approve');
    const held = Promise.withResolvers<void>();
    const lease = shop.services[holder]!.app.get(AttemptLease);
    const begun = Promise.withResolvers<void>();
    const holding = lease.hold(asked.attemptId, () => {
      begun.resolve();
      return held.promise;
    });
    await begun.promise;
    // Only the event may find out.
    const later = `UPDATE payment_attempt SET next_look_at = now() + interval '1 hour' WHERE id = $1`;
    await shop.database.writer.query(later, [asked.attemptId]);
    const { id } = await send(providerReference ?? '');
    // Put off for an hour, so that only the end of the lease can make it due.
    const waits = `UPDATE webhook_event SET next_try_at = now() + interval '1 hour' WHERE id = $1 AND waiting RETURNING id`;
    await eventually(async () => expect(await shop.database.writer.query(waits, [id])).toHaveLength(1));
    held.resolve();
    await holding;
    await eventually(async () => expect((await shop.get(asked)).state).toBe('authorized'));
  });
});

describe('worked events', () => {
  it('are forgotten when the provider does not send them any more; the others, and all attempts and refunds, stay', async () => {
    const asked = await shop.captured();
    const refund = crypto.randomUUID();
    await shop.refund(asked, refund, 100);
    const age = (id: string, days: number, open: boolean) =>
      shop.database.writer.query(
        `UPDATE webhook_event SET received_at = now() - make_interval(days => $2),
           next_try_at = CASE WHEN $3 THEN now() + interval '1 hour' END WHERE id = $1`,
        [id, days, open],
      );
    const [old, young, open] = [(await send('pi_x')).id, (await send('pi_x')).id, (await send('pi_x')).id];
    await age(old, 46, false);
    await age(young, 44, false);
    await age(open, 46, true);
    const longAgo = `created_at = now() - interval '10 years'`;
    await shop.database.writer.query(`UPDATE payment_attempt SET ${longAgo} WHERE id = $1`, [asked.attemptId]);
    await shop.database.writer.query(`UPDATE refund SET ${longAgo} WHERE id = $1`, [refund]);
    expect(await shop.services[0]!.app.get(PruneWebhooks).run()).toBe(1);
    expect(await Promise.all([old, young, open].map(stored))).toEqual([0, 1, 1]);
    await shop.sandbox.forgetRequests();
    expect((await shop.authorize(asked)).state).toBe('captured');
    expect(await shop.refund(asked, refund, 100)).toBe('succeeded');
    expect(await shop.sandbox.requests('create')).toBe(0);
    expect(await shop.sandbox.requests('refund')).toBe(0);
  });
});
