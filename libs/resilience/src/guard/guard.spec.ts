import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deadlineIn, withDeadline } from '../deadline.js';
import { Guard, type GuardPolicy } from './guard.js';
import { advance, after, fail, fakeTime, hang, well } from '../testing/calls.js';

const code = (text: string): object => expect.objectContaining({ code: text });
const breaker = { windowMs: 2000, volumeThreshold: 5, errorThresholdPercentage: 50, resetTimeoutMs: 1000 };

let guard: Guard;
function make(differences: Partial<GuardPolicy> = {}): void {
  guard = new Guard({ name: 'dependency', timeoutMs: 1000, bulkhead: { limit: 2, queue: 1 }, ...differences });
}

beforeEach(fakeTime);
afterEach(() => {
  guard.close();
  jest.useRealTimers();
});

describe('time', () => {
  it('ends every call at the time-out and aborts its signal with the same fault', async () => {
    make();
    let seen: AbortSignal | undefined;
    const call = guard.run((signal) => ((seen = signal), hang()));
    const refused = expect(call).rejects.toMatchObject({ kind: 'timeout', code: 'resilience.timeout.exceeded' });
    await advance(999);
    expect(seen?.aborted).toBe(false);
    await advance(1);
    await refused;
    expect(seen?.reason).toMatchObject({ code: 'resilience.timeout.exceeded' });
  });
  it('ends sooner when the deadline of the work in progress is sooner', async () => {
    make();
    const call = withDeadline(deadlineIn(300), () => guard.run(hang));
    const refused = expect(call).rejects.toMatchObject({
      code: 'resilience.deadline.exceeded',
      details: { began: true },
    });
    await advance(300);
    await refused;
  });
  it('does not begin after the deadline', async () => {
    make();
    const action = jest.fn(well);
    const deadline = deadlineIn(10);
    await advance(11);
    await expect(withDeadline(deadline, () => guard.run(action))).rejects.toMatchObject({
      code: 'resilience.deadline.exceeded',
      details: { began: false },
    });
    expect(action).not.toHaveBeenCalled();
  });
  it('does not blame the dependency when the caller gave it less than half of its time', async () => {
    make({ breaker, bulkhead: { limit: 100 } });
    for (let i = 0; i < 20; i++) {
      const call = withDeadline(deadlineIn(100), () => guard.run((signal) => aborted(signal)));
      await Promise.all([expect(call).rejects.toEqual(code('resilience.deadline.exceeded')), advance(100)]);
    }
    expect(guard.state()).toBe('closed');
  });
  it('takes a time-out of the call instead of the policy’s', async () => {
    make();
    const call = guard.run(() => after(3000), { timeoutMs: 5000 });
    await advance(3000);
    await expect(call).resolves.toBe('done');
  });
});

describe('errors', () => {
  it('of the action are handed on as they are, also those thrown before its first await', async () => {
    make();
    const error = new Error('mine');
    const thrower = (): never => {
      throw error;
    };
    await expect(guard.run(thrower)).rejects.toBe(error);
    expect(guard.load().running).toBe(0);
  });
  it('of isFailure reach the caller and end nothing else', async () => {
    make({ isFailure: bug });
    await expect(guard.run(fail)).rejects.toThrow('bug');
    expect(guard.load().running).toBe(0);
  });
});

describe('bulkhead', () => {
  it('lets the limit run and the queue wait, and refuses the rest at once', async () => {
    make();
    const calls = [1, 2, 3].map(() => guard.run(() => after(100)));
    expect(guard.load()).toEqual({ running: 2, waiting: 1 });
    await expect(guard.run(well)).rejects.toMatchObject({ kind: 'unavailable', code: 'resilience.bulkhead.full' });
    await advance(200);
    await expect(Promise.all(calls)).resolves.toHaveLength(3);
    expect(guard.load()).toEqual({ running: 0, waiting: 0 });
  });
  it('lets nobody wait longer than its time-out', async () => {
    make({ bulkhead: { limit: 1, queue: 5 } });
    const first = guard.run(() => after(5000), { timeoutMs: 6000 });
    const waiting = expect(guard.run(well)).rejects.toEqual(code('resilience.bulkhead.full'));
    await advance(1000);
    await waiting;
    expect(guard.load()).toEqual({ running: 1, waiting: 0 });
    await advance(4000);
    await first;
  });
  it('says deadline when the deadline passed in the queue', async () => {
    make({ bulkhead: { limit: 1, queue: 5 } });
    const first = guard.run(() => after(900));
    const waiting = withDeadline(deadlineIn(200), () => guard.run(well));
    const refused = expect(waiting).rejects.toEqual(code('resilience.deadline.exceeded'));
    await advance(900);
    await refused;
    await first;
  });
});

describe('breaker', () => {
  it('opens, refuses without asking, says when to come back, lets one probe through and closes', async () => {
    make({ breaker, bulkhead: { limit: 10 } });
    for (let i = 0; i < 5; i++) await expect(guard.run(fail)).rejects.toThrow('ill');
    const action = jest.fn(well);
    await expect(guard.run(action)).rejects.toMatchObject({ code: 'resilience.breaker.open', retryAfterSeconds: 1 });
    expect(action).not.toHaveBeenCalled();
    await advance(1001);
    const probe = guard.run(() => after(50));
    await expect(guard.run(action)).rejects.toEqual(code('resilience.breaker.open'));
    await advance(50);
    await probe;
    await expect(guard.run(action)).resolves.toBe('well');
  });
  it('lets one probe at a time through, however many calls come at once', async () => {
    make({ breaker, bulkhead: { limit: 100 } });
    for (let i = 0; i < 5; i++) await guard.run(fail).catch(() => {});
    for (let round = 0; round < 3; round++) {
      await advance(1001);
      const action = jest.fn(fail);
      await Promise.allSettled(Array.from({ length: 20 }, () => guard.run(action)));
      expect(action).toHaveBeenCalledTimes(1);
    }
  });
  it('stays closed when all calls under way on one killed instance fail at once', async () => {
    make({ breaker, bulkhead: { limit: 100 } });
    for (let i = 0; i < 100; i++) await guard.run(well);
    await Promise.allSettled(Array.from({ length: 40 }, () => guard.run(fail)));
    await guard.run(well);
    await advance(100);
    await guard.run(fail).catch(() => {});
    expect(guard.state()).toBe('closed');
  });
  it('opens within 0.3 s when every call fails, however well it went before', async () => {
    make({ breaker, bulkhead: { limit: 100 } });
    for (let i = 0; i < 1000; i++) await guard.run(well);
    for (let ms = 0; ms < 300; ms += 20) {
      await guard.run(fail).catch(() => {});
      await advance(20);
    }
    expect(guard.state()).toBe('open');
  });
  it('forgets failures that are older than its window', async () => {
    make({ breaker });
    for (let i = 0; i < 9; i++) {
      await guard.run(fail).catch(() => {});
      await advance(600);
    }
    expect(guard.state()).toBe('closed');
  });
});

/** An action that ends when it is told to. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

function bug(): never {
  throw new Error('bug');
}
