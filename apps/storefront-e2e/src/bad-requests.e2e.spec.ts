import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Session } from '@breakwater/contracts';
import { type Cast, gatherCast, stored } from './support/cast.js';
import { rawRequest, requestText } from './support/raw-request.js';
import { expectRefused } from './support/refused.js';
import { Shopper } from './support/shopper.js';

let cast: Cast;
let sku: string;
let before: unknown;

beforeAll(async () => {
  cast = await gatherCast();
  sku = String(cast.known['sku']?.[0]);
  before = await stored(cast);
}, 120_000);

const nothingStored = async (): Promise<void> => expect(await stored(cast)).toEqual(before);

describe('an address', () => {
  afterAll(nothingStored);

  it.each([
    'catalogue/products?page=1&page=2',
    'catalogue/products?page[]=1',
    'catalogue/products?page=-1',
    'catalogue/products?page=NaN',
    'catalogue/products?page=0x10001',
    'catalogue/products?page=',
    'catalogue/products?pageSize=1000000',
    'catalogue/products?q=a&q=b',
    'catalogue/products?q=' + 'x'.repeat(101),
    'catalogue/products?role=operator',
    'catalogue/products?category=%00',
    'catalogue/products/%00',
    'catalogue/products/%ff',
    'catalogue/products/%zz',
    'catalogue/products/..%2f..%2finternal%2foffers',
    'catalogue/products/%2e%2e/categories',
    'catalogue/products/' + 'x'.repeat(101),
    'catalogue/products/' + 'x'.repeat(3000),
    'catalogue/products/' + 'x'.repeat(9000),
    'catalogue//products',
    'catalogue/../cart',
    'catalogue/products;x=1',
    'catalogue/pictures/../../etc/passwd.svg',
    'catalogue/pictures/a.svg?v=zz',
    'orders/1',
    'orders/00000000-0000-4000-8000-000000000000',
    'orders/00000000-0000-4000-8000-000000000000?token[]=x',
    'orders/00000000-0000-4000-8000-000000000000?token=' + 'x'.repeat(201),
    'orders/find',
    'orders/find?q=',
    'orders/find?q=' + 'x'.repeat(61),
    'orders/outages',
    'orders/00000000-0000-4000-8000-000000000000/cancel',
    'internal/offers?skus=A',
    'catalogue/internal/offers',
    '..%5chealth/live',
    'nothing',
  ])('/api/%s is refused', async (path) => {
    expectRefused(path, await rawRequest(requestText(`GET /api/${path}`, [`cookie: ${cast.guest.cookie}`])));
  });

  it.each([
    '/health/live',
    '/metrics',
    '/internal/offers',
    '/openapi.json',
    '/sandbox/metrics',
    '/.env',
    '/assets/..%2f..%2fpackage.json',
  ])('%s leads nowhere', async (path) => {
    expectRefused(path, await rawRequest(requestText(`GET ${path}`)));
  });
});

describe('a method', () => {
  afterAll(nothingStored);

  it.each(['PATCH', 'TRACE', 'OPTIONS', 'PROPFIND', 'QUERY', 'DELETE', 'INVENTED'])(
    '%s that a route has not is refused',
    async (method) => {
      for (const path of [
        'cart',
        'catalogue/products',
        'session',
        'auth/sign-in',
        'orders',
        'operations/status',
        'nothing',
      ]) {
        const answer = await rawRequest(
          requestText(`${method} /api/${path}`, [`cookie: ${cast.guest.cookie}`, 'x-echo: mirror']),
        );
        expectRefused(`${method} ${path}`, answer);
        expect(answer.body).not.toContain('mirror');
      }
    },
  );

  it('HEAD answers as GET does, without a body', async () => {
    for (const path of ['cart', 'catalogue/products', 'nothing', 'orders/1']) {
      const [head, get] = await Promise.all(['HEAD', 'GET'].map((method) => cast.guest.ask(method, `/api/${path}`)));
      expect([path, head?.status, head?.body]).toEqual([path, get?.status, '']);
    }
  });
});

