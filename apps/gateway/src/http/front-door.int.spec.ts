import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

let shop: TestGateway;
beforeAll(async () => {
  shop = await startTestGateway();
});
afterAll(() => shop.stop());
beforeEach(() => shop.upstream.reset());

const json = { 'content-type': 'application/json' };

describe('a body that is too large', () => {
  const LIMIT = 256 * 1024;
  it('by its own word is refused with 413 before it is sent', async () => {
    const { hostname, port } = new URL(shop.service.url);
    const head = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const length = `content-length: ${LIMIT + 1}`;
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
        for (let sent = 0; sent <= LIMIT; sent += 0x10000) socket.write(piece);
      });
      socket.on('error', () => undefined);
      socket.once('data', (chunk) => resolve(chunk.toString()));
    });
    expect(head).toContain('413');
    expect(head).toContain('request.body.too_large');
    expect(shop.upstream.seen).toHaveLength(0);
  });

  it('by nothing goes through', async () => {
    const body = Buffer.alloc(LIMIT, 97);
    expect(await shop.ask({ method: 'POST', path: '/api/orders', headers: json, body })).toMatchObject({ status: 200 });
    expect(shop.upstream.last.body.length).toBe(LIMIT);
  });
});

describe('an answer of the API', () => {
  it('that does not say who may keep it is for nobody to keep, also without a new cookie', async () => {
    const first = await shop.ask({ path: '/api/cart' });
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    const second = await shop.ask({ path: '/api/cart', headers: { cookie } });
    expect([second.headers['set-cookie'], second.headers['cache-control']]).toEqual([undefined, 'private, no-store']);
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
