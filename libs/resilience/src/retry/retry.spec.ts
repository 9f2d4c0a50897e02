import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Fault } from '@breakwater/kernel';
import { deadlineIn, withDeadline } from '../deadline.js';
import { deadlinePassed } from '../guard/faults.js';
import { Guard, type GuardPolicy } from '../guard/guard.js';
import { advance, fakeTime } from '../testing/calls.js';

const passing = (): Promise<never> => Promise.reject(new Error('passing'));
const retryIf = (error: unknown): boolean => error instanceof Error && error.message === 'passing';
const breaker = { windowMs: 2000, volumeThreshold: 5, errorThresholdPercentage: 50, resetTimeoutMs: 1000 };

let guard: Guard;
function make(differences: Partial<GuardPolicy> = {}): void {
  const retry = { tries: 3, baseMs: 100, maxMs: 150, budget: { minimum: 100 } };
  guard = new Guard({ name: 'dependency', timeoutMs: 1000, bulkhead: { limit: 100 }, retry, ...differences });
}
/** Calls until it has settled; says how often it was sent, and when each time. */
async function sends(action: () => Promise<unknown>, options = { retryIf }): Promise<number[]> {
  const startedAt = performance.now();
  const at: number[] = [];
  const call = guard.run(() => (at.push(Math.round(performance.now() - startedAt)), action()), options);
  await Promise.all([call.catch(() => {}), advance(1000)]);
  return at;
}

beforeEach(() => {
  fakeTime();
  jest.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  guard.close();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('a retry', () => {
  it('comes after a pause that grows up to its bound', async () => {
    make();
    expect(await sends(passing)).toEqual([0, 100, 250]);
  });
  it('comes at any moment of the pause, so that callers who failed together do not come back together', async () => {
    make();
    jest.mocked(Math.random).mockReturnValue(0.25);
    expect(await sends(passing)).toEqual([0, 25, 62]);
  });
  it('is made for what passes only, and only where the call allows it', async () => {
    make();
    expect(await sends(() => Promise.reject(new Error('no')))).toHaveLength(1);
    expect(await sends(passing, {} as { retryIf: typeof retryIf })).toHaveLength(1);
  });
  it('ends with the first success', async () => {
    make();
    let tries = 0;
    expect(await sends(() => (++tries < 2 ? passing() : Promise.resolve('well')))).toHaveLength(2);
  });
  it('is not made when the time is up before it could begin', async () => {
    make();
    const call = withDeadline(deadlineIn(90), () => sends(passing));
    expect(await call).toHaveLength(1);
  });
  it('is not made sooner than the dependency asked for', async () => {
    make({ timeoutMs: 5000, retry: { tries: 2, baseMs: 100, maxMs: 150 } });
    const busy = new Fault('unavailable', 'thing.is.busy', 'later', { retryAfterSeconds: 2 });
    const action = jest.fn(() => Promise.reject(busy));
    const call = guard.run(action, { retryIf: () => true }).catch(() => {});
    await advance(1999);
    expect(action).toHaveBeenCalledTimes(1);
    await advance(1);
    expect(action).toHaveBeenCalledTimes(2);
    await call;
  });
  it('is not made when the call before has failed as well: that may be the beginning of an outage', async () => {
    make({ breaker: { ...breaker, volumeThreshold: 100 } });
    await guard.run(passing).catch(() => {});
    expect(await sends(passing)).toHaveLength(1);
    await guard.run(() => Promise.resolve('well'));
    expect((await sends(passing)).length).toBeGreaterThan(1);
  });
  it('is never made after the failure that opened the breaker', async () => {
    make({ breaker: { ...breaker, volumeThreshold: 1 } });
    expect(await sends(passing)).toHaveLength(1);
    expect(guard.state()).not.toBe('closed');
  });
  it('is never made while the dependency is let in again', async () => {
    make({ breaker: { ...breaker, volumeThreshold: 2, ramp: { overMs: 10_000 } } });
    for (let i = 0; i < 3; i++) await guard.run(passing).catch(() => {});
    await advance(1001);
    await guard.run(() => Promise.resolve(1));
    expect(guard.state()).toBe('ramping');
    expect(await sends(passing)).toHaveLength(1);
  });
  it('is one of ten calls at most while everything fails', async () => {
    make({ retry: { tries: 2, baseMs: 0, maxMs: 0 } });
    let sent = 0;
    for (let i = 0; i < 1000; i++) {
      const call = guard.run(() => (sent++, passing()), { retryIf }).catch(() => {});
      await Promise.all([call, advance(2)]);
    }
    expect(sent).toBeLessThanOrEqual(1100);
    expect(sent).toBeGreaterThan(1050);
  });
});

describe('the error after retries', () => {
  const unreachable = new Fault('unavailable', 'resilience.call.unreachable', 'never sent');
  const broken = new Fault('bad_gateway', 'resilience.call.broken', 'outcome unknown');
  const failWith = async (...errors: Error[]): Promise<unknown> => {
    make();
    const call = guard.run(() => Promise.reject(errors.shift() ?? new Error('none left')), { retryIf: () => true });
    const outcome = call.catch((error: unknown) => error);
    await advance(1000);
    return outcome;
  };
  it('is "outcome unknown" when one try may have arrived, whatever became of the others', async () => {
    expect(await failWith(broken, unreachable, unreachable)).toBe(broken);
    expect(await failWith(unreachable, broken, unreachable)).toBe(broken);
    expect(await failWith(unreachable, unreachable, unreachable)).toBe(unreachable);
    expect(await failWith(broken, unreachable, deadlinePassed('dependency', false))).toBe(broken);
  });
  it('is the last one that came from the dependency', async () => {
    const refused = new Error('a clear no');
    expect(await failWith(broken, broken, refused)).toBe(refused);
  });
});
