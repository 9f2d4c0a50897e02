import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Guard } from './guard.js';
import type { ProbeTurns } from './prober.js';
import { advance, fail, fakeTime, hang } from '../testing/calls.js';

/** A dependency that counts who asks it at once. */
class Dependency {
  well = false;
  answer: () => Promise<void> = async () => undefined;
  asked = 0;
  atOnce = 0;
  mostAtOnce = 0;

  readonly ask = async (): Promise<void> => {
    this.asked++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    try {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (!this.well) throw new Error('still ill');
      await this.answer();
    } finally {
      this.atOnce--;
    }
  };
}

/** What the row in the database is to the instances. */
class Turns {
  private heldUntil = 0;
  private wellAt = -Infinity;
  away = false;

  of(): ProbeTurns {
    return {
      take: async (openForMs) => {
        if (this.away) throw new Error('the database is away');
        const now = performance.now();
        if (this.wellAt >= now - openForMs) return 'well';
        if (this.heldUntil > now) return 'wait';
        this.heldUntil = now + 1000;
        return 'probe';
      },
      end: async (well) => {
        if (this.away) throw new Error('the database is away');
        this.heldUntil = performance.now() + (well ? 0 : 250);
        if (well) this.wellAt = performance.now();
      },
    };
  }
}

const guards: Guard[] = [];
function guardOf(dependency: Dependency, turns?: ProbeTurns): Guard {
  const guard = new Guard({
    name: 'dependency',
    timeoutMs: 1000,
    bulkhead: { limit: 100 },
    breaker: {
      windowMs: 2000,
      volumeThreshold: 2,
      errorThresholdPercentage: 50,
      resetTimeoutMs: 3000,
      ramp: { overMs: 1000 },
      probe: { everyMs: 400, timeoutMs: 800, ask: dependency.ask, ...(turns === undefined ? {} : { turns }) },
    },
  });
  guards.push(guard);
  return guard;
}
async function open(guard: Guard): Promise<void> {
  for (let i = 0; i < 2; i++) await guard.run(fail).catch(() => {});
  expect(guard.state()).toBe('open');
}

beforeEach(fakeTime);
afterEach(() => {
  for (const guard of guards.splice(0)) guard.close();
  jest.useRealTimers();
});

describe('probes in the background', () => {
  it('are sent while the breaker is open and at no other time', async () => {
    const dependency = new Dependency();
    const guard = guardOf(dependency);
    await advance(10_000);
    expect(dependency.asked).toBe(0);
    await open(guard);
    await advance(10_000);
    expect(dependency.asked).toBeGreaterThan(20);
    dependency.well = true;
    await advance(500);
    expect(guard.state()).toBe('ramping');
    const { asked } = dependency;
    await advance(10_000);
    expect(guard.state()).toBe('closed');
    expect(dependency.asked).toBe(asked);
  });
  it('leave no call of a customer to be the probe', async () => {
    const dependency = new Dependency();
    const guard = guardOf(dependency);
    await open(guard);
    const action = jest.fn(() => Promise.resolve(1));
    for (let ms = 0; ms < 10_000; ms += 10) {
      await guard.run(action).catch(() => {});
      await advance(10);
    }
    expect(action).not.toHaveBeenCalled();
  });
  it('notice within 2 s that the dependency is back, also when the last probe hangs', async () => {
    const dependency = new Dependency();
    dependency.well = true;
    dependency.answer = hang;
    const guard = guardOf(dependency);
    await open(guard);
    while (guard.state() !== 'half_open') await advance(10);
    await advance(100);
    dependency.answer = async () => undefined;
    await advance(2000);
    expect(guard.state()).not.toBe('open');
    expect(guard.state()).not.toBe('half_open');
  });
  it('rest longer after a probe went well and the calls after it did not', async () => {
    const dependency = new Dependency();
    dependency.well = true;
    const guard = guardOf(dependency);
    await open(guard);
    await advance(500);
    await guard.run(fail).catch(() => {});
    const { asked } = dependency;
    await advance(2900);
    expect(dependency.asked).toBe(asked);
    await advance(200);
    expect(dependency.asked).toBe(asked + 1);
  });
  it('can be asked for', async () => {
    const dependency = new Dependency();
    const guard = guardOf(dependency);
    const ask = async (): Promise<boolean> => (await Promise.all([guard.probe(), advance(50)]))[0];
    expect(await ask()).toBe(false);
    expect(guard.state()).toBe('closed');
    await open(guard);
    expect(await ask()).toBe(false);
    dependency.well = true;
    expect(await ask()).toBe(true);
    expect(guard.state()).toBe('ramping');
  });
});

describe('three processes', () => {
  const three = async (dependency: Dependency, turns: Turns): Promise<Guard[]> => {
    const its = [1, 2, 3].map(() => guardOf(dependency, turns.of()));
    for (const guard of its) await open(guard);
    return its;
  };
  it('send one probe at a time', async () => {
    const dependency = new Dependency();
    await three(dependency, new Turns());
    await advance(60_000);
    expect(dependency.mostAtOnce).toBe(1);
    // As often as one process by itself would.
    expect(dependency.asked).toBeGreaterThan(60_000 / 600);
    expect(dependency.asked).toBeLessThan(60_000 / 280);
  });
  it('learn from the one whose probe went well', async () => {
    const dependency = new Dependency();
    const its = await three(dependency, new Turns());
    await advance(5000);
    dependency.well = true;
    const { asked } = dependency;
    await advance(1200);
    expect(its.map((guard) => guard.state())).not.toContain('open');
    expect(dependency.asked - asked).toBeLessThanOrEqual(2);
  });
  it('do not believe what was learnt before they opened', async () => {
    const dependency = new Dependency();
    const [one, two] = await three(dependency, new Turns());
    dependency.well = true;
    await advance(3000);
    dependency.well = false;
    await open(one!);
    await advance(5000);
    expect(one!.state()).toMatch(/open/);
    expect(two!.state()).toBe('closed');
  });
  it('probe by themselves while they cannot take turns', async () => {
    const dependency = new Dependency();
    const turns = new Turns();
    turns.away = true;
    const its = await three(dependency, turns);
    await advance(2000);
    expect(dependency.asked).toBeGreaterThan(6);
    dependency.well = true;
    await advance(500);
    expect(its.map((guard) => guard.state())).toEqual(['ramping', 'ramping', 'ramping']);
  });
  it('are not held up by a turn that never comes', async () => {
    const dependency = new Dependency();
    const guard = guardOf(dependency, { take: hang, end: hang });
    await open(guard);
    await advance(1000);
    expect(dependency.asked).toBe(1);
  });
});
