// How soon an outage is noticed at 50 calls a second, and that health is not taken for one; opossum beside it.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import CircuitBreaker from 'opossum';
import { advance, after, fail, fakeTime, hang, well } from '../testing/calls.js';
import { Guard } from './guard.js';

type Action = () => Promise<unknown>;

const TIMEOUT_MS = 1000;
const SLOW_MS = 950;

let guard: Guard;
let circuit: CircuitBreaker<[Action]>;
let openings: number;

beforeEach(() => {
  fakeTime();
  openings = 0;
  guard = new Guard({
    name: 'dependency',
    timeoutMs: TIMEOUT_MS,
    bulkhead: { limit: 1000 },
    breaker: {
      windowMs: 2000,
      volumeThreshold: 5,
      errorThresholdPercentage: 50,
      resetTimeoutMs: 1500,
      slowCallMs: 900,
    },
    onChange: ({ to }) => (openings += to === 'open' ? 1 : 0),
  });
  circuit = new CircuitBreaker((action: Action) => action(), { timeout: TIMEOUT_MS });
});
afterEach(() => {
  guard.close();
  circuit.shutdown();
  jest.useRealTimers();
});

const guarded = (action: Action): void => void guard.run(action).catch(() => {});
const byOpossum = (action: Action): void => void circuit.fire(action).catch(() => {});

/** Ten healthy seconds, then `trouble`: milliseconds until it is open. `between` two calls: 20 ms on average. */
async function timeToOpen(
  call: (action: Action) => void,
  isOpen: () => boolean,
  trouble: Action,
  between: () => number = () => 20,
): Promise<number> {
  for (let ms = 0; ms < 10_000; ms += 20) {
    call(well);
    await advance(20);
  }
  for (let ms = 0; ms < 20_000;) {
    if (isOpen()) return ms;
    call(trouble);
    const pause = between();
    await advance(pause);
    ms += pause;
  }
  return Infinity;
}
const isGuardOpen = (): boolean => guard.state() === 'open';

describe('an outage is noticed', () => {
  it('within 0.3 s when every call fails', async () => {
    expect(await timeToOpen(guarded, isGuardOpen, fail)).toBeLessThanOrEqual(300);
  });
  it('within 0.3 s of the first time-out when every call hangs', async () => {
    expect(await timeToOpen(guarded, isGuardOpen, hang)).toBeLessThanOrEqual(TIMEOUT_MS + 300);
  });
  it('within 0.3 s of the first slow answer when every call is slow', async () => {
    expect(await timeToOpen(guarded, isGuardOpen, () => after(SLOW_MS))).toBeLessThanOrEqual(SLOW_MS + 300);
  });
  it('as soon when calls come as they like and not at equal distances', async () => {
    const seeded = mulberry(7);
    const poisson = (): number => Math.max(1, Math.round(-20 * Math.log(1 - seeded())));
    expect(await timeToOpen(guarded, isGuardOpen, fail, poisson)).toBeLessThanOrEqual(300);
  });
  it('also by a process that stands still again and again, when nothing at all goes well', async () => {
    for (let i = 0; i < 200; i++) {
      guarded(hang);
      if (i % 10 === 0) standStill(700);
      await advance(20);
    }
    expect(openings).toBe(1);
  });
  it('by opossum with its defaults only after seconds', async () => {
    expect(await timeToOpen(byOpossum, () => circuit.opened, hang)).toBeGreaterThan(4000);
  });
  it('by opossum never when it is slowness', async () => {
    for (let i = 0; i < 100; i++) {
      byOpossum(() => after(SLOW_MS));
      await advance(20);
    }
    await advance(1000);
    expect(circuit.closed).toBe(true);
  });
});

describe('health', () => {
  it('is not taken for an outage in 20,000 calls of which one in a hundred is close to the time-out or beyond', async () => {
    const seeded = mulberry(1);
    let beyond = 0;
    for (let i = 0; i < 20_000; i++) {
      const ms = logNormal(seeded, 200, TIMEOUT_MS * 0.97);
      if (ms > TIMEOUT_MS) beyond++;
      guarded(() => after(ms));
      await advance(20);
    }
    expect(beyond).toBeGreaterThan(100);
    expect(openings).toBe(0);
  }, 60_000);
  it('is not in question when this process stood still and found time-outs and late answers after it', async () => {
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 20; i++) guarded(i % 2 === 0 ? hang : () => after(300));
      await advance(200);
      standStill(5000);
      await advance(2000);
    }
    expect(openings).toBe(0);
  });
});

/** The clock goes on and no timer runs; what has fallen due meanwhile runs afterwards. */
function standStill(ms: number): void {
  const later = performance.now() + ms;
  const now = jest.spyOn(performance, 'now').mockImplementation(() => later);
  jest.runOnlyPendingTimers();
  now.mockRestore();
}

/** Random numbers that are the same in every run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** With this median and this 99th percentile. */
function logNormal(random: () => number, medianMs: number, p99Ms: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp((Math.log(p99Ms / medianMs) / 2.326) * normal);
}
