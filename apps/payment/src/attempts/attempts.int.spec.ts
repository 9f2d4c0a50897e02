import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { codeOf, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start();
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.sandbox.healthy();
  await shop.sandbox.forgetRequests();
});

describe('authorise and capture', () => {
  it('takes the money in two steps, books it once, and tells order each state', async () => {
    const asked = shop.ask();
    expect(await shop.authorize(asked)).toMatchObject({ state: 'authorized', decline: null, orderId: asked.orderId });
    expect(await shop.ledger(asked)).toEqual({});
    expect(await shop.capture(asked)).toMatchObject({ state: 'captured' });
    expect(await shop.capture(asked)).toMatchObject({ state: 'captured' });
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 2500, revenue: -2500 });
    await eventually(() => expect(shop.toldStates(asked)).toEqual(['authorized', 'captured']));
  });

  it('is one PaymentIntent and one charge however often and however concurrently it is asked for', async () => {
    const asked = shop.ask();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => shop.authorize(asked, 'pm_card_visa', 2500, shop.clients[i % 2])),
    );
    expect(new Set(answers.map(({ state, providerReference }) => `${state} ${providerReference}`)).size).toBe(1);
    expect(answers[0]?.state).toBe('authorized');
    expect(await shop.sandbox.requests('create')).toBe(1);
    expect(await shop.sandbox.requests('confirm')).toBe(1);
    const captures = await Promise.all(Array.from({ length: 10 }, (_, i) => shop.capture(asked, shop.clients[i % 2])));
    expect(captures.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'captured'));
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 2500, revenue: -2500 });
  });

  it('refuses an id that was used for another order, amount, coupon or card', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    expect(await codeOf(shop.authorize(asked, 'pm_card_visa', 2600))).toBe('payment.attempt.mismatch');
    expect(await codeOf(shop.authorize(asked, 'pm_card_mastercard'))).toBe('payment.attempt.mismatch');
    const withCoupon = shop.authorize(asked, 'pm_card_visa', 2500, shop.client, 500);
    expect(await codeOf(withCoupon)).toBe('payment.attempt.mismatch');
    expect(await codeOf(shop.authorize({ ...asked, orderId: crypto.randomUUID() }))).toBe('payment.attempt.mismatch');
  });

  it('says in words why a card was declined, and answers the same again without asking', async () => {
    const asked = shop.ask();
    const attempt = await shop.authorize(asked, 'pm_card_chargeDeclinedInsufficientFunds');
    expect(attempt).toMatchObject({ state: 'declined', decline: { code: 'insufficient_funds' } });
    expect(attempt.decline?.message).toContain('not enough money');
    await shop.authorize(asked, 'pm_card_chargeDeclinedInsufficientFunds');
    expect(await shop.sandbox.requests('confirm')).toBe(1);
    expect(await codeOf(shop.capture(asked))).toBe('payment.attempt.illegal_move');
  });

  it('declines a payment method that the provider does not know', async () => {
    const attempt = await shop.authorize(shop.ask(), 'pm_does_not_exist');
    expect(attempt).toMatchObject({ state: 'declined', decline: { code: 'payment_method_unusable' } });
  });

  it('leads through 3-D Secure, and learns the outcome without being asked', async () => {
    const asked = shop.ask();
    const attempt = await shop.authorize(asked, 'pm_card_authenticationRequired');
    expect(attempt.state).toBe('requires_action');
    await shop.sandbox.answerBank(attempt.nextActionUrl ?? '', 'approve');
    await eventually(() => expect(shop.toldStates(asked)).toEqual(['requires_action', 'authorized']));
    expect(await shop.get(asked)).toMatchObject({ state: 'authorized', nextActionUrl: null });
  });

  it('is declined when the bank’s question is answered wrongly', async () => {
    const asked = shop.ask();
    const { nextActionUrl } = await shop.authorize(asked, 'pm_card_authenticationRequired');
    await shop.sandbox.answerBank(nextActionUrl ?? '', 'fail');
    expect(await shop.get(asked, 'true')).toMatchObject({
      state: 'declined',
      decline: { code: 'payment_intent_authentication_failure' },
    });
  });
});

describe('void', () => {
  it('gives an authorisation back at the provider; a captured one cannot be voided', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    expect(await shop.void(asked)).toMatchObject({ state: 'voided' });
    expect(await shop.void(asked)).toMatchObject({ state: 'voided' });
    expect(await codeOf(shop.capture(asked))).toBe('payment.attempt.illegal_move');
    expect(await shop.sandbox.requests('cancel')).toBe(1);
    expect(await codeOf(shop.void(await shop.captured()))).toBe('payment.attempt.illegal_move');
  });

  it('ends a payment that waits for the customer', async () => {
    const asked = shop.ask();
    await shop.authorize(asked, 'pm_card_authenticationRequired');
    expect(await shop.void(asked)).toMatchObject({ state: 'voided', nextActionUrl: null });
  });

  it('knows no attempt that was never made', async () => {
    expect(await codeOf(shop.void(shop.ask()))).toBe('payment.attempt.not_found');
    expect(await codeOf(shop.get(shop.ask()))).toBe('payment.attempt.not_found');
  });

  it('a capture of what the provider has given up is an illegal move and books nothing', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    await shop.sandbox.advance(8 * 24 * 3600);
    expect(await codeOf(shop.capture(asked))).toBe('payment.attempt.illegal_move');
    expect(await shop.get(asked)).toMatchObject({ state: 'voided' });
    expect(await shop.ledger(asked)).toEqual({});
  });
});
