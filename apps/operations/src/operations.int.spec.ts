import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heartbeat, SystemStatus } from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import {
  type RunningService,
  ServiceTokens,
  type SessionClaims,
  signSession,
  startService,
} from '@breakwater/service-host';
import {
  eventually,
  freePort,
  type OwnPostgresPair,
  type OwnRedis,
  ownPostgresPair,
  ownRedis,
} from '@breakwater/testing';
import { Queue, Worker } from 'bullmq';
import type { z } from 'zod';
import { operations } from './operations.js';

const SERVICE_KEY = 'service-key-of-the-tests';
const SESSION_KEY = 'session-key-of-the-tests';
const tokens = new ServiceTokens(SERVICE_KEY, 'order', systemClock);

let pair: OwnPostgresPair;
let queueRedis: OwnRedis;
let cacheRedis: OwnRedis;
let service: RunningService;

beforeAll(async () => {
  [pair, queueRedis, cacheRedis] = await Promise.all([ownPostgresPair(), ownRedis(), ownRedis()]);
  service = await start();
});
afterAll(async () => {
  await service.close();
  await Promise.all([pair.stop(), queueRedis.stop(), cacheRedis.stop()]);
});

async function start(change: Record<string, string> = {}): Promise<RunningService> {
  const { database, user, password } = await pair.createDatabase('operations');
  return startService(operations, {
    SERVICE_KEY,
    SESSION_KEY,
    DATABASE_HOSTS: pair.hosts,
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_PASSWORD: password,
    REDIS_CACHE_URL: cacheRedis.url,
    REDIS_QUEUE_URL: queueRedis.url,
    SERVICES: 'order,payment',
    ...Object.fromEntries(['ORDER_URL', 'INVENTORY_URL', 'PAYMENT_URL'].map((name) => [name, 'http://127.0.0.1:9'])),
    INVARIANTS_EVERY_SECONDS: '0',
    ...change,
  });
}

const customer = { id: '0198a1b2-0000-7000-8000-000000000001', email: 'o@example.org', name: 'O' };
function session(role: 'customer' | 'operator' | null, expiresAt = Date.now() + 60_000): string {
  const claims: SessionClaims = {
    sessionId: 's',
    cartId: 'c',
    customer: role === null ? null : { ...customer, role },
    expiresAt,
  };
  return signSession(SESSION_KEY, claims);
}

async function read(from: RunningService = service): Promise<SystemStatus> {
  const response = await fetch(`${from.url}/operations/status`, { headers: { 'x-session': session('operator') } });
  expect(response.status).toBe(200);
  return SystemStatus.parse(await response.json());
}

/** Reads until it fits; each look must answer in two seconds, whatever is broken. */
async function statusWhere(fits: (status: SystemStatus) => boolean, from = service): Promise<SystemStatus> {
  let latest = await read(from);
  await eventually(async () => {
    const started = performance.now();
    latest = await read(from);
    expect(performance.now() - started).toBeLessThan(2000);
    return fits(latest);
  });
  return latest;
}

