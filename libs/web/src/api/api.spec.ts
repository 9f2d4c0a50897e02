import { describe, expect, it } from '@jest/globals';
import { ApiError, isOutcomeUnknown, LocalCode } from './api-error.js';
import { errorFromAnswer, parseRetryAfter } from './read-answer.js';
import { routeUrl } from './route-url.js';

const error = (status: number, code = 'x.y.z') => new ApiError({ status, code, message: '' });

describe('a bad answer', () => {
  it('keeps the stable code, the words and the details of the shop', () => {
    const text = JSON.stringify({
      error: { code: 'order.total.changed', message: 'Changed.', details: { a: 1 }, traceId: 't' },
    });
    const error = errorFromAnswer({ status: 409, retryAfter: null, text }, 0);
    expect(error).toMatchObject({
      status: 409,
      code: 'order.total.changed',
      message: 'Changed.',
      details: { a: 1 },
      traceId: 't',
    });
  });
  it('gets a code of its own when it is a page of the edge', () => {
    for (const text of ['<html>503</html>', '', '{"error":"x"}', 'null']) {
      expect(errorFromAnswer({ status: 503, retryAfter: '2', text }, 0)).toMatchObject({
        code: LocalCode.unreadable,
        retryAfterMs: 2000,
      });
    }
  });
  it('may say by date or by seconds when to come back', () => {
    expect(parseRetryAfter('3', 0)).toBe(3000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:05 GMT', 1000)).toBe(4000);
    for (const none of [null, '', 'soon']) expect(parseRetryAfter(none, 0)).toBeUndefined();
  });
});

describe('the outcome of a call', () => {
  it('is unknown after silence, a failing shop and a key in progress', () => {
    for (const status of [0, 408, 429, 500, 502, 503, 504]) expect(isOutcomeUnknown(error(status))).toBe(true);
    expect(isOutcomeUnknown(error(409, 'idempotency.key.in_progress'))).toBe(true);
  });
  it('is known after a refusal', () => {
    for (const status of [400, 402, 404, 409, 422]) expect(isOutcomeUnknown(error(status))).toBe(false);
  });
});

describe('a route address', () => {
  it('escapes what is filled in and leaves empty filters out', () => {
    expect(routeUrl('/cart/lines/:sku', { sku: 'a/b c' })).toBe('/api/cart/lines/a%2Fb%20c');
    expect(routeUrl('/catalogue/products', {}, { q: 'sea & sand', category: undefined, page: 2, sort: '' })).toBe(
      '/api/catalogue/products?q=sea+%26+sand&page=2',
    );
  });
  it('is never made without its parameters', () => {
    expect(() => routeUrl('/orders/:orderId')).toThrow(TypeError);
  });
});
