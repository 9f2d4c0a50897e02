import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { clientOf, euros, type Provider, refusalOf, startProvider } from './provider.js';

let provider: Provider;
let stripe: Stripe;
beforeAll(async () => {
  provider = await startProvider();
  ({ stripe } = provider);
});
afterAll(() => provider.stop());

const { StripeInvalidRequestError, StripeAuthenticationError } = Stripe.errors;

describe('a wrong request', () => {
  it.each([
    ['an unknown parameter', { amount: 1000, ...euros, colour: 'red' }, 'parameter_unknown', 'colour'],
    ['no amount', { ...euros }, 'parameter_missing', 'amount'],
    ['an amount that is no number', { amount: 'much', ...euros }, 'parameter_invalid_integer', 'amount'],
    ['a fraction', { amount: '10.5', ...euros }, 'parameter_invalid_integer', 'amount'],
    ['a negative amount', { amount: -100, ...euros }, 'parameter_invalid_integer', 'amount'],
    ['too small an amount', { amount: 1, ...euros }, 'amount_too_small', undefined],
    ['too large an amount', { amount: 999_999_999, ...euros }, 'amount_too_large', undefined],
  ])('with %s is refused and says what is wrong', async (_, params, code, param) => {
    const refusal = await refusalOf(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams));
    expect(refusal).toBeInstanceOf(StripeInvalidRequestError);
    expect(refusal).toMatchObject({ statusCode: 400, code });
    if (param !== undefined) expect(refusal.param).toBe(param);
    expect(refusal.requestId).toMatch(/^req_/);
  });

  it('for something that is not there is resource_missing', async () => {
    const id = 'pi_3000000000000000000000000';
    for (const ask of [
      () => stripe.paymentIntents.retrieve(id),
      () => stripe.charges.retrieve('ch_3000000000000000000000000'),
      () => stripe.refunds.retrieve('re_3000000000000000000000000'),
      () => stripe.events.retrieve('evt_3000000000000000000000000'),
      () => stripe.paymentIntents.capture(id),
    ]) {
      const refusal = await refusalOf(ask());
      expect(refusal).toBeInstanceOf(StripeInvalidRequestError);
      expect(refusal).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
  });

  it('with a payment method that nobody made is refused before anything is charged', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, ...euros });
    const refusal = await refusalOf(stripe.paymentIntents.confirm(id, { payment_method: 'pm_1NoSuchMethod' }));
    expect(refusal).toMatchObject({ code: 'resource_missing', param: 'payment_method', statusCode: 400 });
    expect((await stripe.paymentIntents.retrieve(id)).latest_charge).toBeNull();
  });

  it('without a payment method cannot be confirmed', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, ...euros });
    const refusal = await refusalOf(stripe.paymentIntents.confirm(id));
    expect(refusal).toMatchObject({ code: 'payment_intent_unexpected_state', statusCode: 400 });
  });

  it('to an address that is not there is refused in the same form', async () => {
    const refusal = await refusalOf(stripe.rawRequest('GET', '/v1/no_such_things'));
    expect(refusal).toBeInstanceOf(StripeInvalidRequestError);
    expect(refusal.statusCode).toBe(404);
  });
});

describe('a wrong key', () => {
  it('is an authentication error', async () => {
    const stranger = clientOf(process.env['STRIPE_CONTRACT_URL'] ?? address(stripe), 'sk_test_of_a_stranger');
    const refusal = await refusalOf(stranger.paymentIntents.list());
    expect(refusal).toBeInstanceOf(StripeAuthenticationError);
    expect(refusal.statusCode).toBe(401);
    expect(refusal.message).not.toContain('sk_test_of_a_stranger');
  });
});

function address(client: Stripe): string {
  return `${String(client.getApiField('protocol'))}://${String(client.getApiField('host'))}:${String(client.getApiField('port'))}`;
}
