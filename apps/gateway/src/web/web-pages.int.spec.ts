import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookieOf } from '../testing/ask.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

let shop: TestGateway;
beforeAll(async () => {
  shop = await startTestGateway();
});
afterAll(() => shop.stop());

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the web pages', () => {
  it.each([
    ['/', 'storefront'],
    ['/products/linen-shirt', 'storefront'],
    ['/orders/0198?token=a.b', 'storefront'],
    ['/console/', 'console'],
    ['/console/status', 'console'],
  ])('%s is the page of the %s, never kept without asking', async (path, app) => {
    const answer = await shop.ask({ path, headers: html });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`<title>${app}</title>`);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['cache-control']).toMatch(/no-cache|no-store/);
  });

  it('are 304 when nothing has changed', async () => {
    const cookie = cookieOf(await shop.ask({ path: '/', headers: html }));
    const first = await shop.ask({ path: '/', headers: { ...html, cookie } });
    expect(first.headers['cache-control']).toBe('no-cache');
    const again = await shop.ask({ path: '/', headers: { ...html, cookie, 'if-none-match': first.headers.etag } });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('have assets that are kept for a year, for they never change', async () => {
    for (const path of ['/assets/index-a1b2c3.js', '/console/assets/index-a1b2c3.js']) {
      const answer = await shop.ask({ path });
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect((await shop.ask({ path: '/favicon.svg' })).headers['cache-control']).toBe('no-cache');
  });

  it('are compressed', async () => {
    const plain = await shop.ask({ path: '/assets/index-a1b2c3.js' });
    const br = await shop.ask({ path: '/assets/index-a1b2c3.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(br.headers).toMatchObject({ 'content-encoding': 'br', vary: expect.stringContaining('accept-encoding') });
    expect(brotliDecompressSync(br.body).toString()).toBe(plain.text);
    const gzip = await shop.ask({ path: '/', headers: { ...html, 'accept-encoding': 'gzip' } });
    expect(gunzipSync(gzip.body).toString()).toContain('<title>storefront</title>');
  });

  it('that are not there are 404: files, and addresses asked for as anything but a page', async () => {
    for (const path of ['/assets/gone-1.js', '/robots.txt', '/console/assets/gone.css', '/.env', '/secret.txt']) {
      const answer = await shop.ask({ path, headers: html });
      expect(answer.status).toBe(404);
      expect(answer.headers['cache-control'] ?? '').not.toContain('immutable');
    }
    const asData = await shop.ask({ path: '/products/linen-shirt', headers: { accept: 'application/json' } });
    expect(asData).toMatchObject({ status: 404, code: 'gateway.page.not_found' });
    expect((await shop.ask({ method: 'POST', path: '/products' })).status).toBe(404);
    expect((await shop.ask({ path: '/api/nothing', headers: html })).code).toBe('gateway.route.not_found');
  });

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/assets/%2e%2e/%2e%2e/secret.txt', '/console/..%5c..%5csecret.txt'])(
    '%s does not lead out of their folder',
    async (path) => {
      const answer = await shop.ask({ path });
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('beside');
    },
  );

  it('begin a visit, so that the first requests of a page share one session', async () => {
    expect(cookieOf(await shop.ask({ path: '/', headers: html }))).toBeDefined();
  });

  it('send the console’s address without its slash to the one with it', async () => {
    const answer = await shop.ask({ path: '/console', headers: html });
    expect(answer).toMatchObject({ status: 308, headers: { location: '/console/' } });
  });

  it('answer HEAD without a body', async () => {
    expect(await shop.ask({ method: 'HEAD', path: '/', headers: html })).toMatchObject({ status: 200, text: '' });
  });

  it('say what to do when they are not built yet, and come up without a restart', async () => {
    const other = await startTestGateway();
    try {
      rmSync(join(other.webDir, 'console', 'index.html'));
      const answer = await other.ask({ path: '/console/', headers: html });
      expect(answer.status).toBe(503);
      expect(answer.text).toContain('The console is not built yet');
      expect((await other.ask({ path: '/', headers: html })).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});

describe('security headers', () => {
  it.each(['/', '/assets/index-a1b2c3.js', '/api/session', '/api/catalogue/products', '/api/nothing', '/nothing.txt'])(
    'are on %s, and promise nothing that plain http cannot keep',
    async (path) => {
      const { headers } = await shop.ask({ path, headers: html });
      const policy = String(headers['content-security-policy']);
      for (const part of [
        "default-src 'self'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
      ]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toContain('unsafe');
      expect(policy).not.toContain('upgrade-insecure-requests');
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );
});