describe('what is hardly HTTP', () => {
  afterAll(nothingStored);

  const cases: Record<string, string> = {
    'headers that are too large': requestText('GET /api/cart', [`x-long: ${'a'.repeat(12_000)}`]),
    'an expectation': requestText('GET /api/cart', ['expect: miracles']),
    'no host': 'GET /api/cart HTTP/1.1\r\nconnection: close\r\n\r\n',
    'a NUL in a header': requestText('GET /api/cart', ['x-a: a\0b']),
    'a header that no header is': requestText('GET /api/cart', ['accept-encoding: \x7f']),
  };
  it.each(Object.entries(cases))('such as %s is refused with a code', async (what, text) => {
    expectRefused(what, await rawRequest(text));
  });

  // The balancer finds these before there is a request, and its page for them cannot be changed.
  it.each([
    '\x16\x03\x01\x02\0\x01\r\n\r\n',
    requestText(`GET /api/${'x'.repeat(20_000)}`),
    requestText('GET /api/cart', [`x-long: ${'a'.repeat(40_000)}`]),
    requestText(
      'GET /api/cart',
      Array.from({ length: 200 }, (_, number) => `x-${number}: 1`),
    ),
    requestText('POST /api/orders', ['content-length: -5']),
    requestText('POST /api/orders', ['transfer-encoding: chunked'], 'zz\r\n'),
    requestText('CONNECT /api/cart'),
    requestText('GET http://elsewhere.example/api/cart'),
  ])('is refused (%#)', async (text) => {
    const { status, body } = await rawRequest(text);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain('elsewhere');
  });
});

describe('an order of somebody else', () => {
  afterAll(nothingStored);

  it.each(['cancel', 'payment', 'refunds', 'fulfil'])('is not changed by %s', async (verb) => {
    const key = { 'idempotency-key': crypto.randomUUID() };
    const bodies = { payment: { paymentMethod: 'pm_1' }, refunds: { reason: 'mine' } };
    const body = verb in bodies ? bodies[verb as keyof typeof bodies] : undefined;
    for (const id of Object.values(cast.toChange)) {
      expectRefused(verb, await cast.guest.ask('POST', `/api/orders/${id}/${verb}`, body, key));
    }
  });

  it('is not given back or sent by its own customer', async () => {
    const key = { 'idempotency-key': crypto.randomUUID() };
    const { refunds, fulfil } = cast.toChange;
    expectRefused('refund', await cast.customer.ask('POST', `/api/orders/${refunds}/refunds`, { reason: 'x' }, key));
    expectRefused('fulfil', await cast.customer.ask('POST', `/api/orders/${fulfil}/fulfil`));
    expectRefused('find', await cast.customer.ask('GET', `/api/orders/find?q=${refunds}`));
  });
});

describe('a forged identity', () => {
  afterAll(nothingStored);

  const forged = Buffer.from(
    JSON.stringify({
      sessionId: crypto.randomUUID(),
      cartId: crypto.randomUUID(),
      customer: { id: crypto.randomUUID(), email: 'o@b.example', name: 'O', role: 'operator' },
      signedInAt: Date.now(),
      expiresAt: Date.now() + 60_000,
    }),
  ).toString('base64url');

  it.each([
    'x',
    '',
    '.',
    `${forged}.`,
    `${forged}.${forged}`,
    '%zz',
    `"${forged}"`,
    'x'.repeat(5000),
    `${forged}.AAAA; bw_session=x`,
  ])('in the cookie is nobody (%#)', async (value) => {
    const cookie = `bw_session=${value}`;
    for (const path of ['operations/status', 'reconciliation/runs', `orders/${String(cast.known['orderId']?.[1])}`]) {
      expectRefused(path, await rawRequest(requestText(`GET /api/${path}`, [`cookie: ${cookie}`])));
    }
    const session = await new Shopper().ask('GET', '/api/session', undefined, { cookie });
    expect(Session.parse(session.body).customer).toBeNull();
  });

  it('made of a real cookie with another content is nobody', async () => {
    const [, signature] = cast.customer.cookie.split('.');
    const cookie = `bw_session=${forged}.${signature}`;
    expectRefused('status', await new Shopper().ask('GET', '/api/operations/status', undefined, { cookie }));
  });

  it('in the headers that only we may set is not heard', async () => {
    const headers = {
      'x-session': `${forged}.${forged}`,
      'x-service-token': forged,
      'x-deadline-ms': '1',
      'x-forwarded-for': '::1',
    };
    expectRefused('status', await cast.guest.ask('GET', '/api/operations/status', undefined, headers));
    expect((await cast.guest.ask('GET', '/api/cart', undefined, headers)).body).toEqual(await cast.guest.cart());
  });

  it('of another site gets nothing done', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    expectRefused('cart', await cast.guest.ask('PUT', `/api/cart/lines/${sku}`, { quantity: 9 }, headers));
  });

  it('in an order’s token opens no order', async () => {
    const id = String(cast.known['orderId']?.[1]);
    for (const token of ['x', forged, `${id}.x`, encodeURIComponent("' OR 1=1;--")]) {
      expectRefused(token, await cast.guest.ask('GET', `/api/orders/${id}?token=${token}`));
    }
  });
});
