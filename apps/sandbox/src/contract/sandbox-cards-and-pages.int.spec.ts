import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stripe } from 'stripe';
import { clientOf, euros, refusalOf } from './provider.js';
import { PUBLISHABLE_KEY, type SandboxProcess, SECRET_KEY, startSandbox } from '../testing/sandbox-process.js';

let sandbox: SandboxProcess;
let stripe: Stripe;
let browser: Stripe;
beforeAll(async () => {
  sandbox = await startSandbox();
  stripe = clientOf(sandbox.url, SECRET_KEY);
  browser = clientOf(sandbox.url, PUBLISHABLE_KEY);
});
afterAll(() => sandbox.stop());

const later = { exp_month: 12, exp_year: new Date().getUTCFullYear() + 3, cvc: '123' };
const tokenise = (card: Stripe.PaymentMethodCreateParams.Card) => browser.paymentMethods.create({ type: 'card', card });

describe('a card that the browser gives', () => {
  it('becomes a payment method that pays once', async () => {
    const method = await tokenise({ number: '4242424242424242', ...later });
    expect(method).toMatchObject({ object: 'payment_method', card: { brand: 'visa', last4: '4242' }, customer: null });
    expect(JSON.stringify(method)).not.toContain('4242424242424242');
    const pay = () =>
      stripe.paymentIntents.create({ amount: 1000, ...euros, confirm: true, payment_method: method.id });
    expect((await pay()).status).toBe('succeeded');
    expect((await refusalOf(pay())).message).toContain('may not be used again');
  });

  it('behaves by its number when it is charged', async () => {
    const { id } = await tokenise({ number: '4000000000009995', ...later });
    const refusal = await refusalOf(
      stripe.paymentIntents.create({ amount: 1000, ...euros, confirm: true, payment_method: id }),
    );
    expect(refusal).toMatchObject({ code: 'card_declined', decline_code: 'insufficient_funds' });
  });

  it.each([
    ['incorrect_number', { number: '4242424242424241', ...later }],
    ['incorrect_number', { number: 'abc', ...later }],
    ['invalid_expiry_month', { number: '4242424242424242', ...later, exp_month: 13 }],
    ['invalid_expiry_year', { number: '4242424242424242', ...later, exp_year: 2020 }],
    ['invalid_cvc', { number: '4242424242424242', ...later, cvc: '1' }],
    ['card_declined', { number: '4111111111111111', ...later }],
  ])('that cannot be one is refused at once: %s', async (code, card) => {
    expect(await refusalOf(tokenise(card))).toMatchObject({ code, statusCode: 402, type: 'StripeCardError' });
  });

  it('may come from the page of another origin', async () => {
    const url = `${sandbox.url}/v1/payment_methods`;
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'http://shop.example' } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${PUBLISHABLE_KEY}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'type=card&card[number]=4242424242424242&card[exp_month]=1&card[exp_year]=40&card[cvc]=123',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('the publishable key', () => {
  it('can do nothing but that', async () => {
    for (const attempt of [() => browser.paymentIntents.list(), () => browser.balance.retrieve()]) {
      expect(await refusalOf(attempt())).toMatchObject({ statusCode: 403, code: 'secret_key_required' });
    }
  });
});

describe('the 3-D Secure page', () => {
  const asked = async (method = 'pm_card_authenticationRequired') => {
    const intent = await stripe.paymentIntents.create({
      amount: 4200,
      ...euros,
      capture_method: 'manual',
      confirm: true,
      payment_method: method,
      description: '<b>Order</b> 7',
      return_url: 'https://shop.example/back?order=7',
    });
    return { id: intent.id, page: intent.next_action?.redirect_to_url?.url ?? '' };
  };
  const answer = (page: string, value: string) =>
    fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer: value }) });

  it('shows what is to be paid, with everything escaped', async () => {
    const { page } = await asked();
    const markup = await (await fetch(page)).text();
    expect(markup).toContain('€42.00');
    expect(markup).toContain('&lt;b&gt;Order&lt;/b&gt;');
    expect(markup).not.toContain('<b>Order');
  });

  it('sends the customer back, authorised, when they approve', async () => {
    const { id, page } = await asked();
    const back = await answer(page, 'approve');
    expect(back.status).toBe(303);
    const { searchParams } = new URL(back.headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      order: '7',
      payment_intent: id,
      redirect_status: 'succeeded',
    });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    expect((await answer(page, 'approve')).status).toBe(410);
    expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });

  it('sends the customer back, unpaid, when they fail', async () => {
    const { id, page } = await asked();
    const back = await answer(page, 'fail');
    expect(back.headers.get('location')).toContain('redirect_status=failed');
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('can end in a decline as well', async () => {
    const { id, page } = await asked('pm_card_threeDSecureRequiredChargeDeclined');
    expect((await answer(page, 'approve')).headers.get('location')).toContain('redirect_status=failed');
    const { last_payment_error: error } = await stripe.paymentIntents.retrieve(id);
    expect(error).toMatchObject({ type: 'card_error', code: 'card_declined' });
  });
});

describe('the first page', () => {
  it('lists the test cards and the knobs, loads nothing from elsewhere, and works below a prefix', async () => {
    const answer = await fetch(sandbox.url, { headers: { 'x-forwarded-prefix': '/sandbox' } });
    const markup = await answer.text();
    expect(markup).toContain('4242 4242 4242 4242');
    expect(markup).toContain('name="latencyMs"');
    expect(markup).toContain('<base href="/sandbox/"');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('the file', () => {
  it('keeps payments, keys, clock and knobs through a kill', async () => {
    const options = { idempotencyKey: 'survives-a-kill' };
    const params = { amount: 1000, ...euros };
    const { id } = await stripe.paymentIntents.create(params, options);
    await sandbox.control('PUT', 'clock', { advanceSeconds: 60 });
    await sandbox.control('PUT', 'faults', { searchLagMs: 5 });
    await sandbox.restart('SIGKILL');
    expect((await stripe.paymentIntents.create(params, options)).id).toBe(id);
    expect(await sandbox.control('GET', 'clock')).toMatchObject({ offsetSeconds: 60 });
    expect(await sandbox.control('GET', 'faults')).toMatchObject({ searchLagMs: 5 });
  });
});
