import { Readable } from 'node:stream';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifySession } from '@breakwater/service-host';
import { eventually, freePort } from '@breakwater/testing';
import { SESSION_KEY, startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { ask } from '../testing/ask.js';

let shop: TestGateway;
beforeAll(async () => {
  shop = await startTestGateway({ UPSTREAM_CONCURRENCY: '4' });
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
    expect(Number(headers['x-deadline-ms'])).toBeLessThan(600);
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
    shop.upstream.behave = async (_request, response) => {
      response.writeHead(200, json);
      response.write(`["${'a'.repeat(3000)}"`);
      await new Promise((resolve) => setTimeout(resolve, 300));
      response.end(']');
    };
    for (const encoding of ['br', 'gzip']) {
      const started = performance.now();
      const first = await new Promise<number>((resolve, reject) => {
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
          resolve(performance.now() - started);
        });
        socket.once('error', reject);
      });
      expect(first).toBeLessThan(250);
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

describe('a service in trouble', () => {
  it('that refuses connections is 503 with a code and Retry-After', async () => {
    const other = await startTestGateway({ PRODUCT_URL: `http://127.0.0.1:${await freePort()}` });
    try {
      const answer = await other.ask({ path: '/api/catalogue/products' });
      expect(answer).toMatchObject({ status: 503, code: 'gateway.upstream.unavailable' });
      expect(answer.headers['retry-after']).toBe('1');
      expect((await other.ask({ path: '/api/cart' })).status).toBe(200);
    } finally {
      await other.stop();
    }
  });

  it('that never answers is 504 in time, and hears that nobody waits any more', async () => {
    shop.upstream.behave = () => undefined;
    const started = performance.now();
    const answer = await shop.ask({ path: '/api/orders', json: {} });
    expect(answer).toMatchObject({ status: 504, code: 'gateway.upstream.timeout' });
    expect(performance.now() - started).toBeLessThan(1500);
    await eventually(() => shop.upstream.abandoned === 1);
  });

  it('that breaks the connection before it answers is 502 for a POST, asked once', async () => {
    shop.upstream.behave = (request) => void request.socket.destroy();
    const answer = await shop.ask({ path: '/api/orders', json: {} });
    expect(answer).toMatchObject({ status: 502, code: 'gateway.upstream.broken' });
    expect(shop.upstream.seen).toHaveLength(1);
  });

  it('whose idle connection broke is asked again for a GET, once', async () => {
    shop.upstream.behave = (request, response) => {
      if (shop.upstream.seen.length === 1) request.socket.destroy();
      else response.end('{}');
    };
    expect((await shop.ask({ path: '/api/catalogue/products' })).status).toBe(200);
    expect(shop.upstream.seen).toHaveLength(2);
  });

  it('that answers 503 itself is not asked again', async () => {
    shop.upstream.behave = (_request, response) => {
      response.writeHead(503, { ...json, 'retry-after': '0' });
      response.end('{"error":{"code":"order.overloaded","message":"x"}}');
    };
    expect(await shop.ask({ path: '/api/cart' })).toMatchObject({ status: 503, code: 'order.overloaded' });
    expect(shop.upstream.seen).toHaveLength(1);
  });

  it.each([
    [503, 'gateway.upstream.unavailable', 503],
    [504, 'gateway.upstream.timeout', 504],
    [502, 'gateway.upstream.broken', 502],
    [500, 'gateway.upstream.broken', 502],
  ])('hidden behind the balancer’s own page %i gets a code all the same', async (status, code, shown) => {
    shop.upstream.behave = (_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<html>No server is available</html>');
    };
    expect(await shop.ask({ path: '/api/cart' })).toMatchObject({ status: shown, code });
  });

  it.each(['', 'br', 'gzip'])('that breaks off in mid-answer never looks like a whole one (%s)', async (encoding) => {
    shop.upstream.behave = (request, response) => {
      response.writeHead(200, json);
      response.write(`["${'a'.repeat(5000)}`);
      setTimeout(() => request.socket.resetAndDestroy(), 50);
    };
    await expect(
      shop.ask({ path: '/api/catalogue/products', headers: { 'accept-encoding': encoding } }),
    ).rejects.toThrow();
  });

  it('that stops in mid-answer is cut off', async () => {
    shop.upstream.behave = (_request, response) => {
      response.writeHead(200, json);
      response.write('[');
    };
    await expect(shop.ask({ path: '/api/catalogue/products' })).rejects.toThrow();
  });

  it('that talks no HTTP is 502', async () => {
    shop.upstream.behave = (request) => void request.socket.end('SSH-2.0-nonsense\r\n');
    expect(await shop.ask({ path: '/api/orders', json: {} })).toMatchObject({
      status: 502,
      code: 'gateway.upstream.broken',
    });
  });

  it('takes its own places only: beyond them 503 at once, and each comes free again', async () => {
    shop.upstream.behave = (request, response) => {
      if (request.url === '/cart') return;
      response.end('{}');
    };
    const hung = Array.from({ length: 4 }, () => shop.ask({ path: '/api/cart' }));
    await eventually(() => shop.upstream.seen.length === 4);
    const started = performance.now();
    const refused = await shop.ask({ path: '/api/orders' });
    expect(refused).toMatchObject({ status: 503, code: 'gateway.upstream.overloaded' });
    expect(performance.now() - started).toBeLessThan(200);
    expect((await shop.ask({ path: '/api/catalogue/products' })).status).toBe(200);
    for (const answer of await Promise.all(hung)) expect(answer.status).toBe(504);
    await eventually(async () => (await shop.ask({ path: '/api/orders' })).status === 200);
  });

  it('hears at once when the customer goes away, and the place is free', async () => {
    shop.upstream.behave = () => undefined;
    const { hostname, port } = new URL(shop.service.url);
    const socket = connect(Number(port), hostname, () => socket.write('GET /api/cart HTTP/1.1\r\nhost: x\r\n\r\n'));
    await eventually(() => shop.upstream.seen.length === 1);
    socket.destroy();
    await eventually(() => shop.upstream.abandoned === 1, { timeoutMs: 400 });
  });
});

describe('a body that is too large', () => {
  const MEGABYTE = 1024 * 1024;
  it('by its own word is refused with 413 before it is sent', async () => {
    const { hostname, port } = new URL(shop.service.url);
    const head = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const length = `content-length: ${MEGABYTE + 1}`;
        socket.write(`POST /api/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${length}\r\n\r\n`);
      });
      socket.once('data', (chunk) => resolve(chunk.toString()));
    });
    expect(head).toContain('413');
    expect(head).toContain('request.body.too_large');
    expect(shop.upstream.seen).toHaveLength(0);
  });

  it('without a word is refused with 413 as it grows, and no service sees the whole of it', async () => {
    const { hostname, port } = new URL(shop.service.url);
    const head = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          'POST /api/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
        );
        const piece = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
        for (let sent = 0; sent <= MEGABYTE; sent += 0x10000) socket.write(piece);
      });
      socket.on('error', () => undefined);
      socket.once('data', (chunk) => resolve(chunk.toString()));
    });
    expect(head).toContain('413');
    expect(head).toContain('request.body.too_large');
    expect(shop.upstream.seen).toHaveLength(0);
  });

  it('by nothing goes through', async () => {
    const body = Buffer.alloc(MEGABYTE, 97);
    expect((await shop.ask({ method: 'POST', path: '/api/orders', headers: json, body })).status).toBe(200);
    expect(shop.upstream.last.body.length).toBe(MEGABYTE);
  });
});

