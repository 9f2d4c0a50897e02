import { parseArgs } from 'node:util';
import type { Stack } from '@breakwater/local-stack';
import { median, percentile, ratioOfRounds } from '../measure/arithmetic.js';
import { inParallel } from '../measure/in-parallel.js';
import { cpuMs } from '../measure/processes.js';
import { keep, machine, say, table } from '../measure/report.js';
import { withOwnStack } from '../own-stack.js';
import { type Extent, Replay, type Replayed } from './replay.js';
import { settled } from './settled.js';
import { OrderRoute, stockUp } from './shoppers.js';

// `npm run bench:checkout`: checkouts a second through order's HTTP route, the whole money path on the sandbox, against pgbench with
// the SQL that such a checkout makes in all services' databases, on the same Postgres pair, in alternating rounds of one run.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    checkouts: { type: 'string', default: '150' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
  },
});
const settings = {
  rounds: Number(values.rounds),
  checkouts: Number(values.checkouts),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
};

interface Round {
  readonly perSecond: number;
  readonly milliseconds: readonly number[];
  readonly states: Readonly<Record<string, number>>;
  readonly settledMs: number;
  /** Per checkout, by service, until everything is done. */
  readonly cpuMs: Readonly<Record<string, number>>;
}

const services = ['haproxy', 'order', 'product', 'inventory', 'payment', 'sandbox'];

function cpuOf(stack: Stack): Record<string, number> {
  const total = (name: string): number =>
    stack.find(name).reduce((sum, part) => sum + cpuMs(part.status().pid ?? process.pid), 0);
  return Object.fromEntries(services.map((name) => [name, total(name)]));
}

async function buy(stack: Stack, route: OrderRoute, skus: readonly string[], count: number): Promise<Round> {
  const wanted = Array.from({ length: count }, () => skus[Math.floor(Math.random() * skus.length)] ?? '');
  const shoppers = await inParallel(wanted, settings.connections, (sku) => route.shopper(sku));
  const before = cpuOf(stack);
  const began = performance.now();
  const answers = await inParallel(shoppers, settings.connections, (shopper) => route.checkout(shopper));
  const seconds = (performance.now() - began) / 1000;
  const settledMs = await settled(stack);
  const after = cpuOf(stack);
  const states: Record<string, number> = {};
  for (const { state } of answers) states[state] = (states[state] ?? 0) + 1;
  if (states['refused'] !== undefined) throw new Error(`${states['refused']} checkouts were refused`);
  return {
    perSecond: count / seconds,
    milliseconds: answers.map(({ ms }) => ms),
    states,
    settledMs,
    cpuMs: Object.fromEntries(services.map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / count])),
  };
}

async function run(stack: Stack): Promise<void> {
  const route = new OrderRoute(stack);
  const skus = await stockUp(stack, 20);
  await buy(stack, route, skus, 40); // warm code, warm connections, and an order to copy the shape of
  const replay = await Replay.prepare(stack);
  await replay.measure('whole', settings.connections, 2);
  const ours: Round[] = [];
  const theirs: Record<Extent, Replayed[]> = { answer: [], whole: [] };
  const loadBefore = machine().load;
  for (let round = 0; round < settings.rounds; round++) {
    ours.push(await buy(stack, route, skus, settings.checkouts));
    for (const extent of ['answer', 'whole'] as const)
      theirs[extent].push(await replay.measure(extent, settings.connections, settings.seconds));
    say(`round ${round + 1} of ${settings.rounds}, load ${machine().load[0]}`);
  }
  report(replay, ours, theirs, loadBefore);
}

function report(
  replay: Replay,
  ours: readonly Round[],
  theirs: Record<Extent, Replayed[]>,
  loadBefore: number[],
): void {
  const rates = ours.map(({ perSecond }) => perSecond);
  const all = ours.flatMap(({ milliseconds }) => milliseconds);
  const milliseconds = { p50: percentile(all, 50), p95: percentile(all, 95), p99: percentile(all, 99) };
  const against = (extent: Extent) => ({
    ...replay.count(extent),
    perSecond: median(theirs[extent].map(({ perSecond }) => perSecond)),
    meanMs: median(theirs[extent].map(({ meanMs }) => meanMs)),
    ratio: ratioOfRounds(
      rates,
      theirs[extent].map(({ perSecond }) => perSecond),
    ),
  });
  const floors = { answer: against('answer'), whole: against('whole') };
  const cpu = Object.fromEntries(services.map((name) => [name, median(ours.map(({ cpuMs: of }) => of[name] ?? 0))]));
  const fixed = (value: number, digits = 1): string => value.toFixed(digits);
  const row = (what: string, { statements, transactions, perSecond, meanMs, ratio }: (typeof floors)[Extent]) => [
    `pgbench, ${what} (${statements} statements, ${transactions} commits)`,
    fixed(perSecond),
    `mean ${fixed(meanMs)}`,
    `${fixed(ratio.median, 3)} (${fixed(ratio.min, 3)}-${fixed(ratio.max, 3)})`,
  ];
  const { p50, p95, p99 } = milliseconds;
  say(`\n${settings.checkouts} checkouts a round, ${settings.connections} at once\n`);
  say(
    table([
      ['', 'per second', 'ms', 'shop to pgbench'],
      ['shop', fixed(median(rates)), `p50 ${fixed(p50)}, p95 ${fixed(p95)}, p99 ${fixed(p99)}`, ''],
      row('until the answer', floors.answer),
      row('all that follows', floors.whole),
    ]),
  );
  say(`\nCPU per checkout, ms: ${services.map((name) => `${name} ${fixed(cpu[name] ?? 0)}`).join(', ')}`);
  const drained = median(ours.map(({ settledMs }) => settledMs));
  const states = ours.map(({ states: of }) => of);
  say(`all done ${fixed(drained / 1000)} s after the last answer; orders: ${JSON.stringify(states)}`);
  const rounds = { rates, states, settledMs: ours.map(({ settledMs }) => settledMs), theirs };
  keep('checkout', { settings, loadBefore, perSecond: median(rates), milliseconds, floors, cpuMs: cpu, rounds });
}

await withOwnStack(run);
