import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { Fault } from '@breakwater/kernel';
import { currentDeadline } from '@breakwater/resilience';
import { eventually } from '@breakwater/testing';
import { z } from 'zod';
import { baseConfig, sessionConfig } from './config/base-config.js';
import { CurrentSession } from './auth/sessions.js';
import { Serve } from './http/serve.js';
import { type RunningService, startService } from './run-service.js';

const Thing = z.strictObject({ name: z.string().max(10), count: z.int().min(1) });
const Page = z.strictObject({ page: z.coerce.number().int().min(1).default(1) });
const keyed = {
  method: 'POST',
  path: '/keyed',
  headers: { 'Thing-Key': z.string().regex(/^k/) },
  responses: { 200: z.object({}) },
  errors: ['thing.key.missing'],
} as const;
let release = (): void => undefined;

@Controller()
class Things {
  @Post('things')
  make(@Body({ schema: Thing }) thing: z.infer<typeof Thing>) {
    return thing;
  }
  @Get('things')
  list(@Query({ schema: Page }) page: z.infer<typeof Page>) {
    return page;
  }
  @Serve(keyed)
  keyed() {
    return {};
  }
  @Get('mine')
  mine(@CurrentSession() session: unknown) {
    return session;
  }
  @Get('deadline')
  deadline() {
    return { remainingMs: currentDeadline()?.remainingMs() };
  }
  @Get('slow')
  async slow() {
    await new Promise<void>((resolve) => (release = resolve));
    return { done: true };
  }
  @Get('broken')
  broken() {
    throw new Error('password=hunter2 at /home/someone');
  }
  @Get('busy')
  busy() {
    throw new Fault('unavailable', 'thing.is.busy', 'internal words', { retryAfterSeconds: 7, publicMessage: 'Busy.' });
  }
  @Get('internal/secret')
  secret() {
    return {};
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

let service: RunningService | undefined;
const start = async (): Promise<RunningService> => {
  const env = { SERVICE_KEY: '0123456789abcdef', SESSION_KEY: '0123456789abcdef' };
  const config = z.object({ ...baseConfig, ...sessionConfig });
  service = await startService({ name: 'things', config, module: () => ThingsModule }, env);
  return service;
};
const json = { 'content-type': 'application/json' };
const post = (url: string, body: string, headers: Record<string, string> = json) =>
  fetch(`${url}/things`, { method: 'POST', headers, body });
const answer = async (response: Response) => {
  const { error } = (await response.json()) as { error?: { code: string; message: string } };
  return [response.status, error?.code];
};

afterEach(async () => {
  release();
  await service?.close();
  service = undefined;
});

describe('a service', () => {
  it('answers bad input with 4xx and a stable code, whatever is wrong with it', async () => {
    const { url } = await start();
    expect(await answer(await post(url, '{bad'))).toEqual([400, 'request.body.unreadable']);
    expect(await answer(await post(url, ''))).toEqual([400, 'request.body.empty']);
    expect(await answer(await post(url, '{"__proto__":{"x":1}}'))).toEqual([400, 'request.body.unreadable']);
    expect(await answer(await post(url, 'a=1', { 'content-type': 'text/plain' }))).toEqual([
      415,
      'request.content_type.unsupported',
    ]);
    expect(await answer(await post(url, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }))).toEqual([
      415,
      'request.content_type.unsupported',
    ]);
    expect(await answer(await post(url, JSON.stringify({ name: 'x'.repeat(300_000), count: 1 })))).toEqual([
      413,
      'request.body.too_large',
    ]);
    for (const body of [
      'null',
      '[]',
      '1',
      '{}',
      '{"name":"a"}',
      '{"name":1,"count":1}',
      '{"name":"a","count":0.5}',
      '{"name":"a","count":-1}',
      '{"name":"a","count":1,"more":1}',
    ]) {
      expect(await answer(await post(url, body))).toEqual([400, 'request.input.invalid']);
    }
    expect(await answer(await fetch(`${url}/things?page=0`))).toEqual([400, 'request.input.invalid']);
    expect(await answer(await fetch(`${url}/things?page=1&page=2`))).toEqual([400, 'request.input.invalid']);
    expect(await answer(await fetch(`${url}/nothing`))).toEqual([404, 'request.route.not_found']);
    expect(await answer(await fetch(`${url}/%zz`))).toEqual([400, 'request.url.unreadable']);
    expect((await post(url, '{"name":"a","count":1}')).status).toBe(201);
  });

  it('answers what is no HTTP request with the same form of error', async () => {
    const { url } = await start();
    for (const text of ['INVENTED / HTTP/1.1', 'GET / HTTP/1.1\r\nx-a: a\0b', '\x16\x03\x01']) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(`${text}\r\n\r\n`));
      const answered = (await socket.toArray()).join('');
      expect(answered).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(answered).toContain('cache-control: no-store');
      expect(answered).toMatch(/\r\n\r\n\{"error":\{"code":"request\.http\.unreadable",/);
    }
  });

  it('lets nobody keep an error', async () => {
    const { url } = await start();
    for (const path of ['/nothing', '/broken', '/things?page=0', '/%zz']) {
      expect((await fetch(url + path)).headers.get('cache-control')).toBe('no-store');
    }
  });

  it('says nothing of its insides when something of its own breaks', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/broken`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('internal.error.unexpected');
    expect(text).not.toMatch(/hunter2|home/);
  });

  it('tells when to come back', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/busy`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('refuses internal routes without a token, also those that do not exist', async () => {
    const { url } = await start();
    for (const path of ['/internal/secret', '/internal/nothing']) {
      expect(await answer(await fetch(url + path))).toEqual([401, 'auth.service_token.missing']);
    }
  });

  it('refuses a forged session and a route that needs one without', async () => {
    const { url } = await start();
    expect(await answer(await fetch(`${url}/mine`))).toEqual([401, 'auth.session.missing']);
    expect(await answer(await fetch(`${url}/mine`, { headers: { 'x-session': 'e30.forged' } }))).toEqual([
      401,
      'auth.session.invalid',
    ]);
  });

  it('takes the deadline of its caller, and never a longer one than its own', async () => {
    const { url } = await start();
    const remaining = async (header?: string) => {
      const response = await fetch(
        `${url}/deadline`,
        header === undefined ? {} : { headers: { 'x-deadline-ms': header } },
      );
      return ((await response.json()) as { remainingMs: number }).remainingMs;
    };
    expect(await remaining('4000')).toBeLessThanOrEqual(4000);
    for (const header of [undefined, '999999', 'x', '-1']) {
      const ms = await remaining(header);
      expect(ms).toBeGreaterThan(5000);
      expect(ms).toBeLessThanOrEqual(10_000);
    }
  });

  it('is not ready while it drains but still serves, and says goodbye to kept connections', async () => {
    const { url, platform } = await start();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    platform.readiness.drain();
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const response = await fetch(`${url}/things`);
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  });

  it('is not ready without what it requires, and alive all the same', async () => {
    const { url, platform } = await start();
    platform.readiness.require('moon', () => Promise.reject(new Error('not up')));
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('lets what is in flight end when it closes, and accepts nothing new', async () => {
    const { url, close } = await start();
    const before = release;
    const slow = fetch(`${url}/slow`);
    await eventually(() => release !== before);
    const closing = close();
    const { port } = new URL(url);
    await eventually(
      () =>
        new Promise<boolean>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1');
          socket
            .on('error', () => resolve(true))
            .on('connect', () => resolve(false))
            .on('connect', () => socket.destroy());
        }),
    );
    release();
    expect(await (await slow).json()).toEqual({ done: true });
    await closing;
    service = undefined;
  });

  it('does not give up when what it prepares fails at first: its database may be coming up at the same time', async () => {
    const env = { SERVICE_KEY: '0123456789abcdef' };
    let tries = 0;
    const prepare = async (): Promise<void> => {
      tries++;
      if (tries < 3) throw new Fault('timeout', 'database.query.timeout', 'not yet');
    };
    service = await startService(
      { name: 'things', config: z.object(baseConfig), module: () => ThingsModule, prepare },
      env,
    );
    expect(tries).toBe(3);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('describes itself in OpenAPI from its schemas', async () => {
    const { url } = await start();
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, unknown> };
    expect(document).toMatchObject({ openapi: '3.1.0' });
    expect(JSON.stringify(document.paths['/things'])).toContain('"maxLength":10');
  });

  it('describes the headers and the errors that a contract names', async () => {
    const { url } = await start();
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, object> };
    expect(paths['/keyed']).toMatchObject({
      post: {
        parameters: [{ name: 'Thing-Key', in: 'header', required: true, schema: { type: 'string', pattern: '^k' } }],
        responses: { '4XX': { description: 'Refused: request.input.invalid, thing.key.missing' } },
      },
    });
  });

  it('says below which address its paths are, as the proxy before it tells', async () => {
    const { url } = await start();
    const serversFor = async (prefix?: string): Promise<unknown> => {
      const headers = prefix === undefined ? {} : { 'x-forwarded-prefix': prefix };
      return ((await (await fetch(`${url}/openapi.json`, { headers })).json()) as { servers: unknown }).servers;
    };
    expect(await serversFor()).toEqual([{ url: '/' }]);
    expect(await serversFor('/api')).toEqual([{ url: '/api' }]);
    expect(await serversFor('https://elsewhere.example')).toEqual([{ url: '/' }]);
  });
});
