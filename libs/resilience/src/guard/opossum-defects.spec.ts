// Each trap of opossum 10 twice: that it is there (when one of these fails after an upgrade, its guard may go), and that
// Guard does not fall into it.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import CircuitBreaker from 'opossum';
import { Guard, type GuardPolicy } from './guard.js';
import { advance, after, fail, fakeTime, hang, well } from '../testing/calls.js';

type Action = (...args: unknown[]) => Promise<unknown>;

const limited = (): Promise<never> => Promise.reject(new Error('429'));
const isFailure = (error: unknown): boolean => !(error instanceof Error && error.message === '429');
/** Starts and does not wait; the rejection is of no interest. */
const ignore = (promise: Promise<unknown>): void => void promise.catch(() => {});

const guards: Guard[] = [];
function guardOf(differences: Partial<GuardPolicy> = {}): Guard {
  const guard = new Guard({
    name: 'dependency',
    timeoutMs: 1000,
    bulkhead: { limit: 100 },
    breaker: { windowMs: 2000, volumeThreshold: 2, errorThresholdPercentage: 50, resetTimeoutMs: 1500 },
    ...differences,
  });
  guards.push(guard);
  return guard;
}

/** Its types do not know it. */
function signalOf(circuit: unknown): AbortSignal | undefined {
  return (circuit as { getSignal(): AbortSignal | undefined }).getSignal();
}

const circuits: CircuitBreaker[] = [];
function opossum(action: Action, options: CircuitBreaker.Options): CircuitBreaker {
  const circuit = new CircuitBreaker(action, { timeout: 1000, resetTimeout: 1500, ...options });
  circuits.push(circuit);
  return circuit;
}

async function opened(guard: Guard): Promise<Guard> {
  for (let i = 0; i < 2; i++) await guard.run(fail).catch(() => {});
  expect(guard.state()).toBe('open');
  return guard;
}

beforeEach(fakeTime);
afterEach(() => {
  for (const guard of guards.splice(0)) guard.close();
  for (const circuit of circuits.splice(0)) circuit.shutdown();
  jest.useRealTimers();
});

describe('rejections for want of capacity', () => {
  it('opossum: open the breaker although no call failed', async () => {
    const circuit = opossum(() => after(500), { capacity: 1 });
    for (let i = 0; i < 5; i++) ignore(circuit.fire());
    await advance(10);
    expect(circuit.opened).toBe(true);
  });
  it('Guard: leave the breaker closed', async () => {
    const guard = guardOf({ bulkhead: { limit: 1 } });
    const first = guard.run(() => after(500));
    for (let i = 0; i < 20; i++) {
      await expect(guard.run(() => after(1))).rejects.toMatchObject({ code: 'resilience.bulkhead.full' });
    }
    await advance(500);
    await expect(first).resolves.toBe('done');
    expect(guard.state()).toBe('closed');
  });
});

describe('places after a time-out', () => {
  it('opossum: gives the place to another while the work goes on', async () => {
    let running = 0;
    const circuit = opossum(() => (running++, hang()), { capacity: 2, volumeThreshold: 100 });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 2; i++) ignore(circuit.fire());
      await advance(1001);
    }
    expect(running).toBe(6);
  });
  it('Guard: holds the place until the work has really ended', async () => {
    let running = 0;
    const guard = guardOf({ bulkhead: { limit: 2 } });
    const stubborn = (): Promise<void> => {
      running++;
      return after(3000).then(() => void running--);
    };
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 3; i++) ignore(guard.run(stubborn));
      await advance(1001);
      expect(running).toBe(2);
    }
    await advance(2000);
    expect(guard.load()).toEqual({ running: 0, waiting: 0 });
    await expect(guard.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});

describe('the abort signal', () => {
  it('opossum: one time-out aborts every call, later ones too', async () => {
    const abortController = new AbortController();
    ignore(opossum(hang, { abortController, volumeThreshold: 100 }).fire());
    await advance(1001);
    expect(abortController.signal.aborted).toBe(true);
  });
  it('opossum: also the call beside it when the controller is renewed by itself', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const options = { abortController: new AbortController(), autoRenewAbortController: true, volumeThreshold: 100 };
    const circuit = opossum(() => (signals.push(signalOf(circuit)), hang()), options);
    ignore(circuit.fire());
    await advance(600);
    ignore(circuit.fire());
    await advance(401);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });
  it('Guard: each call has its own', async () => {
    const guard = guardOf();
    const signals: AbortSignal[] = [];
    const observe = (signal: AbortSignal): Promise<never> => (signals.push(signal), hang());
    ignore(guard.run(observe));
    await advance(600);
    ignore(guard.run(observe));
    await advance(401);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });
});