describe('what is not proxied', () => {
  it.each(['/api', '/api/', '/api/nothing', '/api/internal/offers', '/api/health/ready', '/api/metrics', '/api/cartx'])(
    '%s is 404 in JSON',
    async (path) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        expect(await shop.ask({ method, path })).toMatchObject({ status: 404, code: 'gateway.route.not_found' });
      }
    },
  );

  it.each(['/internal/inbox', '/health/ready', '/metrics', '/health/live', '/openapi.json'])(
    '%s is for neighbours: over the edge it does not exist',
    async (path) => {
      const answer = await shop.ask({ path, headers: { 'x-forwarded-for': '203.0.113.7' } });
      expect(answer).toMatchObject({ status: 404, code: 'gateway.route.not_found' });
    },
  );

  it('no way of writing a path leads out of its area', async () => {
    const out = [
      '..',
      '%2e%2e',
      '%2E%2e',
      '.%2e',
      '..;',
      '%252e%252e',
      '%c0%ae%c0%ae',
      '..%00',
      '\\..',
      '%5c..',
      '.../..',
    ];
    const slash = ['/', '%2f', '%2F', '//', '\\', '%5c', '/./', '%252f'];
    const targets = ['internal/offers', 'metrics', 'health/ready', 'INTERNAL/offers'];
    const paths = out.flatMap((up) =>
      slash.flatMap((bar) =>
        targets.flatMap((to) => [`/api/catalogue${bar}${up}${bar}${to}`, `/api${bar}${up}${bar}${to}`]),
      ),
    );
    const all = [...paths, '//internal/offers', '/api/catalogue//internal', 'http://elsewhere/internal/offers'];
    for (let from = 0; from < all.length; from += 50) {
      const some = all.slice(from, from + 50);
      const answers = await Promise.all(some.map((path) => shop.ask({ path })));
      answers.forEach(({ status, code }, n) => {
        expect({ path: some[n], status, code }).toEqual({
          path: some[n],
          status: 400,
          code: expect.stringMatching(/^(gateway\.path\.refused|request\.url\.unreadable)$/),
        });
      });
    }
    expect(shop.upstream.seen).toHaveLength(0);
  });

  it('no request smuggled behind another reaches anyone', async () => {
    const { hostname, port } = new URL(shop.service.url);
    const smuggle = [
      'POST /api/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /api/cart HTTP/1.1\r\nhost: x\r\n\r\n',
      'POST /api/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef',
    ];
    for (const bytes of smuggle) {
      const text = await new Promise<string>((resolve) => {
        let got = '';
        const socket = connect(Number(port), hostname, () => socket.write(bytes));
        socket.on('data', (chunk) => (got += chunk.toString()));
        socket.once('close', () => resolve(got));
      });
      expect(text).toMatch(/^HTTP\/1\.1 400/);
    }
    expect(shop.upstream.seen).toHaveLength(0);
  });
});

