import { describe, expect, it } from '@jest/globals';
import { type Order, OrderState } from '@breakwater/contracts';
import { badgeFor, stepWords, wordsFor } from './order-words.js';
import { refundedOrPending } from './refund-words.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const order = {
  state: 'paid',
  email: 'a@b.ie',
  decline: null,
  rejection: null,
  cancellation: null,
  nextActionUrl: null,
  payUntil: null,
  total: eur(1000),
  refunded: eur(0),
  refunds: [],
} satisfies Partial<Order>;
const refund = (amountMinor: number, state: 'pending' | 'succeeded' | 'failed') => ({
  id: `${amountMinor}`,
  amount: eur(amountMinor),
  reason: 'r',
  state,
  at: '2026-01-01T00:00:00Z',
});

it('has words for every state of an order', () => {
  for (const state of OrderState.options) {
    expect(wordsFor({ ...order, state }).title).not.toBe('');
    expect(badgeFor(state).text).not.toBe('');
    expect(stepWords(state)).not.toBe('');
  }
});

it('never calls an unknown payment a failed one, and says that the things are kept', () => {
  for (const state of ['unknown', 'payment_deferred'] as const) {
    const words = wordsFor({ ...order, state });
    expect(words).toMatchObject({ tone: 'info', title: 'Payment is busy, your order is recorded' });
    expect(words.text).toContain('your things are kept for you');
    expect(words.text).toContain('a@b.ie');
  }
});

it('says why an order could not be taken', () => {
  expect(wordsFor({ ...order, state: 'rejected', rejection: 'hold_expired' }).text).toContain('let go');
});

describe('a payment that is due', () => {
  const due = { ...order, state: 'payment_due', payUntil: '2026-05-04T10:00:00Z' } as const;
  it('says why, until when, and that nothing was charged', () => {
    const decline = { code: 'insufficient_funds', message: '' };
    const { tone, text } = wordsFor({ ...due, decline });
    expect(tone).toBe('warning');
    expect(text).toMatch(/not enough money.*Nothing was charged.*kept for you until 4 May.*another card/);
  });
  it('sends to the bank when the bank has asked', () => {
    expect(wordsFor({ ...due, nextActionUrl: '/3ds' }).text).toMatch(/bank wants you to confirm.*Confirm it/);
  });
});

describe('an order that is given back', () => {
  it('is not being packed any more, even before the money has arrived', () => {
    const refunds = [refund(400, 'succeeded'), refund(600, 'pending')];
    expect(wordsFor({ ...order, refunds }).title).toBe('This order was refunded');
  });
  it('is still an order while a part of it is kept or a refund has failed', () => {
    for (const refunds of [[refund(400, 'succeeded')], [refund(1000, 'failed')]])
      expect(wordsFor({ ...order, refunds }).title).toBe('Thank you, your order is paid');
    expect(refundedOrPending({ refunds: [refund(400, 'pending'), refund(300, 'failed')] })).toBe(400);
  });
  it('was cancelled for a reason that the customer can understand', () => {
    const words = (cancellation: Order['cancellation']) =>
      wordsFor({ ...order, state: 'cancelled', cancellation }).text;
    expect(words('window_over')).toContain('did not come in time');
    expect(words('superseded')).toContain('newer order');
  });
});
