import { describe, expect, it } from '@jest/globals';
import { scrub } from './scrub.js';
import { scrubText } from './scrub-text.js';

describe('text', () => {
  it.each([
    ['paid with 4242424242424242.', 'paid with [card].'],
    ['4000 0025 0000 3155', '[card]'],
    ['5555-5555-5555-4444 exp 12/30', '[card] exp 12/30'],
    ['amex 3782 822463 10005', 'amex [card]'],
    ['card[number]=4242424242424242&card[cvc]=123', 'card[number]=[card]&card[cvc]=123'],
    ['{"number":"4242424242424242","cvc":"123"}', '{"number":"[card]","cvc":"[redacted]"}'],
    ['Invalid API key sk_test_4eC39HqLyjWDarjtT1zdp7dc', 'Invalid API key sk_[redacted]'],
    ['rk_live_abcdefgh whsec_0123456789abcdef', 'rk_[redacted] whsec_[redacted]'],
    ['authorization: Bearer abcdefghijkl.mnop', 'authorization: Bearer [redacted]'],
    ['redis://:hunter22@127.0.0.1:6379 postgres://order:pa55word@db/order', undefined],
    ['/orders/1?accessToken=abc.def&x=1', '/orders/1?accessToken=[redacted]&x=1'],
    ['password=hunter22 and clientSecret: abc', 'password=[redacted] and clientSecret: [redacted]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[redacted]'],
  ])('%s is cleaned', (text, expected) => {
    const clean = scrubText(text);
    if (expected !== undefined) expect(clean).toBe(expected);
    expect(clean).not.toMatch(/4242424242424242|hunter22|pa55word|sk_test_4e|0123456789abcdef/);
  });
  it.each([
    'order 01934f5e-1234-7123-8123-123456789012',
    'traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '1763831125123',
    'BW-7K3F-Q2MX at 2026-11-22T17:18:12.859Z',
    '4242424242424241', // the check digit is wrong
    'lag 4242424242424242.5',
    'pm_card_visa pi_3MtwBwLkdIwHu7ix28a3tqPa',
    'SELECT * FROM "order" WHERE id = $1',
  ])('%s is left as it is', (text) => {
    expect(scrubText(text)).toBe(text);
  });
});

describe('fields', () => {
  it.each([
    'password',
    'PASSWORD',
    'databasePassword',
    'token',
    'accessToken',
    'x-service-token',
    'x-session',
    'authorization',
    'Cookie',
    'set-cookie',
    'stripe-signature',
    'STRIPE_WEBHOOK_SECRET',
    'client_secret',
    'SESSION_KEY',
    'apiKey',
    'card',
    'cvc',
    'cardNumber',
  ])('%s is never written', (name) => {
    expect(scrub({ outer: [{ [name]: 'hidden' }] })).toEqual({ outer: [{ [name]: '[redacted]' }] });
  });
  it('that only sound similar stay', () => {
    const fields = { tokenizeUrl: '/x', idempotencyKey: 'k', cardinality: 3, passed: true, key: 'a', author: 'b' };
    expect(scrub(fields)).toEqual(fields);
  });
  it('holding a card as a number are cleaned, other numbers stay', () => {
    expect(scrub({ a: 4242424242424242, b: 4242424242424241, c: 1.5, d: Number.NaN })).toEqual({
      a: '[card]',
      b: 4242424242424241,
      c: 1.5,
      d: Number.NaN,
    });
  });
  it('of errors are cleaned, with their causes', () => {
    const error = Object.assign(new Error('sk_test_abcdefgh', { cause: new Error('4242424242424242') }), {
      code: 'x.y.z',
      config: { headers: { authorization: 'Bearer abc' } },
    });
    const clean = scrub({ err: error });
    expect(clean).toMatchObject({
      err: { type: 'Error', message: 'sk_[redacted]', code: 'x.y.z', cause: { message: '[card]' } },
    });
    expect(JSON.stringify(clean)).not.toMatch(/abcdefgh|4242|Bearer abc/);
  });
  it('of a cycle or of a huge object end', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(JSON.stringify(scrub(cycle))).toContain('[cut]');
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_v, i) => [`k${i}`, { v: i }]));
    expect(JSON.stringify(scrub(wide)).length).toBeLessThan(150_000);
  });
  it('of special kinds are readable', () => {
    const value = { at: new Date(0), bytes: Buffer.from('abc'), url: new URL('http://a:b@c/'), set: new Set([1]) };
    expect(scrub(value)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      bytes: '[3 bytes]',
      url: 'http://a:[redacted]@c/',
      set: [1],
    });
  });
});