describe('requests from other sites', () => {
  it.each([
    [{ origin: 'https://evil.example', ...json }, 403, 'gateway.origin.refused'],
    [{ origin: 'null', ...json }, 403, 'gateway.origin.refused'],
    [{ 'sec-fetch-site': 'cross-site', ...json }, 403, 'gateway.origin.refused'],
    [{ 'content-type': 'text/plain' }, 415, 'request.content_type.unsupported'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request.content_type.unsupported'],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 415, 'request.content_type.unsupported'],
    [{}, 415, 'request.content_type.unsupported'],
  ] as const)('with %j are refused', async (headers, status, code) => {
    for (const path of ['/api/orders', '/api/auth/sign-out', '/api/auth/sign-in']) {
      const answer = await shop.ask({ method: 'POST', path, headers: { ...headers }, body: '{}' });
      expect(answer).toMatchObject({ status, code });
    }
    expect(shop.upstream.seen).toHaveLength(0);
  });

  it('do not look like ours: the shop’s own pages get through under any address of the shop', async () => {
    const { host } = new URL(shop.service.url);
    for (const origin of ['http://shop.example', `http://${host}`]) {
      expect((await shop.ask({ path: '/api/orders', json: {}, headers: { origin } })).status).toBe(200);
    }
    expect((await shop.ask({ method: 'DELETE', path: '/api/cart/lines/A' })).status).toBe(200);
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
