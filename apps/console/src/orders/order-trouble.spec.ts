import { expect, it } from '@jest/globals';
import { ApiError } from '@breakwater/web';
import { cancelTrouble, orderTrouble } from './order-trouble.js';

const error = (status: number, code: string, retryAfterMs?: number) =>
  new ApiError({ status, code, message: 'Words of the shop.', retryAfterMs });

it('never calls an order not cancelled while nobody knows', () => {
  for (const status of [0, 500, 503])
    expect(cancelTrouble(error(status, 'x.y.z'))).toMatchObject({
      title: 'We do not know yet whether the order is cancelled',
      mayTryAgain: true,
    });
});

it('lets a cancellation be tried again while the order is between two steps, and not when it is too late', () => {
  expect(cancelTrouble(error(409, 'order.order.not_cancellable', 2000)).mayTryAgain).toBe(true);
  expect(cancelTrouble(error(409, 'order.order.not_cancellable')).mayTryAgain).toBe(false);
});

it('says by the stable code why it came to nothing', () => {
  expect(orderTrouble(error(409, 'order.refund.exceeds_payment'))).toBe('There is not that much left to give back.');
  expect(orderTrouble(error(409, 'x.y.z'))).toBe('Words of the shop.');
});
