import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Guard } from './guard.js';
import { advance, after, fail, fakeTime, hang } from '../testing/calls.js';

let guard: Guard;
let changes: string[];

/** A guard that has just found its dependency well again: 100 places, 2 s until all of them are open. */
async function started(): Promise<void> {
  changes = [];
  guard = new Guard({
    name: 'dependency',
    timeoutMs: 1000,
    bulkhead: { limit: 100, queue: 1000 },
    breaker: {
      windowMs: 2000,
      volumeThreshold: 5,
      errorThresholdPercentage: 50,
      resetTimeoutMs: 1500,
      slowCallMs: 900,
      ramp: { overMs: 2000, shares: [0.1, 0.25, 0.5, 0.75] },
    },
    onChange: ({ from, to, why }) => changes.push(`${from} -> ${to}: ${why}`),
  });
  for (let i = 0; i < 5; i++) await guard.run(fail).catch(() => {});
  await advance(1500);
  await guard.run(() => Promise.resolve('well'));
  expect(guard.state()).toBe('ramping');
}

beforeEach(fakeTime);
afterEach(() => {
  guard.close();
  jest.useRealTimers();
});

/** Offers more calls than there are places, each 10 ms long, for a while; says the most that ran at once. */
async function mostAtOnce(ms: number): Promise<number> {
  let [most, running] = [0, 0];
  for (let passed = 0; passed < ms; passed += 10) {
    while (guard.load().waiting < 110) {
      const action = async (): Promise<void> => {
        most = Math.max(most, ++running);
        await after(10);
        running--;
      };
      void guard.run(action).catch(() => {});
    }
    await advance(10);
  }
  return most;
}

describe('closing', () => {
  it('lets a tenth in at first, then more and more, then everybody', async () => {
    await started();
    const most: number[] = [];
    for (let stage = 0; stage < 5; stage++) {
      most.push(await mostAtOnce(100));
      await advance(400);
    }
    expect(most).toEqual([10, 25, 50, 75, 100]);
    expect(guard.state()).toBe('closed');
    expect(changes.at(-1)).toBe('ramping -> closed: the ramp is over');
  });
  it('is over at the first failure', async () => {
    await started();
    await guard.run(() => Promise.resolve('well'));
    await guard.run(fail).catch(() => {});
    expect(guard.state()).toBe('open');
    expect(changes.at(-1)).toBe('ramping -> open: calls failed while ramping');
  });
  it('bears one failure in ten calls, so that a dependency that is never quite well comes back too', async () => {
    await started();
    for (let i = 0; i < 100; i++) {
      await (i % 20 === 10 ? guard.run(fail).catch(() => {}) : guard.run(() => Promise.resolve('well')));
      await advance(20);
    }
    expect(guard.state()).toBe('closed');
    expect(changes.filter((change) => change.includes('-> open'))).toHaveLength(1);
  });
  it('bears single calls that are slow', async () => {
    await started();
    const slow = guard.run(() => after(950));
    await advance(950);
    await slow;
    expect(guard.state()).toBe('ramping');
  });
  it('does not go on while calls are under way and none comes back', async () => {
    await started();
    const calls = Array.from({ length: 50 }, () => guard.run(hang).catch(() => {}));
    await advance(990);
    expect(guard.load().running).toBe(10);
    await advance(20);
    await Promise.all(calls);
    expect(guard.state()).toBe('open');
  });
  it('goes on when nobody calls', async () => {
    await started();
    await advance(2000);
    expect(guard.state()).toBe('closed');
  });
});
