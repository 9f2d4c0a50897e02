import { monitorEventLoopDelay } from 'node:perf_hooks';
import { atRate, during } from './at-rate.js';
import { type Contender, ourGuard, plainOpossum, type Action, type Setting } from './contenders.js';
import { Dependency } from './start-dependency.js';

const PER_SECOND = 50;
export const TIMEOUT_MS = 1000;
/** As long as opossum's window, so that its successes count as they do in a shop that has been open for a while. */
const BEFORE_MS = 10_000;
const OUTAGE_MS = 5000;
const GIVE_UP_MS = 35_000;

type Make = (action: Action, setting: Setting) => Contender;
export const CONTENDERS: readonly Make[] = [ourGuard, plainOpossum];

export interface Outage {
  readonly name: string;
  /** From the moment in which the dependency fails. */
  readonly opensAfterMs: number;
  /** From the moment in which it is well again to the first call that went well. */
  readonly backAfterMs: number;
  /** The longest that this process got no CPU between failing and opening: what the machine did to both. */
  readonly stoodStillMs: number;
}

/** Well for ten seconds, ill for five (and until it is noticed), then well again. */
export async function outage(make: Make, failing: 'errors' | 'hang'): Promise<Outage> {
  return withDependency(make, async (dependency, contender) => {
    let wellAt = Infinity;
    const call = (): void => void contender.call().then((well) => (wellAt = well ? performance.now() : wellAt));
    await atRate(PER_SECOND, call, during(BEFORE_MS));
    await dependency.become({ failing, share: 1 });
    const illAt = performance.now();
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const tooLong = during(GIVE_UP_MS);
    await atRate(PER_SECOND, call, () => contender.isOpen() || tooLong());
    const opensAfterMs = performance.now() - illAt;
    delay.disable();
    await atRate(PER_SECOND, call, during(OUTAGE_MS));
    await dependency.become({ failing: 'none', share: 0 });
    const backAt = performance.now();
    const notBack = during(GIVE_UP_MS);
    await atRate(PER_SECOND, call, () => (wellAt > backAt && wellAt !== Infinity) || notBack());
    const stoodStillMs = delay.max / 1e6;
    return { name: contender.name, opensAfterMs, backAfterMs: performance.now() - backAt, stoodStillMs };
  });
}

export interface Amplification {
  readonly name: string;
  readonly calls: number;
  /** Calls of which at least one try was sent. */
  readonly letThrough: number;
  readonly requests: number;
  readonly probes: number;
}

/** Ten healthy seconds, then half a minute in which a share of the calls fails: what arrives at the dependency in that time. */
export async function amplification(make: Make, share: number): Promise<Amplification> {
  return withDependency(make, async (dependency, contender) => {
    const under: Promise<boolean>[] = [];
    const call = (): void => void under.push(contender.call());
    await atRate(PER_SECOND, call, during(BEFORE_MS));
    await Promise.all(under);
    const before = contender.sent();
    await dependency.become({ failing: 'errors', share });
    const { calls } = await atRate(PER_SECOND, call, during(30_000));
    await Promise.all(under);
    const letThrough = contender.sent() - before;
    return { name: contender.name, calls, letThrough, ...(await dependency.counts()) };
  });
}

export interface Healthy {
  readonly name: string;
  readonly calls: number;
  readonly p99Ms: number;
  readonly timedOut: number;
  readonly openings: number;
}

/**
 * Calls of a healthy dependency that is close to the limit: the slowest one in a hundred is about as slow as the time-out
 * allows, and some are slower. Timers stand in for the network.
 */
export async function healthy(calls: number, perSecond: number): Promise<Healthy[]> {
  const timeoutMs = 200;
  const took: number[] = [];
  const latencies = Array.from({ length: calls }, () => logNormal(40, timeoutMs * 0.97));
  const measured = CONTENDERS.map((make) => {
    let nth = 0;
    let retries = 0;
    const action: Action = () => {
      const ms = latencies[nth++] ?? latencies[retries++ % calls] ?? 0;
      if (make === ourGuard) took.push(ms);
      return new Promise((resolve) => setTimeout(() => resolve('well'), ms));
    };
    return make(action, { timeoutMs, limit: 4096, probe: async () => undefined });
  });
  await atRate(
    perSecond,
    () => measured.forEach((contender) => void contender.call()),
    () => false,
    calls,
  );
  await new Promise((resolve) => setTimeout(resolve, timeoutMs * 3));
  const sorted = took.toSorted((a, b) => a - b);
  return measured.map((contender) => {
    contender.close();
    return {
      name: contender.name,
      calls: contender.sent(),
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      timedOut: took.filter((ms) => ms > timeoutMs).length,
      openings: contender.openings(),
    };
  });
}

async function withDependency<T>(make: Make, work: (it: Dependency, its: Contender) => Promise<T>): Promise<T> {
  const dependency = await Dependency.start();
  const probe: Action = (signal) => dependency.work(signal, '/probe');
  const contender = make((signal) => dependency.work(signal), { timeoutMs: TIMEOUT_MS, limit: 256, probe });
  try {
    return await work(dependency, contender);
  } finally {
    contender.close();
    await dependency.stop();
  }
}

/** With this median and this 99th percentile. */
function logNormal(medianMs: number, p99Ms: number): number {
  const sigma = Math.log(p99Ms / medianMs) / 2.326;
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return medianMs * Math.exp(sigma * normal);
}
