import { describe, expect, it } from '@jest/globals';
import { type Order, OrderState } from '@breakwater/contracts';
import { badgeFor, mayTryAgain, stepWords, wordsFor } from './order-words.js';
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
  refundable: eur(0),
  hasPaymentMethod: true,
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

describe('an order that was placed without a card', () => {
  const cardless = { ...order, hasPaymentMethod: false } as const;
  it('is recorded, and a link to pay comes when the payment service answers again', () => {
    const { title, text } = wordsFor({ ...cardless, state: 'payment_deferred' });
    expect(title).toBe('Payment is busy, your order is recorded');
    expect(text).toMatch(/send you a link to pay, to a@b\.ie.*your things are kept for you/);
    expect(text).not.toContain('your card is charged');
  });
  it('asks for a card as soon as it can be paid, and speaks of no payment that went wrong', () => {
    const { title, text } = wordsFor({ ...cardless, state: 'payment_due', payUntil: '2026-05-04T10:00:00Z' });
    expect(title).toBe('Payment is busy, your order is recorded');
    expect(text).toMatch(/Nothing was charged.*until 4 May.*pay right here/);
    expect(text).not.toMatch(/bank|another card/);
  });
});

describe('an order that ended without a payment', () => {
  const ended = [
    { ...order, state: 'declined' },
    { ...order, state: 'rejected', rejection: 'sold_out' },
    ...(['customer', 'operator', 'superseded', 'window_over'] as const).map((cancellation) => ({
      ...order,
      state: 'cancelled' as const,
      cancellation,
    })),
  ] as const;
  it('says that nothing was charged when nothing was', () => {
    for (const one of ended) expect(wordsFor(one).text).toContain('Nothing was charged.');
  });
  it('says what became of a charge that was found late', () => {
    const text = (charge: Pick<Order, 'refundable' | 'refunds'>) =>
      ended.map((one) => wordsFor({ ...one, ...charge }).text);
    for (const words of text({ refundable: eur(0), refunds: [refund(1000, 'pending')] }))
      expect(words).toMatch(/€10\.00 came to us all the same and is on its way back/);
    for (const words of text({ refundable: eur(0), refunds: [refund(1000, 'succeeded')] }))
      expect(words).toMatch(/€10\.00 came to us all the same and was given back/);
    for (const words of text({ refundable: eur(600), refunds: [refund(400, 'pending'), refund(600, 'failed')] }))
      expect(words).toMatch(/€10\.00 came to us all the same; €6\.00 of it is not given back yet/);
    for (const words of text({ refundable: eur(600), refunds: [] })) expect(words).not.toContain('Nothing was charged');
  });
  it('may be ordered again, unless the shop still has the money for it', () => {
    expect(mayTryAgain({ state: 'cancelled', refundable: eur(0) })).toBe(true);
    expect(mayTryAgain({ state: 'cancelled', refundable: eur(1) })).toBe(false);
    expect(mayTryAgain({ state: 'paid', refundable: eur(0) })).toBe(false);
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
