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

describe('a declined card', () => {
  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
  ])('%s is a card error of the client with code %s', async (method, code, declineCode) => {
    const { id } = await intents.create({ amount: 1200, ...euros, capture_method: 'manual' });
    const refusal = await refusalOf(intents.confirm(id, { payment_method: method }));
    expect(refusal).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(refusal).toMatchObject({ code, statusCode: 402, payment_intent: { id, status: 'requires_payment_method' } });
    if (declineCode !== undefined) expect(refusal.decline_code).toBe(declineCode);
    expect(refusal.requestId).toMatch(/^req_/);
  });

  it('leaves the payment open for another card, with the failed charge and the reason', async () => {
    const { id } = await intents.create({ amount: 1200, ...euros });
    await refusalOf(intents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }));
    const open = await intents.retrieve(id, { expand: ['latest_charge'] });
    expect(open).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      amount_received: 0,
      last_payment_error: { type: 'card_error', code: 'card_declined', payment_method: { object: 'payment_method' } },
      latest_charge: { status: 'failed', paid: false, failure_code: 'card_declined', balance_transaction: null },
    });
    const paid = await intents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it('at creation leaves a payment that the error names', async () => {
    const refusal = await refusalOf(
      intents.create({ amount: 1200, ...euros, confirm: true, payment_method: 'pm_card_chargeDeclined' }),
    );
    const { id } = refusal.payment_intent ?? { id: '' };
    expect((await intents.retrieve(id)).status).toBe('requires_payment_method');
  });
});

describe('3-D Secure', () => {
  it.each(['pm_card_authenticationRequired', 'pm_card_threeDSecure2Required'])(
    '%s asks the customer by a page, and holds nothing meanwhile',
    async (method) => {
      const return_url = 'https://shop.example/orders/1?x=y';
      const { id } = await intents.create({ amount: 4000, ...euros, capture_method: 'manual' });
      const asked = await intents.confirm(id, { payment_method: method, return_url });
      expect(asked).toMatchObject({
        status: 'requires_action',
        amount_capturable: 0,
        next_action: { type: 'redirect_to_url', redirect_to_url: { return_url } },
      });
      expect(URL.canParse(asked.next_action?.redirect_to_url?.url ?? '')).toBe(true);
      expect(await refusalOf(intents.capture(id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
      expect((await intents.cancel(id)).status).toBe('canceled');
    },
  );

  it('is a decline when the customer is not there to answer', async () => {
    for (const absent of [{ off_session: true }, { error_on_requires_action: true }]) {
      const refusal = await refusalOf(
        intents.create({
          amount: 4000,
          ...euros,
          confirm: true,
          payment_method: 'pm_card_authenticationRequired',
          ...absent,
        }),
      );
      expect(refusal).toBeInstanceOf(Stripe.errors.StripeCardError);
      expect(refusal).toMatchObject({ code: 'authentication_required', statusCode: 402 });
    }
  });

  it('needs an address to come back to when any payment method is allowed', async () => {
    const intent = await intents.create({
      amount: 4000,
      currency: 'eur',
      automatic_payment_methods: { enabled: true },
    });
    const refusal = await refusalOf(intents.confirm(intent.id, { payment_method: 'pm_card_visa' }));
    expect(refusal).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(refusal.message).toContain('return_url');
  });
});
