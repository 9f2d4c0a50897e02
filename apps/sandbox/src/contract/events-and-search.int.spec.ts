import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import type { Stripe } from 'stripe';
import { euros, type Provider, refusalOf, startProvider } from './provider.js';

let provider: Provider;
let stripe: Stripe;
beforeAll(async () => {
  provider = await startProvider();
  ({ stripe } = provider);
});
afterAll(() => provider.stop());

describe('events', () => {
  it('tell each step of a payment with the object as it was then', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 1500, ...euros, capture_method: 'manual' });
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    await stripe.paymentIntents.capture(id);
    const types = [
      'payment_intent.created',
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
    ] as const;
    for (const type of types) {
      const event = await eventually(async () => {
        const { data } = await stripe.events.list({ type, limit: 20 });
        const own = data.filter((each) => 'id' in each.data.object && each.data.object.id === id);
        expect(own).toHaveLength(1);
        return own[0]?.id ?? '';
      });
      expect(await stripe.events.retrieve(event)).toMatchObject({ object: 'event', type, data: { object: { id } } });
    }
  });

  it('can be verified by the official client, and not when a byte has changed', async () => {
    const secret = 'whsec_of_this_test';
    const payload = JSON.stringify({ id: 'evt_1', object: 'event' });
    const header = stripe.webhooks.generateTestHeaderString({ payload, secret });
    expect(stripe.webhooks.constructEvent(payload, header, secret)).toMatchObject({ id: 'evt_1' });
    expect(() => stripe.webhooks.constructEvent(`${payload} `, header, secret)).toThrow('signature');
  });
});

describe('search', () => {
  it('finds a payment by its metadata, sooner or later', async () => {
    const order = randomUUID();
    const { id } = await stripe.paymentIntents.create({ amount: 1500, ...euros, metadata: { order_id: order } });
    const found = await eventually(
      async () => {
        const { data } = await stripe.paymentIntents.search({
          query: `metadata["order_id"]:"${order}" AND status:"requires_payment_method"`,
        });
        expect(data).not.toHaveLength(0);
        return data;
      },
      { timeoutMs: 50_000, everyMs: 250 },
    );
    expect(found.map((each) => each.id)).toEqual([id]);
  });

  it('refuses a query that it cannot read', async () => {
    for (const query of ["metadata['a'", 'nonsense', "status:'x' AND", "amount~'1'"]) {
      expect(await refusalOf(stripe.paymentIntents.search({ query }))).toMatchObject({ statusCode: 400 });
    }
  });
});
