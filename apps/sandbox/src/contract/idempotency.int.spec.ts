import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { euros, type Provider, refusalOf, startProvider } from './provider.js';

let provider: Provider;
let intents: Stripe['paymentIntents'];
beforeAll(async () => {
  provider = await startProvider();
  intents = provider.stripe.paymentIntents;
});
afterAll(() => provider.stop());

describe('an idempotency key', () => {
  it('gives the first answer again instead of doing the work twice', async () => {
    const idempotencyKey = randomUUID();
    const params = { amount: 3100, ...euros, confirm: true, payment_method: 'pm_card_visa' };
    const first = await intents.create(params, { idempotencyKey });
    const second = await intents.create(params, { idempotencyKey });
    expect(second.id).toBe(first.id);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('keeps a decline as well', async () => {
    const idempotencyKey = randomUUID();
    const { id } = await intents.create({ amount: 3100, ...euros });
    const params = { payment_method: 'pm_card_chargeDeclined' };
    const first = await refusalOf(intents.confirm(id, params, { idempotencyKey }));
    const second = await refusalOf(intents.confirm(id, params, { idempotencyKey }));
    expect(second).toMatchObject({ code: 'card_declined', statusCode: 402 });
    expect(second.charge).toBe(first.charge);
  });

  it('refuses other parameters and other endpoints', async () => {
    const idempotencyKey = randomUUID();
    const { id } = await intents.create({ amount: 3100, ...euros }, { idempotencyKey });
    for (const misuse of [
      () => intents.create({ amount: 3101, ...euros }, { idempotencyKey }),
      () => intents.confirm(id, { payment_method: 'pm_card_visa' }, { idempotencyKey }),
    ]) {
      const refusal = await refusalOf(misuse());
      expect(refusal).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
      expect(refusal.statusCode).toBe(400);
    }
    expect((await intents.retrieve(id)).status).toBe('requires_payment_method');
  });

  it('stores nothing when the parameters were refused', async () => {
    const idempotencyKey = randomUUID();
    const wrong = { amount: 3100, ...euros, no_such_parameter: '1' };
    await refusalOf(intents.create(wrong, { idempotencyKey }));
    expect((await intents.create({ amount: 3100, ...euros }, { idempotencyKey })).status).toBe(
      'requires_payment_method',
    );
  });

  it('charges once however many ask at the same moment', async () => {
    const idempotencyKey = randomUUID();
    const params = { amount: 3300, ...euros, confirm: true, payment_method: 'pm_card_visa' };
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => intents.create(params, { idempotencyKey })),
    );
    const ids = new Set(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : [])));
    expect(ids.size).toBe(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ statusCode: 409 });
    }
  });
});
