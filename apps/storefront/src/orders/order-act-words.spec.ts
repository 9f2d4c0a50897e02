import { expect, it } from '@jest/globals';
import { ApiError } from '@breakwater/web';
import { cancelTrouble, payTrouble } from './order-act-words.js';

const error = (status: number, code: string, details?: unknown) =>
  new ApiError({ status, code, message: 'Words of the shop.', details });

it('never calls a cancellation or a payment failed while nobody knows', () => {
  for (const status of [0, 429, 500, 503]) {
    expect(cancelTrouble(error(status, 'x.y.z')).text).toContain('Asking again is safe');
    expect(payTrouble(error(status, 'x.y.z')).text).toContain('you will not be charged twice');
  }
});

it('says by the stable code what stands in the way', () => {
  expect(cancelTrouble(error(409, 'order.order.not_cancellable')).title).toBe('It is too late to cancel');
  expect(payTrouble(error(409, 'order.payment.not_due')).title).toBe('There is nothing left to pay here');
});

it('lets a cancellation be tried again while the order is between two steps', () => {
  for (const code of ['order.order.not_cancellable', 'order.order.busy']) {
    const busy = new ApiError({ status: 409, code, message: '', retryAfterMs: 2000 });
    expect(cancelTrouble(busy)).toMatchObject({ title: 'Just a moment', mayTryAgain: true });
    expect(payTrouble(busy).title).toBe('Just a moment');
  }
  expect(cancelTrouble(error(409, 'order.order.not_cancellable')).mayTryAgain).toBe(false);
});

it('says in human words why the other card was declined', () => {
  const order = { decline: { code: 'expired_card', message: 'Your card has expired.' } };
  expect(payTrouble(error(402, 'order.payment.declined', { order })).text).toContain('This card has expired.');
});

it('shows the words of the shop for anything else', () => {
  expect(cancelTrouble(error(422, 'idempotency.key.reused')).text).toBe('Words of the shop.');
});
