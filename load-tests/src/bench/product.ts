import { parseArgs } from 'node:util';
import { listProducts } from '@breakwater/contracts';
import type { Stack } from '@breakwater/local-stack';
import { percentile, ratioOfRounds } from '../measure/arithmetic.js';
import { drive, type Drive, type Target } from '../measure/drive.js';
import { cpuMs, portOf } from '../measure/processes.js';
import { keep, machine, say, table } from '../measure/report.js';
import { withOwnStack } from '../own-stack.js';
import { type Floor, startFloor } from './start-floor.js';

// `npm run bench:product`: the product page as JSON through the whole path (HAProxy, gateway, HAProxy, product, warm cache) against
// the floor, in alternating rounds of one run. The steps between show where the time goes.

/** Answers until V8 has compiled what is asked most, in two processes each; before, a request costs several times as much. */
const WARM_AFTER = 4000;

interface Step extends Target {
  readonly name: string;
  /** The processes that work for it, for their time on a CPU. */
  readonly pids: readonly number[];
}
interface Round extends Drive {
  readonly cpuMicroseconds: number;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '16' },
  },
});
const settings = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
};

/** A visitor who has been here before: making a session is not part of a page. */
async function visitorsCookie(url: string): Promise<string> {
  const response = await fetch(`${url}/api/session`);
  await response.arrayBuffer();
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function pagePath(url: string): Promise<string> {
  const response = await fetch(`${url}/api/catalogue/products`);
  const { items } = listProducts.responses[200].parse(await response.json());
  return `/catalogue/products/${items[0]?.slug ?? ''}`;
}

function stepsOf(stack: Stack, floor: Floor, path: string, cookie: string): Step[] {
  const pids = (...names: string[]): number[] =>
    names.flatMap((name) => stack.find(name)).flatMap((part) => part.status().pid ?? []);
  const [product = 0] = pids('product');
  const at = (port: number, prefix = ''): URL => new URL(`http://127.0.0.1:${port}${prefix}${path}`);
  const throughEdge = { url: at(stack.ports.edge, '/api'), pids: pids('haproxy', 'gateway', 'product', 'redis-cache') };
  return [
    { name: 'floor', url: floor.url, headers: {}, pids: [floor.pid, ...pids('redis-cache')] },
    { name: 'one product instance', url: at(portOf(product)), headers: {}, pids: [product] },
    {
      name: 'HAProxy, product',
      url: at(stack.ports.listeners.product),
      headers: {},
      pids: pids('haproxy', 'product', 'redis-cache'),
    },
    { name: 'whole path', ...throughEdge, headers: { cookie } },
    { name: 'whole path, brotli', ...throughEdge, headers: { cookie, 'accept-encoding': 'br' } },
  ];
}

async function measure({ pids, ...target }: Step, seconds: number): Promise<Round> {
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const before = cpu();
  const driven = await drive(target, settings.connections, seconds * 1000);
  return { ...driven, cpuMicroseconds: ((cpu() - before) * 1000) / driven.milliseconds.length };
}

function summarize(step: Step, rounds: readonly Round[], floor: readonly Round[]) {
  const all = rounds.flatMap(({ milliseconds }) => milliseconds);
  return {
    step: step.name,
    perSecond: ratioOfRounds(
      rounds.map(({ perSecond }) => perSecond),
      rounds.map(() => 1),
    ),
    bytesPerAnswer: rounds[0]?.bytesPerAnswer ?? 0,
    milliseconds: { p50: percentile(all, 50), p95: percentile(all, 95), p99: percentile(all, 99) },
    rateToFloor: ratioOfRounds(
      rounds.map(({ perSecond }) => perSecond),
      floor.map(({ perSecond }) => perSecond),
    ),
    cpuToFloor: ratioOfRounds(
      rounds.map(({ cpuMicroseconds }) => cpuMicroseconds),
      floor.map(({ cpuMicroseconds }) => cpuMicroseconds),
    ),
    cpuMicroseconds: rounds.map(({ cpuMicroseconds }) => Math.round(cpuMicroseconds)),
  };
}

async function run(stack: Stack): Promise<void> {
  const cookie = await visitorsCookie(stack.url);
  const path = await pagePath(stack.url);
  const page = await (await fetch(`${stack.url}/api${path}`)).text();
  const floor = await startFloor(stack, page);
  try {
    const steps = stepsOf(stack, floor, path, cookie);
    const measured = steps.map((): Round[] => []);
    for (const step of steps) await drive(step, settings.connections, 1000, WARM_AFTER);
    const loadBefore = machine().load;
    for (let round = 0; round < settings.rounds; round++) {
      // Each round begins elsewhere, so that no step always follows the same one.
      for (const [n] of steps.entries()) {
        const index = (n + round) % steps.length;
        measured[index]?.push(await measure(steps[index] as Step, settings.seconds));
      }
      say(`round ${round + 1} of ${settings.rounds}, load ${machine().load[0]}`);
    }
    const results = steps.map((step, n) => summarize(step, measured[n] ?? [], measured[0] ?? []));
    print(results, page.length);
    keep('product', { settings, pageBytes: page.length, loadBefore, results });
  } finally {
    await floor.stop();
  }
}

function print(results: readonly ReturnType<typeof summarize>[], pageBytes: number): void {
  const ms = (value: number): string => value.toFixed(1);
  const range = ({ median, min, max }: { median: number; min: number; max: number }): string =>
    `${median.toFixed(3)} (${min.toFixed(3)}-${max.toFixed(3)})`;
  say(`\nproduct page of ${pageBytes} bytes, ${settings.connections} connections, warm\n`);
  say(
    table([
      ['', 'per second', 'rate to floor', 'CPU to floor', 'p50 ms', 'p95 ms', 'p99 ms'],
      ...results.map(({ step, perSecond, rateToFloor, cpuToFloor, milliseconds: { p50, p95, p99 } }) => [
        step,
        perSecond.median.toFixed(0),
        range(rateToFloor),
        range(cpuToFloor),
        ms(p50),
        ms(p95),
        ms(p99),
      ]),
    ]),
  );
}

await withOwnStack(run);
