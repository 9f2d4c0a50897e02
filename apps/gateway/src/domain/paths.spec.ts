import { describe, expect, it } from '@jest/globals';
import { isPrivate, isWebhook, pathOf, pathProblem } from './paths.js';

const PLAIN = [
  '/',
  '/console/',
  '/assets/index-B1x_y2.js',
  '/products/linen-shirt?colour=blue#x',
  '/api/catalogue/products?q=../../internal',
  '/api/catalogue/products/caf%C3%A9',
  '/api/cart/lines/A.b-c_9',
  '/api/orders/0198a-1?token=a%2Fb%2e%2e',
  '/.well-known/security.txt',
];

const CROOKED = [
  '/api/catalogue/../internal/offers',
  '/api/catalogue/..',
  '/api/catalogue/./x',
  '/api/catalogue/...',
  '/api/catalogue/%2e%2e/internal',
  '/api/catalogue/%2E%2E/internal',
  '/api/catalogue/.%2e/internal',
  '/api/catalogue/..%2finternal',
  '/api/catalogue/%2finternal',
  '/api/catalogue%2f..%2finternal',
  '/api/catalogue/..%5cinternal',
  '/api/catalogue/..\\internal',
  '/api/catalogue//internal',
  '//internal/offers',
  '/api//catalogue',
  '/api/catalogue/%252e%252e/internal',
  '/api/catalogue/%25%32%65',
  '/api/catalogue/..;/internal',
  '/api/catalogue/%3b/..',
  '/api/catalogue/%00',
  '/api/catalogue/%0d%0aX-Session:1',
  '/api/catalogue/%c0%ae%c0%ae/internal',
  '/api/catalogue/%',
  '/api/catalogue/%zz',
  '/api/catalogue/%u002e',
  '/api/catalogue/a b',
  '/api/catalogue/<script>',
  'http://elsewhere/api/catalogue',
  'api/catalogue',
  '*',
  '',
];

describe('paths', () => {
  it.each(PLAIN)('lets %s through', (target) => {
    expect(pathProblem(target)).toBeNull();
  });
  it.each(CROOKED)('refuses %s', (target) => {
    expect(pathProblem(target)).not.toBeNull();
  });
  it('never lets a path through that a parser of URLs would read differently', () => {
    const pieces = [
      '.',
      '..',
      '/',
      '//',
      '%2e',
      '%2f',
      '%5c',
      '\\',
      ';',
      'internal',
      'api',
      'catalogue',
      '%25',
      '%2F',
      'é',
      '\t',
    ];
    let seed = 7;
    const next = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
    for (let round = 0; round < 20_000; round++) {
      let target = '/api/catalogue/';
      for (let length = next() % 7; length > 0; length--) target += pieces[next() % pieces.length];
      if (pathProblem(target) !== null) continue;
      expect(new URL(`http://x${target}`).pathname).toBe(target);
      expect(decodeURIComponent(target).split('/')).not.toContain('..');
    }
  });
  it('knows the paths that are for neighbours only', () => {
    for (const path of ['/internal', '/internal/inbox', '/health/ready', '/metrics'])
      expect(isPrivate(path)).toBe(true);
    for (const path of ['/', '/api/internal', '/internals', '/healthy']) expect(isPrivate(path)).toBe(false);
  });
  it('takes the query away', () => {
    expect(pathOf('/a/b?c=d/e#f')).toBe('/a/b');
  });
  it('takes for a webhook only what is one', () => {
    expect(isWebhook('/api/payments/webhook')).toBe(true);
    expect(isWebhook('/api/payments/webhooks/stripe')).toBe(true);
    expect(isWebhook('/api/payments/webhookish')).toBe(false);
    expect(isWebhook('/api/orders/payments/webhook')).toBe(false);
  });
});
