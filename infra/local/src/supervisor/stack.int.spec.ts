import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { echoStack, load, type EchoStack } from '../testing/echo-stack.js';
import { eventually } from '../processes/eventually.js';
import { queryOnce } from '../postgres/connection.js';

// A limit and no wait, for a busy machine.
jest.setTimeout(180_000);

describe('a running stack', () => {
  let stack: EchoStack;

  beforeAll(async () => {
    stack = await echoStack();
  });
  afterAll(async () => {
    await stack.end();
  });

  const statusOf = (name: string) => stack.status().parts.find((part) => part.name === name);

  it('answers at the edge from both gateways, with the forwarding headers of HAProxy and none of the customer’s', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        stack.get('/', { 'x-forwarded-for': '6.6.6.6', 'x-session': 'forged', 'x-service-token': 'forged' }),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.instance))).toEqual(new Set(['gateway-1', 'gateway-2']));
    const headers = answers[0]?.body.headers ?? {};
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-forwarded-proto']).toBe('http');
    expect(headers['x-session']).toBeUndefined();
    expect(headers['x-service-token']).toBeUndefined();
  });

  it('serves the sandbox below its prefix, and hides health, metrics and internal routes', async () => {
    expect((await stack.get('/sandbox/v1/payment_methods')).body.path).toBe('/v1/payment_methods');
    expect((await stack.get('/sandbox')).body.instance).toBe('sandbox-1');
    for (const path of ['/health/ready', '/metrics', '/internal/inbox'])
      expect((await stack.get(path)).status).toBe(404);
  });

  it('has the provider’s stand-in where a provider is: a reset arrives as a reset, and when it is dead it refuses', async () => {
    const [sandbox] = stack.find('sandbox');
    const outcomeOf = (path: string): Promise<unknown> =>
      new Promise((resolve) => {
        const asked = get({ port: stack.ports.provider, host: '127.0.0.1', path, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      });
    expect(await outcomeOf('/v1/balance')).toBe(200);
    expect(await outcomeOf('/reset')).toBe('ECONNRESET');
    sandbox?.kill();
    const refuses = async () => (await outcomeOf('/v1/balance')) === 'ECONNREFUSED';
    expect(await eventually(refuses, { timeoutMs: 10_000, everyMs: 1 })).toBe(true);
    const isBack = async () => (await outcomeOf('/v1/balance')) === 200;
    expect(await eventually(isBack, { timeoutMs: 30_000 })).toBe(true);
    const atTheEdge = async () => (await stack.get('/sandbox/v1/balance')).status === 200;
    expect(await eventually(atTheEdge, { timeoutMs: 30_000 })).toBe(true);
  });

  it('refuses a body over the limit at the edge', async () => {
    const response = await fetch(`${stack.edge}/`, { method: 'POST', body: 'x'.repeat(1_100_000) });
    expect(response.status).toBe(413);
  });

  it('gives each service a database that no other service can enter', async () => {
    const { ports, secrets } = stack;
    const enter = async (database: string) =>
      await queryOnce(
        { host: '127.0.0.1', port: ports.postgres1, user: 'order', password: secrets.databases.order, database },
        'SELECT current_user AS name',
      );
    expect(await enter('order')).toEqual([{ name: 'order' }]);
    await expect(enter('payment')).rejects.toThrow(/permission denied/);
  });

  it('starts a killed service again', async () => {
    const before = statusOf('order-1')?.pid;
    stack.find('order-1').forEach((part) => part.kill());
    expect(
      await eventually(() => statusOf('order-1')?.restarts === 1 && stack.find('order-1')[0]?.isReady() === true, {
        timeoutMs: 30_000,
      }),
    ).toBe(true);
    expect(statusOf('order-1')?.pid).not.toBe(before);
  });

  it('says so when there is nothing to kill', async () => {
    const [part] = stack.find('order-1');
    part?.kill();
    expect(await eventually(() => part?.status().pid === undefined, { timeoutMs: 30_000, everyMs: 1 })).toBe(true);
    expect(() => part?.kill()).toThrow(/order-1 is (waiting|starting): there is nothing to kill/);
    expect(await eventually(() => part?.isReady() === true, { timeoutMs: 30_000 })).toBe(true);
  });

  it('fails only what a killed gateway had already taken on; the other serves the rest', async () => {
    const running = load(stack, '/');
    await running.until(50);
    stack.find('gateway-1').forEach((part) => part.kill());
    await running.until(300);
    const { failures, answered } = await running.stop();
    // Only requests that the killed process had already received may fail: there are at most as many as workers.
    expect(failures.length).toBeLessThanOrEqual(running.workers);
    expect(answered).toBeGreaterThan(290);
    await eventually(() => statusOf('gateway-1')?.state === 'ready', { timeoutMs: 30_000 });
  });

  it('starts HAProxy again and tells it of all instances', async () => {
    stack.find('haproxy').forEach((part) => part.kill());
    await eventually(() => statusOf('haproxy')?.restarts === 1, { timeoutMs: 30_000 });
    expect(await eventually(async () => (await stack.get('/')).status === 200, { timeoutMs: 30_000 })).toBe(true);
  });

  it('starts a killed Postgres primary again, and its replica follows it', async () => {
    const [primary] = stack.find('postgres-primary');
    primary?.kill();
    const { ports, secrets } = stack;
    const senders = async () =>
      await queryOnce(
        { host: '127.0.0.1', port: ports.postgres1, ...secrets.postgres, database: 'postgres' },
        `SELECT FROM pg_stat_replication WHERE state = 'streaming'`,
      );
    expect(
      await eventually(async () => primary?.status().restarts === 1 && (await senders()).length === 1, {
        timeoutMs: 30_000,
      }),
    ).toBe(true);
  });

  it('loses no request while a service is replaced under load, slow requests included', async () => {
    const quick = load(stack, '/');
    const slow = load(stack, '/slow?ms=400');
    await quick.until(100);
    const before = stack.find('gateway').map((part) => part.status().pid);
    await stack.group('gateway')?.restart();
    await quick.until(100);
    const results = await Promise.all([quick.stop(), slow.stop()]);
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
    const after = stack.find('gateway').map((part) => part.status().pid);
    expect(after).toHaveLength(2);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  });

  it('scales up and down without losing a request', async () => {
    const running = load(stack, '/');
    await stack.group('gateway')?.scale(4);
    await eventually(() => running.instances().size >= 4, { timeoutMs: 30_000 });
    await stack.group('gateway')?.scale(2);
    expect((await running.stop()).failures).toEqual([]);
    expect(stack.find('gateway')).toHaveLength(2);
  });

  it('shows the maintenance page when no gateway answers, and errors of the API as JSON', async () => {
    await stack.group('gateway')?.scale(0);
    const page = await fetch(`${stack.edge}/`);
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('Back in a moment');
    const api = await fetch(`${stack.edge}/api/orders`);
    expect(api.status).toBe(503);
    expect(await api.json()).toMatchObject({ error: { code: 'edge.gateway.unavailable' } });
    expect(api.headers.get('retry-after')).toBe('5');
    await stack.group('gateway')?.scale(2);
  });

  it('keeps serving while one instance hangs, and uses it again when it goes on', async () => {
    const [part] = stack.find('gateway');
    part?.pause();
    const answeredByOther = async () => {
      const names = await Promise.all(Array.from({ length: 6 }, async () => (await stack.get('/')).body.instance));
      return names.every((name) => name !== part?.name);
    };
    expect(await eventually(answeredByOther, { timeoutMs: 20_000 })).toBe(true);
    part?.resume();
    const running = load(stack, '/');
    expect(await eventually(() => running.instances().size === 2, { timeoutMs: 30_000 })).toBe(true);
    await running.stop();
  });
});
