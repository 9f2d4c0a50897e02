import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { InvariantReport } from '@breakwater/contracts';
import type { Stack } from '@breakwater/local-stack';
import { Operator } from './invariants/operator.js';
import { presentReport } from './invariants/present.js';
import { startTraffic } from './invariants/traffic.js';
import { verdictOf } from './invariants/verdict.js';
import { percentile } from './measure/arithmetic.js';
import { keep, say } from './measure/report.js';
import { withOwnStack } from './own-stack.js';

// `npm run bench:invariants -- --minutes 5`: is the checker ever wrong while the shop is busy? Customers buy without a break from a shop
// of its own whose provider lies now and then, and the invariants are checked again and again: each violation is a false alarm, or a bug.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    customers: { type: 'string', default: '6' },
    every: { type: 'string', default: '1' },
  },
});
const settings = {
  minutes: Number(values.minutes),
  customers: Number(values.customers),
  everySeconds: Number(values.every),
};
/** Among the checks of what has changed lately: every so many, one of everything. */
const FULL_EACH = 5;
const CHECK_WITHIN_MS = 5 * 60_000;

const secondsOf = ({ startedAt, finishedAt }: InvariantReport): number =>
  (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;

async function run(stack: Stack): Promise<void> {
  const operator = await Operator.signIn({ url: stack.url, operator: stack.secrets.operator });
  const traffic = await startTraffic(stack, settings.customers);
  const reports: InvariantReport[] = [];
  const until = performance.now() + settings.minutes * 60_000;
  try {
    for (let i = 1; performance.now() < until; i++) {
      await pause(settings.everySeconds * 1000);
      reports.push(look(await operator.check(i % FULL_EACH === 0, CHECK_WITHIN_MS), i, traffic.counts));
    }
  } finally {
    await traffic.stop();
  }
  reports.push(look(await operator.check(true, CHECK_WITHIN_MS), reports.length + 1, traffic.counts));
  conclude(reports, traffic.counts);
}

function look(report: InvariantReport, number: number, counts: Readonly<Record<string, number>>): InvariantReport {
  const orders = Object.values(counts).reduce((sum, count) => sum + count, 0);
  say(`${number}. ${report.scope}: ${report.state}, ${secondsOf(report).toFixed(1)} s, after ${orders} checkouts`);
  if (report.state !== 'holds') say(presentReport(report));
  return report;
}

function conclude(reports: readonly InvariantReport[], counts: Readonly<Record<string, number>>): void {
  const { violated, notChecked, faults } = verdictOf(reports, counts);
  const durations = (['recent', 'full'] as const).map((scope) => {
    const seconds = reports.filter((report) => report.scope === scope).map(secondsOf);
    return { scope, p50: percentile(seconds, 50), p95: percentile(seconds, 95), most: Math.max(0, ...seconds) };
  });
  say(`\n${reports.length} checks: ${violated} with violations, ${notChecked} incomplete`);
  say(`checkouts: ${JSON.stringify(counts)}`);
  for (const { scope, p50, p95, most } of durations)
    say(`${scope}: p50 ${p50.toFixed(1)} s, p95 ${p95.toFixed(1)} s, at most ${most.toFixed(1)} s`);
  const last = reports.at(-1);
  keep('invariants', { settings, checks: reports.length, violated, notChecked, faults, counts, durations, last });
  for (const fault of faults) say(`FAILED: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

await withOwnStack(run);
