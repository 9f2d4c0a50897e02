import { Readable } from 'node:stream';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifySession } from '@breakwater/service-host';
import { eventually } from '@breakwater/testing';
import { SESSION_KEY, startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { ask } from '../testing/ask.js';

let shop: TestGateway;
beforeAll(async () => {
  shop = await startTestGateway();
});
afterAll(() => shop.stop());
beforeEach(() => shop.upstream.reset());

const json = { 'content-type': 'application/json' };

describe('what a service gets to see', () => {
  it.each([
    ['/api/catalogue/products?q=a%20b&q=c', '/catalogue/products?q=a%20b&q=c'],
    ['/api/cart', '/cart'],
    ['/api/cart/lines/A.b-c', '/cart/lines/A.b-c'],
    ['/api/orders', '/orders'],
    ['/api/payments/config', '/payments/config'],
    ['/api/operations/status', '/operations/status'],
    ['/api/reconciliation/runs', '/reconciliation/runs'],
    ['/api/catalogue/openapi.json', '/openapi.json'],
    ['/api/orders/openapi.json', '/openapi.json'],
    ['/api/operations/openapi.json', '/openapi.json'],
  ])('%s as %s', async (path, target) => {
    const answer = await shop.ask({ path });
    expect(answer.status).toBe(200);
    expect(shop.upstream.last.url).toBe(target);
  });

  it('is a session that the gateway vouches for, and none that came from outside', async () => {
    await shop.ask({
      path: '/api/cart',
      headers: { 'x-session': 'forged', 'x-service-token': 'forged', 'x-deadline-ms': '1', 'x-forwarded-prefix': '/y' },
    });
    const { headers } = shop.upstream.last;
    const claims = verifySession(SESSION_KEY, String(headers['x-session']), Date.now());
    expect(claims).toMatchObject({ customer: null, sessionId: expect.any(String), cartId: expect.any(String) });
    expect(claims.expiresAt).toBeLessThanOrEqual(Date.now() + 60_000);
    expect(headers['x-service-token']).toBeUndefined();
    expect(headers['x-forwarded-prefix']).toBeUndefined();
    expect(Number(headers['x-deadline-ms'])).toBeGreaterThan(100);
    expect(Number(headers['x-deadline-ms'])).toBeLessThan(20_000);
  });

  it('is no cookie, no header that the connection lists as its own, and the customer’s true address', async () => {
    await shop.ask({
      path: '/api/catalogue/products',
      headers: {
        cookie: 'other=1',
        connection: 'close, x-mine',
        'x-mine': '1',
        te: 'trailers',
        'x-forwarded-for': '6.6.6.6, 203.0.113.7',
        'accept-language': 'de',
      },
    });
    const { headers } = shop.upstream.last;
    expect(headers.cookie).toBeUndefined();
    expect(headers['x-mine']).toBeUndefined();
    expect(headers.te).toBeUndefined();
    expect(headers['x-forwarded-for']).toBe('203.0.113.7');
    expect(headers['accept-language']).toBe('de');
  });

  it('is the body of a webhook byte for byte, with no session and whatever Origin or type it has', async () => {
    const body = '{ "id" :\t"evt_1",\r\n "ü": 1.0 }';
    const answer = await shop.ask({
      method: 'POST',
      path: '/api/payments/webhook',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        origin: 'https://api.example',
        'stripe-signature': 't=1',
      },
    });
    expect(answer.status).toBe(200);
    expect(shop.upstream.last.body.toString()).toBe(body);
    expect(shop.upstream.last.headers['stripe-signature']).toBe('t=1');
    expect(shop.upstream.last.headers['x-session']).toBeUndefined();
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('is a body that streams: the first piece is there before the last is sent', async () => {
    const piece = await new Promise<string>((resolve) => {
      shop.upstream.onHeaders = (request) => request.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      const body = Readable.from(slowly(['{"a":', '1}'], 100));
      void shop.ask({ method: 'POST', path: '/api/orders', headers: json, body });
    });
    expect(piece).toBe('{"a":');
    await eventually(() => shop.upstream.last.body.toString() === '{"a":1}');
  });
});

async function* slowly(pieces: string[], ms: number): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    yield Buffer.from(piece);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

describe('what the customer gets to see', () => {
  it('is the service’s own answer, errors with their codes included', async () => {
    shop.upstream.behave = (_request, response) => {
      response.writeHead(409, { ...json, 'retry-after': '1', etag: '"x"' });
      response.end('{"error":{"code":"idempotency.key.in_progress","message":"wait"}}');
    };
    const answer = await shop.ask({ path: '/api/orders', json: {} });
    expect(answer).toMatchObject({ status: 409, code: 'idempotency.key.in_progress' });
    expect(answer.headers).toMatchObject({ 'retry-after': '1', etag: '"x"' });
  });

  it('is never a cookie of a service, nor a header of its connection', async () => {
    shop.upstream.behave = (_request, response) => {
      response.writeHead(200, {
        ...json,
        'set-cookie': 'bw_session=stolen',
        connection: 'x-hop',
        'x-hop': '1',
        server: 'x',
      });
      response.end('{}');
    };
    const { headers } = await shop.ask({ path: '/api/catalogue/products' });
    expect(headers['set-cookie']?.join()).not.toContain('stolen');
    expect(headers['x-hop']).toBeUndefined();
    expect(headers.server).toBeUndefined();
  });

  it('is nothing that a shared cache may keep, when it carries a new session', async () => {
    shop.upstream.behave = (_request, response) => {
      response.writeHead(200, { ...json, 'cache-control': 'public, max-age=60' });
      response.end('{}');
    };
    const first = await shop.ask({ path: '/api/catalogue/products' });
    expect(first.headers['cache-control']).toBe('private, no-store');
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0];
    const second = await shop.ask({ path: '/api/catalogue/products', headers: { cookie } });
    expect(second.headers['cache-control']).toBe('public, max-age=60');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('is compressed where it pays, and a slow stream still comes piece by piece', async () => {
    // The end is sent only after the customer has the beginning: a proxy that gathered the answer would wait for ever.
    let arrived = Promise.withResolvers<void>();
    shop.upstream.behave = async (_request, response) => {
      response.writeHead(200, json);
      response.write(`["${'a'.repeat(3000)}"`);
      await arrived.promise;
      response.end(']');
    };
    for (const encoding of ['br', 'gzip']) {
      arrived = Promise.withResolvers<void>();
      await new Promise<void>((resolve, reject) => {
        const { hostname, port } = new URL(shop.service.url);
        const socket = connect(Number(port), hostname, () => {
          socket.write(`GET /api/catalogue/products HTTP/1.1\r\nhost: x\r\naccept-encoding: ${encoding}\r\n\r\n`);
        });
        let got = '';
        socket.on('data', (chunk) => {
          got += chunk.toString('latin1');
          const body = got.split('\r\n\r\n')[1] ?? '';
          if (body.length < 8) return;
          expect(got.toLowerCase()).toContain(`content-encoding: ${encoding}`);
          socket.destroy();
          resolve();
        });
        socket.once('error', reject);
      });
      arrived.resolve();
    }
  });

  it('answers HEAD with the headers alone, and 304 without a body', async () => {
    shop.upstream.behave = (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"x"' ? 304 : 200, { ...json, etag: '"x"' });
      response.end();
    };
    expect(await shop.ask({ method: 'HEAD', path: '/api/catalogue/products' })).toMatchObject({
      status: 200,
      text: '',
    });
    const answer = await shop.ask({ path: '/api/catalogue/products', headers: { 'if-none-match': '"x"' } });
    expect(answer).toMatchObject({ status: 304, text: '' });
  });
});

it('one hundred customers at once each get their own answer', async () => {
  const wide = await startTestGateway();
  try {
    wide.upstream.behave = async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      response.end(JSON.stringify({ url: request.url }));
    };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => ask(wide.service.url, { path: `/api/orders/${n}` })),
    );
    answers.forEach((answer, n) => expect(answer.json()).toEqual({ url: `/orders/${n}` }));
    expect(new Set(answers.map(({ headers }) => headers['set-cookie']?.[0])).size).toBe(100);
  } finally {
    await wide.stop();
  }
});
