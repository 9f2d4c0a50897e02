import { expect, it } from '@jest/globals';
import { OrderState } from '@breakwater/contracts';
import { stepWords, wordsFor } from './order-words.js';

it('has words for every state of an order', () => {
  for (const state of OrderState.options) {
    expect(wordsFor(state).title).not.toBe('');
    expect(stepWords(state)).not.toBe('');
  }
});

it('never calls an unknown payment a failed one', () => {
  for (const state of ['unknown', 'payment_deferred'] as const) {
    expect(wordsFor(state)).toMatchObject({ tone: 'info', title: 'Payment is busy, your order is recorded' });
  }
});

it('says why an order could not be taken', () => {
  expect(wordsFor('rejected', { decline: null, rejection: 'hold_expired', email: 'a@b.ie' }).text).toContain('let go');
});