type Beat = z.infer<typeof heartbeat.body>;
async function beat(instance: string, change: Partial<Beat> = {}, to: RunningService = service): Promise<number> {
  const body: Beat = {
    service: 'order',
    version: '1.2.3',
    state: 'ready',
    uptimeSeconds: 5,
    eventLoopLagMs: 1,
    outbox: { pending: 2, oldestSeconds: 0.5 },
    detail: '',
    ...change,
  };
  const response = await fetch(`${to.url}/internal/instances/${instance}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-service-token': tokens.mint('operations') },
    body: JSON.stringify(body),
  });
  return response.status;
}

describe('who may look', () => {
  it.each([
    ['nobody', undefined, 401],
    ['a forged session', 'e30.AAAA', 401],
    ['an expired session', () => session('operator', Date.now() - 1), 401],
    ['a guest', () => session(null), 401],
    ['a customer', () => session('customer'), 403],
    ['an operator', () => session('operator'), 200],
  ] as const)('%s', async (_who, value, status) => {
    const header = typeof value === 'function' ? value() : value;
    const headers: Record<string, string> = header === undefined ? {} : { 'x-session': header };
    const response = await fetch(`${service.url}/operations/status`, { headers });
    expect(response.status).toBe(status);
    if (status !== 200)
      expect(await response.json()).toMatchObject({ error: { code: expect.stringMatching(/^auth\./) } });
  });

  it('and who may report: a service with its token, and a report that is one', async () => {
    const url = `${service.url}/internal/instances/x`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'PUT', headers, body: '{}' })).status).toBe(401);
    const known = { ...headers, 'x-service-token': tokens.mint('operations') };
    for (const body of ['{}', '[]', '{', '{"service":1}']) {
      expect((await fetch(url, { method: 'PUT', headers: known, body })).status).toBe(400);
    }
    const elsewhere = { ...headers, 'x-service-token': tokens.mint('payment') };
    expect((await fetch(url, { method: 'PUT', headers: elsewhere, body: '{}' })).status).toBe(403);
  });
});

describe('the status', () => {
  it('knows the instances by their own reports, and forgets one that stopped in order', async () => {
    expect(await beat('order-1')).toBe(204);
    await beat('order-2', { state: 'degraded', detail: 'database: no answer in 1000 ms' });
    const status = await statusWhere(({ instances }) => instances.some(({ instance }) => instance === 'order-2'));
    expect(status.instances).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ instance: 'order-1', service: 'order', version: '1.2.3', health: 'up' }),
        expect.objectContaining({
          instance: 'order-2',
          health: 'degraded',
          detail: 'degraded: database: no answer in 1000 ms',
        }),
        expect.objectContaining({ service: 'payment', instance: '-' }),
      ]),
    );
    expect(status.outboxes).toEqual([{ service: 'order', pending: 2, oldestSeconds: 0.5 }]);
    await beat('order-2', { state: 'stopped' });
    await eventually(async () => (await read()).instances.every(({ instance }) => instance !== 'order-2'));
  });

  it('calls an instance down that has been silent for six seconds', async () => {
    await beat('order-silent');
    await eventually(
      async () => {
        await beat('order-1');
        const found = (await read()).instances.find(({ instance }) => instance === 'order-silent');
        return found?.health === 'down' && found.detail.startsWith('silent for');
      },
      { timeoutMs: 15_000, everyMs: 300 },
    );
  });

  it('asks both Postgres nodes themselves: roles, and how far the replica is behind', async () => {
    const { postgres } = await statusWhere((status) =>
      status.postgres.every(({ health, lagBytes }) => health === 'up' && (lagBytes ?? 0) === 0),
    );
    expect(postgres.map(({ role, address }) => `${role} ${address}`).sort()).toEqual(
      pair.hosts
        .split(',')
        .map((host, n) => `${postgres[n]?.role} ${host}`)
        .sort(),
    );
    expect(postgres.map(({ role }) => role).sort()).toEqual(['primary', 'replica']);
    await pair.replica.pause();
    await pair.createDatabase('something_to_replay');
    const replicaOf = (status: SystemStatus) => status.postgres.find(({ role }) => role === 'replica');
    const behind = replicaOf(await statusWhere((status) => (replicaOf(status)?.lagBytes ?? 0) > 0));
    expect(behind?.lagSeconds).toBeGreaterThanOrEqual(0);
    await pair.replica.resume();
  });

  it('counts the jobs of every BullMQ queue as BullMQ does', async () => {
    const { hostname: host, port } = new URL(queueRedis.url);
    const connection = { host, port: Number(port), maxRetriesPerRequest: null };
    const queue = new Queue('a-queue', { connection });
    const worker = new Worker('a-queue', () => Promise.reject(new Error('on purpose')), { connection, autorun: false });
    try {
      await queue.add('fails', {});
      worker.run().catch(() => undefined);
      await eventually(async () => (await queue.getFailedCount()) === 1);
      await worker.close();
      await queue.addBulk([1, 2, 3].map((n) => ({ name: 'waits', data: { n } })));
      await queue.add('first', {}, { priority: 1 });
      await queue.add('later', {}, { delay: 60_000 });
      await queue.pause();
      const counts = await queue.getJobCounts();
      const shownIn = ({ queues }: SystemStatus) => queues.find(({ name }) => name === 'a-queue');
      const shown = shownIn(await statusWhere((status) => shownIn(status) !== undefined));
      expect(shown).toEqual({ name: 'a-queue', waiting: 4, active: 0, delayed: 1, failed: 1 });
      expect(counts).toMatchObject({ delayed: 1, failed: 1, prioritized: 1 });
    } finally {
      await worker.close();
      await queue.close();
    }
  });

  it('is in the metrics too', async () => {
    await read();
    const response = await fetch(`${service.url}/metrics`);
    expect(response.status).toBe(200);
    expect((await fetch(`${service.url}/openapi.json`)).status).toBe(200);
  });
});

describe('with something broken the status still answers within two seconds, and says what and why', () => {
  it('a Redis that hangs, and one that is gone', async () => {
    await cacheRedis.freeze();
    await queueRedis.kill();
    try {
      const { redis, queues, health } = await statusWhere((status) =>
        status.redis.every((one) => one.health === 'down'),
      );
      for (const { detail } of redis) expect(detail).toMatch(/\w+/);
      expect(queues).toEqual([]);
      expect(health).not.toBe('up');
    } finally {
      await cacheRedis.thaw();
      await queueRedis.restart();
    }
    await eventually(async () => (await read()).redis.every(({ usedMemoryBytes }) => usedMemoryBytes !== null));
  });

  it('a replica that hangs', async () => {
    await pair.replica.freeze();
    try {
      const { postgres } = await statusWhere((status) => status.postgres.some(({ role }) => role === 'unknown'));
      expect(postgres.find(({ role }) => role === 'unknown')).toMatchObject({ health: 'down' });
      expect(postgres.find(({ role }) => role === 'primary')).toMatchObject({ health: 'up' });
    } finally {
      await pair.replica.thaw();
    }
    await eventually(async () => (await read()).postgres.every(({ health }) => health === 'up'));
  });

  it('everything, from the first moment: it starts with nothing there', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const lonely = await start({
      DATABASE_HOSTS: `${nowhere},${nowhere}`,
      REDIS_CACHE_URL: `redis://${nowhere}`,
      REDIS_QUEUE_URL: `redis://${nowhere}`,
    });
    try {
      const status = await statusWhere(() => true, lonely);
      expect(status.health).toBe('down');
      expect(status.postgres.map(({ health }) => health)).toEqual(['down', 'down']);
      expect(status.postgres[0]?.detail).toContain('ECONNREFUSED');
      expect(status.redis.map(({ health }) => health)).toEqual(['down', 'down']);
      expect(status.provider.health).toBe('down');
    } finally {
      await lonely.close();
    }
  });

  it('a primary that is killed: down until there is another, which is then named', async () => {
    await pair.primary.kill();
    const without = await statusWhere((status) => status.postgres.every(({ role }) => role !== 'primary'));
    expect(without.health).toBe('down');
    await pair.replica.promote();
    await statusWhere(
      ({ postgres }) =>
        postgres
          .map(({ role }) => role)
          .sort()
          .join() === 'primary,unknown',
    );
  });
});
