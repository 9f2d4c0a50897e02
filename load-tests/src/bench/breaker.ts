import { parseArgs } from 'node:util';
import { median } from '../measure/arithmetic.js';
import { keep, machine, say, table } from '../measure/report.js';
import {
  type Amplification,
  amplification,
  CONTENDERS,
  healthy,
  type Outage,
  outage,
  TIMEOUT_MS,
} from './breaker/scenarios.js';

// `npm run bench:breaker`: how soon a dependency that fails is left alone and found again, what healthy calls suffer, and how many
// requests an outage costs it: our Guard against opossum with its defaults, side by side, 50 calls a second each.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    calls: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '500' },
  },
});
const settings = { rounds: Number(values.rounds), calls: Number(values.calls), rate: Number(values.rate) };

/** Both at once: what else the machine does meets both. */
const sideBySide = <T>(work: (make: (typeof CONTENDERS)[number]) => Promise<T>): Promise<T[]> =>
  Promise.all(CONTENDERS.map(work));

const outages: (Outage & { readonly failing: string })[] = [];
for (const failing of ['errors', 'hang'] as const) {
  for (let round = 1; round <= settings.rounds; round++) {
    const both = await sideBySide((make) => outage(make, failing));
    outages.push(...both.map((one) => ({ failing, ...one })));
    say(`${failing}, round ${round} of ${settings.rounds}, load ${machine().load[0]}`);
  }
}
const amplified: (Amplification & { readonly share: number })[] = [];
for (const share of [1, 0.4]) {
  amplified.push(...(await sideBySide((make) => amplification(make, share))).map((one) => ({ share, ...one })));
}
const well = await healthy(settings.calls, settings.rate);

const range = (numbers: readonly number[]): string =>
  `${Math.round(median(numbers))} (${Math.round(Math.min(...numbers))}-${Math.round(Math.max(...numbers))})`;
const names = [...new Set(outages.map(({ name }) => name))];
say(
  `\nOutages at 50 calls a second, time-out ${TIMEOUT_MS} ms, ten healthy seconds before; ms, median of ${settings.rounds}\n`,
);
say(
  table([
    ['', 'opens, errors', 'opens, hang', 'back, errors', 'back, hang', 'stood still, errors', 'stood still, hang'],
    ...names.map((name) => {
      const of = (failing: string, key: 'opensAfterMs' | 'backAfterMs' | 'stoodStillMs'): string =>
        range(outages.filter((one) => one.name === name && one.failing === failing).map((one) => one[key]));
      return [
        name,
        of('errors', 'opensAfterMs'),
        of('hang', 'opensAfterMs'),
        of('errors', 'backAfterMs'),
        of('hang', 'backAfterMs'),
        of('errors', 'stoodStillMs'),
        of('hang', 'stoodStillMs'),
      ];
    }),
  ]),
);
say('\nRequests that arrive at the dependency in 30 s in which a share of them fails\n');
say(
  table([
    ['', 'fails', 'calls', 'let through', 'requests', 'for each let through', 'probes'],
    ...amplified.map(({ name, share, calls, letThrough, requests, probes }) => [
      name,
      `${share * 100} %`,
      String(calls),
      String(letThrough),
      String(requests),
      (requests / letThrough).toFixed(3),
      String(probes),
    ]),
  ]),
);
say('\nHealthy calls, p99 near the time-out of 200 ms\n');
say(
  table([
    ['', 'calls', 'p99 ms', 'over the time-out', 'false openings'],
    ...well.map(({ name, calls, p99Ms, timedOut, openings }) => [
      name,
      String(calls),
      p99Ms.toFixed(0),
      String(timedOut),
      String(openings),
    ]),
  ]),
);
keep('breaker', { settings, outages, amplified, healthy: well });
