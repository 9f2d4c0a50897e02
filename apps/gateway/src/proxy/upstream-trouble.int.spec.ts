import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, freePort } from '@breakwater/testing';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

let shop: TestGateway;
/** Waits for a service longer than any test: what comes at once has not come from its time-out. */
let patient: TestGateway;
beforeAll(async () => {
  shop = await startTestGateway({ UPSTREAM_TIMEOUT_MS: '1000' });
  patient = await startTestGateway({ UPSTREAM_CONCURRENCY: '4' });
});
afterAll(async () => {
  await shop?.stop();
  await patient?.stop();
});
beforeEach(() => {
  shop.upstream.reset();
  patient.upstream.reset();
});

const json = { 'content-type': 'application/json' };

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
    expect(performance.now() - started).toBeLessThan(3000);
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
    const held: ServerResponse[] = [];
    patient.upstream.behave = (request, response) => {
      if (request.url === '/cart') held.push(response);
      else response.end('{}');
    };
    const hung = Array.from({ length: 4 }, () => patient.ask({ path: '/api/cart' }));
    await eventually(() => held.length === 4);
    const started = performance.now();
    const refused = await patient.ask({ path: '/api/orders' });
    expect(refused).toMatchObject({ status: 503, code: 'gateway.upstream.overloaded' });
    expect(performance.now() - started).toBeLessThan(2000);
    expect((await patient.ask({ path: '/api/catalogue/products' })).status).toBe(200);
    for (const response of held) response.end('{}');
    for (const answer of await Promise.all(hung)) expect(answer.status).toBe(200);
    await eventually(async () => (await patient.ask({ path: '/api/orders' })).status === 200);
  });

  it('hears at once when the customer goes away, and the place is free', async () => {
    patient.upstream.behave = () => undefined;
    const { hostname, port } = new URL(patient.service.url);
    const socket = connect(Number(port), hostname, () => socket.write('GET /api/cart HTTP/1.1\r\nhost: x\r\n\r\n'));
    await eventually(() => patient.upstream.seen.length === 1);
    socket.destroy();
    await eventually(() => patient.upstream.abandoned === 1, { timeoutMs: 2000 });
  });
});
