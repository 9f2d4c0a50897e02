import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, ownRedis, type OwnRedis } from '@breakwater/testing';
import { createWakeups, type WakeOptions, type Wakeups } from './wakeups.js';

let redis: OwnRedis;
let wakeups: Wakeups;
let calls: string[];
const silent = { warn: () => undefined };
const note = (jobName: string, id: string): Promise<void> => Promise.resolve(void calls.push(`${jobName} ${id}`));

beforeEach(async () => {
  calls = [];
  redis = await ownRedis();
  wakeups = createWakeups({ redisUrl: redis.url, queue: 'order', logger: silent });
});
afterEach(async () => {
  await wakeups.close();
  await redis.stop();
});

/** Taken by Redis; on a busy machine the first one may be lost. */
async function wake(id: string, options?: WakeOptions): Promise<void> {
  await eventually(() => wakeups.wake('charge', id, options));
}

async function wakeUntilHeard(id: string): Promise<void> {
  await eventually(async () => {
    await wakeups.wake('charge', id);
    return calls.includes(`charge ${id}`);
  });
}

describe('wake-ups', () => {
  it('reach a worker with their id, also what came before the worker', async () => {
    await wake('a:1');
    wakeups.work(note);
    await wake('2');
    await eventually(() => expect(new Set(calls)).toEqual(new Set(['charge a:1', 'charge 2'])));
  });
  it('that are wanted once are queued once, until they are worked', async () => {
    const gate = Promise.withResolvers<void>();
    const twice = async (): Promise<void> => {
      await wake('1', { once: true });
      await wake('1', { once: true });
    };
    await twice();
    wakeups.work(async (jobName, id) => {
      await note(jobName, id);
      await gate.promise;
    });
    await eventually(() => calls.length === 1);
    await twice();
    await wake('2', { once: true });
    await eventually(() => calls.includes('charge 2'));
    expect(calls).toEqual(['charge 1', 'charge 2']);
    gate.resolve();
    await eventually(async () => {
      await wakeups.wake('charge', '1', { once: true });
      return calls.filter((call) => call === 'charge 1').length > 1;
    });
  });
  it('go on after a handler that failed', async () => {
    wakeups.work((jobName, id) => (id === 'bad' ? Promise.reject(new Error('bad')) : note(jobName, id)));
    await wake('bad');
    await wake('good');
    await eventually(() => calls.includes('charge good'));
  });
  it('work on after Redis was emptied', async () => {
    wakeups.work(note);
    await wakeUntilHeard('before');
    await redis.flushAll();
    await wakeUntilHeard('after');
  });
  it.each(['kill', 'freeze'] as const)(
    'are lost and not waited for after a %s of Redis, and come back with it',
    async (how) => {
      wakeups.work(note);
      await wakeUntilHeard('before');
      await redis[how]();
      for (let n = 0; n < 5; n++) {
        const startedAt = performance.now();
        expect(await wakeups.wake('charge', `lost ${n}`)).toBe(false);
        expect(performance.now() - startedAt).toBeLessThan(1_000);
      }
      await (how === 'kill' ? redis.restart() : redis.thaw());
      await wakeUntilHeard('after');
    },
  );
  it('do not keep a process from starting or ending without Redis', async () => {
    await redis.kill();
    const alone = createWakeups({ redisUrl: redis.url, queue: 'order', logger: silent });
    alone.work(note);
    await alone.wake('charge', 'nobody');
    const startedAt = performance.now();
    await alone.close();
    expect(performance.now() - startedAt).toBeLessThan(12_000);
  });
});