describe('a probe that hangs', () => {
  it('opossum: keeps the breaker half-open for ever when it has no time-out', async () => {
    let action: Action = fail;
    const circuit = opossum(() => action(), { timeout: false });
    ignore(circuit.fire());
    await advance(1501);
    action = hang;
    ignore(circuit.fire());
    await advance(3_600_000);
    action = well;
    await expect(circuit.fire()).rejects.toMatchObject({ code: 'EOPENBREAKER' });
  });
  it('Guard: opens again at its time-out and is probed anew', async () => {
    const guard = await opened(guardOf());
    await advance(1501);
    expect(guard.state()).toBe('half_open');
    const probe = expect(guard.run(hang)).rejects.toMatchObject({ code: 'resilience.timeout.exceeded' });
    await advance(1000);
    await probe;
    expect(guard.state()).toBe('open');
    await advance(1501);
    await expect(guard.run(well)).resolves.toBe('well');
    expect(guard.state()).toBe('closed');
  });
});

describe('a late success of a call that began before the breaker opened', () => {
  it('opossum: closes it', async () => {
    const circuit = opossum((action) => (action as Action)(), { timeout: 10_000, errorThresholdPercentage: 10 });
    ignore(circuit.fire(() => after(5000)));
    for (let i = 0; i < 3; i++) ignore(circuit.fire(fail));
    await advance(2000);
    expect(circuit.halfOpen).toBe(true);
    await advance(3001);
    expect(circuit.closed).toBe(true);
  });
  it('Guard: is handed to its caller and says nothing of now', async () => {
    const guard = guardOf({ timeoutMs: 10_000 });
    const late = guard.run(() => after(5000));
    await opened(guard);
    await advance(2000);
    expect(guard.state()).toBe('half_open');
    await advance(3001);
    await expect(late).resolves.toBe('done');
    expect(guard.state()).toBe('half_open');
  });
  it('Guard: nor does a late failure open it again after it has closed', async () => {
    const guard = guardOf({ timeoutMs: 10_000 });
    for (let i = 0; i < 5; i++) ignore(guard.run(() => after(4000).then(fail)));
    await opened(guard);
    await advance(1501);
    await guard.run(() => Promise.resolve(1));
    await advance(3000);
    expect(guard.state()).toBe('closed');
  });
});

describe('a filtered error in half-open', () => {
  it('opossum: closes the breaker', async () => {
    let action: Action = fail;
    const circuit = opossum(() => action(), { errorFilter: (error) => !isFailure(error) });
    ignore(circuit.fire());
    await advance(1501);
    action = limited;
    ignore(circuit.fire());
    await advance(1);
    expect(circuit.closed).toBe(true);
  });
  it('Guard: leaves the question open, the next call is the next probe', async () => {
    const guard = await opened(guardOf({ isFailure }));
    await advance(1501);
    await expect(guard.run(limited)).rejects.toThrow('429');
    expect(guard.state()).toBe('half_open');
    await expect(guard.run(fail)).rejects.toThrow('ill');
    expect(guard.state()).toBe('open');
  });
  it('Guard: filtered errors never open it', async () => {
    const guard = guardOf({ isFailure });
    for (let i = 0; i < 50; i++) await guard.run(limited).catch(() => {});
    expect(guard.state()).toBe('closed');
  });
});

describe('an action that returns undefined', () => {
  it('opossum: throws at a plain undefined', async () => {
    const circuit = opossum((() => undefined) as unknown as Action, { errorThresholdPercentage: 1 });
    await expect(circuit.fire()).rejects.toThrow(TypeError);
    expect(circuit.opened).toBe(true);
  });
  it('Guard: counts it as a success', async () => {
    const guard = guardOf();
    for (let i = 0; i < 5; i++) await expect(guard.run(async () => undefined)).resolves.toBeUndefined();
    await expect(guard.run((() => undefined) as unknown as () => Promise<undefined>)).resolves.toBeUndefined();
    expect(guard.state()).toBe('closed');
  });
});

describe('the first failure', () => {
  it('opossum: opens the breaker when no volume threshold is set', async () => {
    const circuit = opossum(fail, {});
    ignore(circuit.fire());
    await advance(1);
    expect(circuit.opened).toBe(true);
  });
  it('Guard: never opens it below the volume threshold', async () => {
    const breaker = { windowMs: 2000, volumeThreshold: 5, errorThresholdPercentage: 50, resetTimeoutMs: 1500 };
    const guard = guardOf({ breaker });
    for (let i = 0; i < 4; i++) await guard.run(fail).catch(() => {});
    expect(guard.state()).toBe('closed');
    await guard.run(fail).catch(() => {});
    expect(guard.state()).toBe('open');
  });
});

describe('after the breaker has closed', () => {
  it('opossum: one failure opens it again, the old ones still count', async () => {
    let action: Action = fail;
    const circuit = opossum(() => action(), { resetTimeout: 100, volumeThreshold: 2 });
    for (let i = 0; i < 4; i++) ignore(circuit.fire());
    await advance(101);
    action = well;
    await circuit.fire();
    expect(circuit.closed).toBe(true);
    action = fail;
    ignore(circuit.fire());
    await advance(1);
    expect(circuit.opened).toBe(true);
  });
  it('Guard: starts with a clean window', async () => {
    const breaker = { windowMs: 2000, volumeThreshold: 2, errorThresholdPercentage: 50, resetTimeoutMs: 100 };
    const guard = await opened(guardOf({ breaker }));
    await advance(101);
    await guard.run(well);
    expect(guard.state()).toBe('closed');
    await guard.run(fail).catch(() => {});
    expect(guard.state()).toBe('closed');
  });
});
