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

const authorised = (amount = 2000) =>
  intents.create({ amount, ...euros, capture_method: 'manual', confirm: true, payment_method: 'pm_card_visa' });

describe('a payment', () => {
  it('is created unconfirmed, confirmed later and captured last', async () => {
    const created = await intents.create({
      amount: 1999,
      ...euros,
      capture_method: 'manual',
      metadata: { order_id: 'A-1' },
      description: 'Order A-1',
    });
    expect(created).toMatchObject({ object: 'payment_intent', status: 'requires_payment_method', amount_received: 0 });
    expect(created.id).toMatch(/^pi_/);
    expect(created.client_secret).toContain(created.id);

    const held = await intents.confirm(created.id, { payment_method: 'pm_card_visa' });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 1999, metadata: { order_id: 'A-1' } });

    const captured = await intents.capture(created.id);
    expect(captured).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 1999 });
    expect(await intents.retrieve(created.id)).toMatchObject({ status: 'succeeded', amount_received: 1999 });
  });

  it('is taken at once when nobody asks for manual capture', async () => {
    const paid = await intents.create({
      amount: 700,
      ...euros,
      confirm: true,
      payment_method: 'pm_card_mastercard',
      expand: ['latest_charge.balance_transaction'],
    });
    expect(paid.status).toBe('succeeded');
    expect(paid.latest_charge).toMatchObject({
      object: 'charge',
      captured: true,
      payment_method_details: { card: { brand: 'mastercard' } },
      balance_transaction: { object: 'balance_transaction', amount: 700, type: 'charge' },
    });
  });

  it('waits for its confirmation when it has a payment method', async () => {
    const intent = await intents.create({ amount: 500, ...euros, payment_method: 'pm_card_visa' });
    expect(intent.status).toBe('requires_confirmation');
    expect((await intents.confirm(intent.id)).status).toBe('succeeded');
  });

  it('is captured in part, never for more than is held', async () => {
    const { id } = await authorised(2000);
    const refusal = await refusalOf(intents.capture(id, { amount_to_capture: 2001 }));
    expect(refusal).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    const captured = await intents.capture(id, { amount_to_capture: 1500, expand: ['latest_charge'] });
    expect(captured).toMatchObject({ status: 'succeeded', amount: 2000, amount_received: 1500 });
    expect(captured.latest_charge).toMatchObject({ amount: 2000, amount_captured: 1500 });
  });

  it('gives the hold back when it is cancelled, and stays cancelled', async () => {
    const { id } = await authorised();
    const cancelled = await intents.cancel(id, { cancellation_reason: 'abandoned', expand: ['latest_charge'] });
    expect(cancelled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 });
    expect(cancelled.canceled_at).toBeGreaterThan(0);
    expect(cancelled.latest_charge).toMatchObject({ captured: false, refunded: true });
    for (const move of [() => intents.capture(id), () => intents.confirm(id, { payment_method: 'pm_card_visa' })]) {
      expect(await refusalOf(move())).toMatchObject({ code: 'payment_intent_unexpected_state', statusCode: 400 });
    }
  });

  it('cannot be cancelled or captured again once it has succeeded', async () => {
    const { id } = await authorised();
    await intents.capture(id);
    for (const move of [() => intents.capture(id), () => intents.cancel(id)]) {
      const refusal = await refusalOf(move());
      expect(refusal).toMatchObject({ code: 'payment_intent_unexpected_state', type: 'StripeInvalidRequestError' });
      expect(refusal.payment_intent).toMatchObject({ id, status: 'succeeded' });
    }
  });

  it('merges metadata, deletes one key by an empty value and keeps the rest', async () => {
    const { id } = await intents.create({ amount: 900, ...euros, metadata: { a: '1', b: '2' } });
    const updated = await intents.update(id, { metadata: { b: '', c: '3' }, description: 'changed' });
    expect(updated).toMatchObject({ metadata: { a: '1', c: '3' }, description: 'changed' });
    expect(updated.metadata).not.toHaveProperty('b');
  });

  it('is listed newest first, in pages that neither lose nor repeat one', async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await intents.create({ amount: 1000 + i, ...euros })).id);
    const first = await intents.list({ limit: 2 });
    expect(first).toMatchObject({ object: 'list', has_more: true });
    const second = await intents.list({ limit: 2, starting_after: first.data[1]?.id ?? '' });
    const listed = [...first.data, ...second.data].map((intent) => intent.id);
    expect(listed.slice(0, 3)).toEqual(made.toReversed());
    expect(new Set(listed).size).toBe(listed.length);
  });
});
